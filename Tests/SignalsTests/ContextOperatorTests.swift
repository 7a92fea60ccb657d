import Basics
import MarketData
import Signals
import Testing

/// Totals and series: the value at one instant of a tape small enough to check by hand.
@Suite struct ContextOperatorTests {
  private static let start = RandomMarket.start
  private static let minute = RandomMarket.minute

  /// Totals of two minutes from 0, 2, 4, 8 and 10, of which that from 6 is missing: 1 long and 10
  /// short, 2 and 20, … Open interest 100 known at 1 m, 110 at 3 m 30 s.
  private static let tape: SymbolTape = {
    var tape = SymbolTape(
      start: start, interval: minute, longestGap: nil, exchanges: [], totalsInterval: 2 * minute)
    for (place, open) in [0, 2, 4, 8, 10].enumerated() {
      tape.append(
        LiquidationTotal(
          openTime: start + Int64(open) * minute, long: Double(place + 1),
          short: Double(10 * (place + 1))))
    }
    tape.append(.openInterest, knownAt: start + minute, value: 100)
    tape.append(.openInterest, knownAt: start + 210_000_000, value: 110)
    return tape
  }()

  private static let total = #"{"liq_total":{"side":"both","window":"2m"}}"#

  @Test(
    arguments: [
      (total, 1, nil), (total, 2, 11.0), (total, 3, 11), (total, 4, 22), (total, 7, 33),
      (total, 8, nil), (total, 10, 44), (total, 13, 55), (total, 14, nil),
      (#"{"liq_total":{"side":"long","window":"4m"}}"#, 4, 3),
      (#"{"liq_total":{"side":"short","window":"4m"}}"#, 5, 30),
      (#"{"liq_total":{"side":"both","window":"4m"}}"#, 10, nil),
      (#"{"liq_total":{"side":"both","window":"4m"}}"#, 12, 99),
      (#"{"liq_total":{"side":"both","window":"3m"}}"#, 6, nil),
      (#"{"liq_total":{"side":"both","window":"2m","lag":"1m"}}"#, 4, 11),
      (#"{"liq_total":{"side":"both","window":"2m","lag":"1m"}}"#, 5, 22),
      (#"{"series":{"name":"open_interest"}}"#, 1, 100),
      (#"{"series":{"name":"open_interest"}}"#, 3, 100),
      (#"{"series":{"name":"open_interest"}}"#, 4, 110),
      (#"{"series":{"name":"open_interest","lag":"1m"}}"#, 4, 100),
      (#"{"series":{"name":"open_interest","max_age":"2m"}}"#, 5, 110),
      (#"{"series":{"name":"open_interest","max_age":"2m"}}"#, 6, nil),
      (#"{"series":{"name":"funding_rate"}}"#, 6, nil),
    ] as [(String, Int, Double?)])
  func `a value is that of what has ended`(text: String, minute: Int, expected: Double?) throws {
    let (pool, id) = try Sample.feature(text)
    let grid = (1...14).map { Self.start + Int64($0) * Self.minute }
    let value = pool.columns(for: [id], over: grid, Self.tape).column(id)[minute - 1]
    #expect((value.isNaN ? nil : value) == expected)
  }

  @Test func `a misspelt series is named with the nearest`() {
    let error = #expect(throws: StrategyError.self) {
      try Sample.file(feature: #"{"series":{"name":"open_intrest"}}"#)
    }
    #expect(error?.suggestion == "open_interest")
  }

  @Test func `totals are of one source, valued where they are in coin`() throws {
    var coarse = AggregateBatch(interval: .hour)
    var fine = AggregateBatch(interval: .minute)
    for (exchange, symbol) in [("coinglass", "BTC"), ("binance-futures", "BTC")] {
      coarse.instruments.append(InstrumentKey(exchange: exchange, symbol: symbol))
      fine.instruments.append(InstrumentKey(exchange: exchange, symbol: symbol))
    }
    var candles = Candles(interval: 3_600_000_000)
    for hour in 0..<3 {
      let open = Self.start + Int64(hour) * 3_600_000_000
      candles.append(
        Candle(openTime: open, open: 1, high: 100, low: 1, close: 50 + Double(hour)))
      coarse.add(0, open, long: 1, short: 2, .base)
    }
    fine.add(1, Self.start, long: 7, short: 7, .usd)
    let rows = ContextRows(aggregates: [fine, coarse])
    let totals = try #require(rows.totals(of: "BTC", candles: candles, in: .all))
    #expect(totals.interval == 3_600_000_000)
    #expect(totals.long == [50, 51, 52] && totals.short == [100, 102, 104])
    #expect(rows.totals(of: "ETH", candles: candles, in: .all) == nil)
    // Hours in coin have no price where candles are days, and the finer source is what is left.
    let bare = try #require(
      rows.totals(of: "BTC", candles: Candles(interval: 86_400_000_000), in: .all))
    #expect(bare.long == [7])
  }

  @Test func `which source is read does not depend on how much of it is known yet`() throws {
    // The first source has more altogether; until the third hour the second had more.
    var batch = AggregateBatch(interval: .hour)
    var series = SeriesBatch()
    for exchange in ["late", "early"] {
      batch.instruments.append(InstrumentKey(exchange: exchange, symbol: "BTC"))
      series.instruments.append(InstrumentKey(exchange: exchange, symbol: "BTC"))
    }
    let hour: Int64 = 3_600_000_000
    func add(_ place: UInt32, _ index: Int64, _ value: Double) {
      batch.add(place, Self.start + index * hour, long: value, short: 0, .usd)
      series.instrument.append(place)
      series.name.append(.openInterestUSD)
      series.time.append(Self.start + (index + 1) * hour)
      series.value.append(value)
      series.importID.append(0)
    }
    for index in 0..<3 as Range<Int64> { add(1, index, 1) }
    for index in 2..<9 as Range<Int64> { add(0, index, 2) }
    let whole = ContextRows(aggregates: [batch], series: [series])
    let candles = Candles(interval: hour)
    for end in 1...9 as ClosedRange<Int64> {
      let time = Self.start + end * hour
      let window = TimeRange(from: Self.start, to: time)
      for rows in [whole, whole.known(by: time)] {
        let count = max(0, Int(end) - 2)
        let totals = rows.totals(of: "BTC", candles: candles, in: window)
        #expect((totals?.long ?? []) == [Double](repeating: 2, count: count))
        let known = TimeRange(from: window.from, to: time + 1)
        let values = rows.series(of: "BTC", preferring: nil, in: known)[.openInterestUSD].value
        #expect(values == [Double](repeating: 2, count: count))
        // The exchange traded is read though it has nothing yet, or no more.
        let own = rows.series(of: "BTC", preferring: "early", in: known)[.openInterestUSD].value
        #expect(own == [Double](repeating: 1, count: min(3, Int(end))))
      }
    }
  }

  @Test func `a series comes from the exchange of the candles, else the fullest`() {
    var batch = SeriesBatch()
    for exchange in ["a", "b"] {
      batch.instruments.append(InstrumentKey(exchange: exchange, symbol: "X"))
    }
    for (exchange, time, value) in [(0, 5, 1.0), (1, 6, 2), (1, 9, 3), (1, 6, 4)] {
      batch.instrument.append(UInt32(exchange))
      batch.name.append(.fundingRate)
      batch.time.append(Int64(time))
      batch.value.append(value)
      batch.importID.append(0)
    }
    let rows = ContextRows(series: [batch])
    #expect(rows.series(of: "X", preferring: "a", in: .all)[.fundingRate].value == [1])
    #expect(rows.series(of: "X", preferring: "c", in: .all)[.fundingRate].value == [2, 3])
    #expect(rows.series(of: "X", preferring: nil, in: .all).names == [.fundingRate])
    #expect(rows.series(of: "Y", preferring: nil, in: .all).names.isEmpty)
  }
}

extension AggregateBatch {
  fileprivate mutating func add(
    _ place: UInt32, _ open: Int64, long: Double, short: Double, _ unit: AggregateUnit
  ) {
    instrument.append(place)
    openTime.append(open)
    self.long.append(long)
    self.short.append(short)
    self.unit.append(unit)
    importID.append(0)
  }
}
