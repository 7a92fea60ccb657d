import Basics
import MarketData
import Signals

/// Small random markets for the laws of the operators: candles with gaps, bursts of liquidations,
/// missing notionals, equal prices, rows known at the same instant.
struct RandomMarket {
  static let minute: Int64 = 60_000_000
  static let start: Int64 = 1_709_251_200_000_000
  static let exchanges = ["binance-futures", "bybit", "okex-swap"]

  var candles: [Candle] = []
  var rows: [LiquidationRow] = []
  var others: [LiquidationRow] = []

  init(seed: UInt64, minutes: Int = 90, rows count: Int = 260) {
    var random = SplitMix64(seed: seed, stream: "market")
    addCandles(minutes, &random)
    rows = Self.rows(count, minutes, &random)
    others = Self.rows(count / 2, minutes, &random)
  }

  private mutating func addCandles(_ minutes: Int, _ random: inout SplitMix64) {
    var price = 100.0
    for index in 0..<minutes {
      if index % 37 == 5 || (40..<48).contains(index) { continue }
      let open = price
      if random.uniform() > 0.15 { price *= 1 + (random.uniform() - 0.5) * 0.02 }
      price = (price * 100).rounded() / 100
      let top = max(open, price) * (1 + random.uniform() * 0.004)
      let bottom = min(open, price) * (1 - random.uniform() * 0.004)
      let hasQuote = random.uniform() > 0.03
      candles.append(
        Candle(
          openTime: Self.start + Int64(index) * Self.minute, open: open, high: top, low: bottom,
          close: price, volume: random.uniform() * 50,
          quoteVolume: hasQuote ? random.uniform() * 5_000 : .nan))
    }
  }

  private static func rows(
    _ count: Int, _ minutes: Int, _ random: inout SplitMix64
  ) -> [LiquidationRow] {
    var times: [Int64] = []
    var time = start
    for _ in 0..<count {
      let isBurst = random.uniform() < 0.7
      time += Int64(random.uniform() * (isBurst ? 2e6 : 90e6)) / 500_000 * 500_000
      times.append(time)
    }
    let end = start + Int64(minutes) * minute
    return times.filter { $0 < end }.map { time in
      let price = 100 + random.uniform()
      let quantity = (random.uniform() * 100).rounded() / 10
      return LiquidationRow(
        availability: time, exchange: UInt16(random.index(below: 3)),
        side: random.uniform() < 0.5 ? .long : .short, price: price,
        quantity: random.uniform() < 0.05 ? .nan : quantity,
        notional: random.uniform() < 0.05 ? .nan : price * quantity)
    }
  }

  /// What is known at `time`, for the symbol and its universe.
  func tape(until time: Int64 = .max, longestGap: Int64? = 300_000_000) -> SymbolTape {
    var tape = Self.emptyTape(longestGap: longestGap)
    for candle in candles where candle.openTime + Self.minute <= time { tape.append(candle) }
    for row in rows where row.availability <= time { tape.append(row) }
    for row in universe where row.availability <= time { tape.append(toUniverse: row) }
    for (index, instant) in Self.settlements.enumerated() where instant <= time {
      tape.append(settledAt: instant, rate: Self.rate(index))
    }
    for total in Self.totals where total.openTime + Self.totalsInterval <= time {
      tape.append(total)
    }
    for value in Self.values where value.time <= time {
      tape.append(value.name, knownAt: value.time, value: value.value)
    }
    return tape
  }

  /// Every twenty minutes, off the minute.
  static let settlements = (0..<5).map { start + (Int64($0) * 20 + 3) * minute + 7_000_000 }

  static func rate(_ index: Int) -> Double { [0.0001, -0.0003, 0.0002, 0, 0.0005][index] }

  static let totalsInterval = 2 * minute

  /// Totals over two minutes, some of them missing.
  static let totals: [LiquidationTotal] = {
    let kept = (0..<45).filter { $0 % 11 != 4 }
    return kept.map { index in
      let open = start + Int64(index) * totalsInterval
      return LiquidationTotal(
        openTime: open, long: Double(index * 37 % 101), short: Double(index * 53 % 89))
    }
  }()

  /// A value of a series, when it became known.
  struct SeriesValue {
    let name: SeriesName
    let time: Int64
    let value: Double
  }

  /// Four series at times of their own; not every candle has a mark or an index price.
  static let values: [SeriesValue] = {
    var values: [SeriesValue] = []
    for index in 0..<40 {
      let time: Int64 = start + Int64(index) * 137_000_000
      let interest = 1e6 + Double(index * index)
      let rate = Double(index % 7 - 3) * 1e-5
      values.append(SeriesValue(name: .openInterestUSD, time: time, value: interest))
      values.append(SeriesValue(name: .fundingRate, time: time + 1, value: rate))
    }
    for index in 0..<130 {
      let time: Int64 = start + Int64(index) * 41_000_000
      let name: SeriesName = index % 3 == 2 ? .indexPrice : .markPrice
      values.append(SeriesValue(name: name, time: time + 2, value: 100 + Double(index * 7 % 11)))
    }
    return values.sorted { $0.time < $1.time }
  }()

  static func emptyTape(longestGap: Int64? = 300_000_000) -> SymbolTape {
    SymbolTape(
      start: start, interval: minute, longestGap: longestGap, exchanges: exchanges,
      totalsInterval: totalsInterval)
  }

  /// The rows of both symbols, in the order in which they became known.
  var universe: [LiquidationRow] {
    var merged: [LiquidationRow] = []
    var next = 0
    for row in rows {
      while next < others.count, others[next].availability < row.availability {
        merged.append(others[next])
        next += 1
      }
      merged.append(row)
    }
    return merged + others[next...]
  }

  /// The closes of the candles, or the instants of the liquidations.
  func grid(onEvents: Bool) -> [Int64] {
    let tape = tape()
    return onEvents
      ? Grid.events(of: tape.liquidations, spacing: 0, start: Self.start, end: .max)
      : Grid.barCloses(of: tape.candles, interval: Self.minute, end: .max)
  }
}
