import Basics
import Foundation
import Learning
import MarketData
import Signals

let start: Int64 = 1_709_251_200_000_000
let quarter: Int64 = 900_000_000

extension LearningMarket {
  /// Quarter-hourly candles with liquidations in each; the more there were in a quarter, times
  /// `strength`, the larger those of the next: 0 is pure noise. A market of `scale` has so many
  /// times as many, each so many times as large; the law is the same.
  static func planted(
    days: Int, strength: Double, seed: UInt64, symbol: String = "BTCUSDT", scale: Int = 1
  ) -> LearningMarket {
    var random = SplitMix64(seed: seed)
    var tape = SymbolTape(
      symbol: symbol, start: start, interval: quarter, longestGap: nil,
      exchanges: ["binance-futures"])
    var (price, lastCount) = (100.0, 2)
    for index in 0..<(96 * days) {
      let open = start + Int64(index) * quarter
      let next = price * (1 + (random.uniform() - 0.5) * 0.01)
      tape.append(
        Candle(
          openTime: open, open: price, high: max(price, next), low: min(price, next), close: next,
          volume: 1 + random.uniform(), quoteVolume: 100))
      price = next
      let count = random.index(below: 5)
      let spacing = Int64(100_000_000 / scale)
      let odds = -2.5 + strength * Double(lastCount - 2)
      let isLarge = random.uniform() < 1 / (1 + exp(-odds))
      for event in 0..<(count * scale) {
        tape.append(
          LiquidationRow(
            availability: open + Int64(event + 1) * spacing, exchange: 0,
            side: random.uniform() < 0.5 ? .long : .short, price: price, quantity: 1,
            notional: Double(scale) * (isLarge ? 10_000 : 100) * (0.5 + random.uniform())))
      }
      lastCount = count
    }
    return LearningMarket(
      symbol: symbol, tape: tape,
      window: TimeRange(from: start, to: start + Int64(96 * days) * quarter))
  }
}

extension LearningMarket {
  /// Hourly candles with totals, open interest and funding; the higher the funding, times
  /// `strength`, the larger the totals of the next hour.
  static func plantedTotals(days: Int, strength: Double, seed: UInt64) -> LearningMarket {
    var random = SplitMix64(seed: seed, stream: "totals")
    let hour: Int64 = 3_600_000_000
    var tape = SymbolTape(start: start, interval: hour, longestGap: nil, exchanges: [])
    var (price, funding) = (100.0, 0.0)
    for index in 0..<(24 * days) {
      let open = start + Int64(index) * hour
      let next = price * (1 + (random.uniform() - 0.5) * 0.01)
      tape.append(
        Candle(
          openTime: open, open: price, high: max(price, next), low: min(price, next), close: next))
      price = next
      let isLarge = random.uniform() < 1 / (1 + exp(2.5 - strength * funding))
      let size = (isLarge ? 100_000 : 1_000) * (0.5 + random.uniform())
      // A total in fifty is missing.
      if random.uniform() > 0.02 {
        tape.append(LiquidationTotal(openTime: open, long: size * 0.6, short: size * 0.4))
      }
      funding = 4 * random.uniform() - 2
      tape.append(.fundingRate, knownAt: open + hour, value: funding * 1e-4)
      tape.append(.openInterestUSD, knownAt: open + hour, value: 1e9 * (1 + random.uniform()))
    }
    return LearningMarket(
      symbol: "BTC", tape: tape,
      window: TimeRange(from: start, to: start + Int64(24 * days) * hour))
  }
}

/// A handful of features, so that a debug build is done in time.
let fewFeatures = Array(standardFeatures(interval: quarter).prefix(6))

/// How many liquidations there were in the last candle, the one before, and the one before that.
let countFeatures = ["0s", "15m", "30m"].map { lag in
  LearnedModel.Feature(
    name: "n_lag_\(lag)",
    expression: JSONValue([
      "liq": JSONValue([
        "measure": .string("count"), "side": .string("both"), "window": .string("15m"),
        "lag": .string(lag),
      ])
    ]))
}
