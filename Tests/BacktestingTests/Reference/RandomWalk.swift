import Backtesting
import Basics
import Glibc
import MarketData

/// A market without any edge: prices are random walks, liquidations come in bursts that know
/// nothing of them. Or with one: prices fall in a burst of liquidated longs and come back.
struct RandomWalk {
  var seed: UInt64
  var days = 12
  var symbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT"]
  var interval: Int64 = 60_000_000
  /// How far the price falls in a burst, to come back within half an hour.
  var overshoot = 0.0

  private var count: Int { Int(Int64(days) * 86_400_000_000 / interval) }

  /// Candles whose paths have so many steps.
  private static let steps = 12

  var data: BacktestData {
    var rows = LiquidationBatch()
    var candles = CandleBatch(interval: Interval(microseconds: interval))
    for (index, symbol) in symbols.enumerated() {
      var random = SplitMix64(seed: seed, stream: "walk \(symbol)")
      let key = InstrumentKey(exchange: "binance-futures", symbol: symbol)
      candles.instruments.append(key)
      rows.instruments.append(key)
      let bursts = bursts(&random)
      append(bursts, UInt32(index), to: &rows, &random)
      append(UInt32(index), bursts, to: &candles, &random)
    }
    return BacktestData(liquidations: [rows], candles: [candles])
  }

  /// The candles in which bursts of long and of short liquidations begin.
  private func bursts(_ random: inout SplitMix64) -> [(candle: Int, side: LiquidationSide)] {
    let rate = 12.0 * Double(days) / Double(count)
    return (0..<count).filter { _ in random.uniform() < rate }.map {
      ($0, random.uniform() < 0.5 ? .long : .short)
    }
  }

  private func append(
    _ bursts: [(candle: Int, side: LiquidationSide)], _ symbol: UInt32,
    to rows: inout LiquidationBatch, _ random: inout SplitMix64
  ) {
    for burst in bursts {
      var time = Scenario.start + Int64(burst.candle) * interval
      for _ in 0..<(5 + random.index(below: 12)) {
        time += Int64(random.uniform() * 8e6)
        append(time, burst.side, symbol, to: &rows, &random)
      }
    }
    for _ in 0..<(days * 60) {
      let time = Scenario.start + Int64(random.uniform() * Double(count) * Double(interval))
      append(time, random.uniform() < 0.5 ? .long : .short, symbol, to: &rows, &random)
    }
  }

  private func append(
    _ time: Int64, _ side: LiquidationSide, _ symbol: UInt32, to rows: inout LiquidationBatch,
    _ random: inout SplitMix64
  ) {
    let notional = 2_000 * exp(1.5 * Self.normal(&random))
    rows.append(time: time, side: side, price: 100, quantity: notional / 100, instrument: symbol)
  }

  private func append(
    _ symbol: UInt32, _ bursts: [(candle: Int, side: LiquidationSide)],
    to candles: inout CandleBatch, _ random: inout SplitMix64
  ) {
    let deviation = 0.0006 * (Double(interval) / 6e7 / Double(Self.steps)).squareRoot()
    let drift = drift(bursts)
    var price = 100.0
    for index in 0..<count {
      let open = price
      var (high, low) = (open, open)
      for _ in 0..<Self.steps {
        // A martingale: the mean of the factor is 1.
        let move = deviation * Self.normal(&random) - deviation * deviation / 2
        price *= exp(move + drift[index] / Double(Self.steps))
        high = max(high, price)
        low = min(low, price)
      }
      candles.append(
        openTime: Scenario.start + Int64(index) * interval, (open, high, low, price),
        instrument: symbol)
    }
  }

  /// The planted move of the log price in each candle.
  private func drift(_ bursts: [(candle: Int, side: LiquidationSide)]) -> [Double] {
    var drift = [Double](repeating: 0, count: count)
    guard overshoot > 0 else { return drift }
    let back = max(1, Int(1_800_000_000 / interval))
    for burst in bursts {
      let sign: Double = burst.side == .long ? -1 : 1
      drift[burst.candle] += sign * overshoot
      for index in (burst.candle + 1)..<(burst.candle + 1 + back) where index < count {
        drift[index] -= sign * overshoot / Double(back)
      }
    }
    return drift
  }

  private static func normal(_ random: inout SplitMix64) -> Double {
    (-2 * log(1 - random.uniform())).squareRoot() * cos(2 * .pi * random.uniform())
  }
}
