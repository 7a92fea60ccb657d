import Basics
import MarketData
import Synthesis
import Testing

/// The planted laws of arrivals, tested over seeds with the tolerances that theory gives.
///
/// A count of a stationary Hawkes process over a long time has the variance mean/(1−n)²; a share of
/// offspring among N events has the deviation √(n/N). Four deviations are one chance in 16,000.
@Suite struct ArrivalTests {
  static let n = 0.6

  /// Busy and cheap: few minutes of price path, many events.
  static func market(
    _ seed: UInt64, window: TimeRange = Windows.hours(6), perDay: Int = 40_000,
    _ planted: String...
  ) throws -> SyntheticMarket {
    let rate = #"{"symbols":[{"symbol":"BTCUSDT","events_per_day":\#(perDay)}]}"#
    var model = try Models.make(seed: seed, window: window, rate)
    for text in planted { try model.plant(JSONValue(parsing: text)) }
    return try generateMarket(model)
  }

  static func times(_ market: SyntheticMarket) -> [Int64] {
    let both = ["binance-futures", "bybit"].flatMap { market.liquidations(exchange: $0).time }
    return both.sorted()
  }

  @Test func `the mean rate and the share of offspring are the planted ones`() throws {
    let seeds = 8
    var total = 0.0
    var offspring = 0.0
    for seed in 1...UInt64(seeds) {
      let market = try Self.market(seed, Models.stationary)
      let count = try #require(market.truth["realised"]?["liquidations"]?.double)
      total += count
      offspring += count * (try #require(market.truth["realised"]?["offspring_share"]?.double))
    }
    let expected = 10_000 * Double(seeds)
    #expect(abs(total - expected) < 4 * expected.squareRoot() / (1 - Self.n))
    #expect(abs(offspring / total - Self.n) < 4 * (Self.n / total).squareRoot())
  }

  @Test func `counts vary as a Hawkes process's`() throws {
    // Var N(W) = mean·(1/(1−n)² + (1 − 1/(1−n)²)·(1 − e^{−γW})/(γW)), γ = β(1−n).
    let width = 300.0
    let decay = width * (1 - Self.n) / 25
    let limit = 1 / ((1 - Self.n) * (1 - Self.n))
    let fano = limit + (1 - limit) * (1 - PortableMath.exp(-decay)) / decay
    var estimates: [Double] = []
    for seed in 1...10 as ClosedRange<UInt64> {
      let market = try Self.market(seed, window: Windows.hours(10), Models.stationary)
      var bins = [Double](repeating: 0, count: 120)
      for time in Self.times(market) { bins[Int((time - Windows.start) / 300_000_000)] += 1 }
      let mean = bins.reduce(0, +) / 120
      estimates.append(bins.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 119 / mean)
    }
    let mean = estimates.reduce(0, +) / 10
    // The deviation of one estimate, were the 120 bins normal: √(2/119).
    let deviation = fano * (2.0 / 119 / 10).squareRoot()
    #expect(abs(mean - fano) < 4 * deviation, "\(mean), \(fano)")
  }

  @Test func `hours and funding times have the planted rates`() throws {
    let market = try Self.market(
      3, window: Windows.days(2), perDay: 30_000, #"{"rhythm":{"change":null}}"#)
    let expected = try #require(market.truth["expected"]?["hour_profile"]?.elements)
    let times = Self.times(market)
    for hour in 0..<24 {
      let mean = 2_500 * (try #require(expected[hour].double))
      let count = Double(times.count { $0 / 3_600_000_000 % 24 == hour })
      #expect(abs(count - mean) / 2 < 4 * (mean / 2).squareRoot() / (1 - Self.n), "\(hour)")
    }
    #expect(market.truth["expected"]?["peak_hours"] == .array([14, 15, 16].map { .integer($0) }))
    var counts = (funding: 0.0, other: 0.0)
    for time in times where time / 60_000_000 % 60 < 15 {
      if time / 3_600_000_000 % 8 == 0 { counts.funding += 1 } else { counts.other += 1 }
    }
    let ratio = counts.funding / 3 / (counts.other / 21)
    let planted = try #require(market.truth["expected"]?["funding_ratio"]?.double)
    let deviation = (1 / counts.funding + 1 / counts.other).squareRoot() / (1 - Self.n)
    #expect(planted > 1.7)
    #expect(abs(PortableMath.log(ratio / planted)) < 4 * deviation)
  }

  @Test func `the change point multiplies rates and sizes`() throws {
    let market = try Self.market(
      4, window: Windows.hours(8), Models.stationary,
      """
      {"rhythm":{"change":{"after_days":0.125,"rate_ratio":3,"size_ratio":5}},
      "sizes":{"log_sd":1,"tail_share":0}}
      """)
    let change = Windows.start + 10_800_000_000
    #expect(market.truth["expected"]?["change"]?["time"]?.text == "2024-06-01T03:00:00Z")
    let batches = ["binance-futures", "bybit"].map { market.liquidations(exchange: $0) }
    var before: [Double] = []
    var after: [Double] = []
    for batch in batches {
      for row in 0..<batch.count {
        let size = PortableMath.log(batch.notional[row])
        if batch.time[row] < change { before.append(size) } else { after.append(size) }
      }
    }
    let counts = (before: Double(before.count), after: Double(after.count))
    let rates = counts.after / 5 / (counts.before / 3)
    let deviation = (1 / counts.before + 1 / counts.after).squareRoot()
    #expect(abs(PortableMath.log(rates / 3)) < 4 * deviation / (1 - Self.n))
    let shift = after.reduce(0, +) / counts.after - before.reduce(0, +) / counts.before
    // Sizes are log-normal with deviation 1; rounding to lots moves small ones by little.
    #expect(abs(shift - PortableMath.log(5)) < 4 * deviation + 0.01)
  }

  @Test func `venues get whole families by their shares`() throws {
    let seeds = 6
    var counts = (binance: 0.0, all: 0.0)
    for seed in 1...UInt64(seeds) {
      let market = try Self.market(seed, Models.stationary)
      counts.binance += Double(market.liquidations(exchange: "binance-futures").count)
      counts.all += Double(Self.times(market).count)
    }
    // Families are independent; their sizes have mean 1/(1−n) and variance n/(1−n)³.
    let families = counts.all * (1 - Self.n)
    let spread = 1 + Self.n / (1 - Self.n)
    let deviation = (0.6 * 0.4 * spread / families).squareRoot()
    #expect(abs(counts.binance / counts.all - 0.6) < 4 * deviation)
  }

  @Test func `sides are inherited in families`() throws {
    let market = try Self.market(
      5, Models.stationary,
      """
      {"arrivals":{"side_inheritance":1,"branching_ratio":0.9},
      "sides":{"long_share":0.5,"log_odds_sd":0}}
      """)
    let batch = market.liquidations(exchange: "bybit")
    let long = batch.side.count { $0 == .long }
    // Families of ten: their shares vary √10·√(1+n/(1−n)) times as much as single events' would.
    let share = Double(long) / Double(batch.count)
    let deviation = (0.25 * 100 / Double(batch.count)).squareRoot()
    #expect(abs(share - 0.5) < 4 * deviation)
  }

  @Test func `the start of the window is not a start of the process`() throws {
    // Without what came before, the first minute would lack its offspring: 60 % of the rate.
    var first = 0.0
    for seed in 1...20 as ClosedRange<UInt64> {
      let market = try Self.market(
        seed, window: TimeRange(from: Windows.start, to: Windows.start + 60_000_000),
        perDay: 1_440 * 200, Models.stationary)
      first += Double(Self.times(market).count)
    }
    // Var N(60 s) is below the long-run mean/(1−n)².
    #expect(abs(first - 4_000) < 4 * 4_000.0.squareRoot() / (1 - Self.n), "\(first)")
  }
}
