import Basics
import MarketData
import Signals
import Testing

/// Section C of the rules: the value of one expression at one instant of a market small enough to
/// check by hand.
@Suite struct ExpressionRuleTests {
  /// Ten candles of a minute: open 100 + i, close 101 + i, high open + 2, low open − 1, volume
  /// 10 · (i + 1), quote volume 1000 · (i + 1).
  static let market: SymbolTape = {
    var tape = SymbolTape(
      start: RandomMarket.start, interval: RandomMarket.minute, longestGap: 300_000_000,
      exchanges: RandomMarket.exchanges)
    for index in 0..<10 {
      let open = 100 + Double(index)
      tape.append(
        Candle(
          openTime: RandomMarket.start + Int64(index) * RandomMarket.minute, open: open,
          high: open + 2, low: open - 1, close: open + 1, volume: 10 * Double(index + 1),
          quoteVolume: 1_000 * Double(index + 1)))
    }
    let rows: [(Int64, UInt16, LiquidationSide, Double, Double, Double)] = [
      (60, 0, .long, 100, 1, 100), (90, 1, .short, 101, 2, 202), (120, 0, .long, 99, 3, .nan),
      (121, 2, .long, 98, .nan, 300), (300, 0, .short, 105, 1, 105),
    ]
    for (second, exchange, side, price, quantity, notional) in rows {
      tape.append(
        LiquidationRow(
          availability: RandomMarket.start + second * 1_000_000, exchange: exchange, side: side,
          price: price, quantity: quantity, notional: notional))
    }
    return tape
  }()

  /// The value of `text` at the close of minute `minute`; nil when it is missing.
  static func value(_ text: String, at minute: Int) throws -> Double? {
    let (pool, id) = try Sample.feature(text)
    let grid = (1...10).map { RandomMarket.start + Int64($0) * RandomMarket.minute }
    let value = pool.columns(for: [id], over: grid, market).column(id)[minute - 1]
    return value.isNaN ? nil : value
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let rule: String
    let text: String
    let minute: Int
    let expected: Double?
    var testDescription: String { "rule \(rule): \(text)" }

    init(_ rule: String, _ text: String, _ minute: Int, _ expected: Double?) {
      (self.rule, self.text, self.minute, self.expected) = (rule, text, minute, expected)
    }
  }

  private static func liq(_ measure: String, _ window: String, _ more: String = "") -> String {
    #"{"liq":{"measure":"\#(measure)","side":"both","window":"\#(window)"\#(more)}}"#
  }
  private static func cascade(_ field: String, _ more: String = "") -> String {
    #"{"cascade":{"field":"\#(field)","side":"both","gap":"31s","min_events":2,"#
      + #""min_notional":0\#(more)}}"#
  }
  private static func rolling(_ name: String, _ window: String, _ more: String = "") -> String {
    #"{"\#(name)":{"of":{"price":{"field":"close"}},"window":"\#(window)"\#(more)}}"#
  }
  private static let unknown = #"{">":[{"return":{"window":"1h"}},0]}"#
  private static let all = #","exclude_current":false"#
  private static let year = 365 * 1_440.0

  static let liquidations: [Case] = [
    Case("14", liq("count", "1m"), 2, 2), Case("14", liq("count", "1m", #","lag":"1m""#), 3, 2),
    Case("16", liq("notional", "3m"), 3, 602), Case("16", liq("count", "3m"), 3, 4),
    Case("16", liq("qty", "3m"), 3, 6), Case("16", liq("vwap", "3m"), 3, 599.0 / 6),
    Case("16", liq("mean", "3m"), 3, 602.0 / 3),
    Case("16", liq("count", "3m", #","min_notional":150"#), 3, 2),
    Case("18", liq("count", "4m"), 3, nil), Case("18", cascade("count"), 3, 4),
    Case("45", liq("rate", "3m"), 3, 4.0 / 180), Case("45", liq("max", "3m"), 3, 300),
    Case("45", liq("distinct_venues", "3m"), 3, 3), Case("45", liq("count", "1m"), 9, 0),
    Case("45", liq("max", "1m"), 9, nil), Case("45", liq("vwap", "1m"), 9, nil),
    Case("45", liq("count", "3m", #","venues":["bybit"]"#), 3, 1),
    Case("46", #"{"liq_imbalance":{"window":"3m"}}"#, 3, 198.0 / 602),
    Case("46", #"{"liq_imbalance":{"window":"3m","min_total":1000}}"#, 3, nil),
    Case("46", #"{"liq_imbalance":{"window":"1m"}}"#, 9, nil),
    Case("47", cascade("quiet_for"), 6, 239), Case("47", cascade("count"), 6, 4),
    Case("47", cascade("count", #","max_age":"2m""#), 6, nil), Case("47", cascade("count"), 1, nil),
    Case("48", cascade("quiet_for"), 4, 119), Case("48", cascade("age"), 4, 180),
    Case("48", cascade("notional"), 4, 602), Case("48", cascade("rate"), 4, 4.0 / 61),
    Case("48", cascade("decay"), 4, 0), Case("48", cascade("price_move"), 4, 98.0 / 101 - 1),
    Case("48", cascade("active"), 4, 0), Case("48", cascade("active"), 2, 1),
  ]

  static let candles: [Case] = [
    Case("27", #"{"price":{"field":"close","bars_ago":2}}"#, 5, 103),
    Case("27", #"{"price":{"field":"typical"}}"#, 5, 314.0 / 3),
    Case("27", #"{"price":{"field":"mark"}}"#, 5, nil),
    Case("28", #"{"volume":{"window":"6m"}}"#, 5, nil),
    Case("28", #"{"volume":{"window":"5m"}}"#, 5, 15_000),
    Case("49", #"{"return":{"window":"2m"}}"#, 5, 105.0 / 103 - 1),
    Case("49", #"{"return":{"window":"2m","lag":"1m"}}"#, 5, 104.0 / 102 - 1),
    Case("49", #"{"return":{"window":"2m","kind":"log"}}"#, 5, 0.019_231_361_927_887_592),
    // Standard deviation of ln(105/104), ln(104/103), ln(103/102).
    Case(
      "50", #"{"vol":{"window":"3m","annualize":false}}"#, 5,
      9.336_341_723_671_308e-5 * 3.0.squareRoot()),
    Case("50", #"{"vol":{"window":"3m"}}"#, 5, 9.336_341_723_671_308e-5 * year.squareRoot()),
    Case("51", #"{"atr":{"window":"2m"}}"#, 5, 3), Case("51", #"{"atr":{"window":"1m"}}"#, 1, nil),
    Case("51", #"{"atr":{"window":"2m","relative":true}}"#, 5, 3.0 / 105),
    Case("52", #"{"volume":{"window":"2m","unit":"base"}}"#, 5, 90),
    Case("52", #"{"volume":{"window":"2m"}}"#, 5, 9_000),
    Case("53", #"{"funding":{"field":"last_rate"}}"#, 5, nil),
  ]

  static let logic: [Case] = [
    Case("33", #"{"/":[1,0]}"#, 5, nil), Case("33", #"{"log":0}"#, 5, nil),
    Case("33", #"{"*":[1e308,10]}"#, 5, nil),
    Case("34", #"{"max":[{"return":{"window":"1h"}},1]}"#, 5, nil),
    Case("34", #"{"coalesce":[{"return":{"window":"1h"}},7]}"#, 5, 7),
    Case("35", #"{"and":[{">":[1,2]},\#(unknown)]}"#, 5, 0),
    Case("35", #"{"and":[{">":[2,1]},\#(unknown)]}"#, 5, nil),
    Case("35", #"{"or":[{">":[2,1]},\#(unknown)]}"#, 5, 1),
    Case("35", #"{"or":[{">":[1,2]},\#(unknown)]}"#, 5, nil),
    Case("35", #"{"not":\#(unknown)}"#, 5, nil),
    Case("35", #"{"between":[1,2,{"return":{"window":"1h"}}]}"#, 5, 0),
    Case("35", #"{"between":[3,2,{"return":{"window":"1h"}}]}"#, 5, nil),
    Case("35", #"{"cross_above":[{"price":{"field":"close"}},104.5]}"#, 5, 1),
    Case("35", #"{"cross_above":[{"price":{"field":"close"}},104.5]}"#, 6, 0),
    Case("35", #"{"cross_above":[{"price":{"field":"close"}},100]}"#, 1, nil),
    Case("35", #"{"cross_above":[{"price":{"field":"close"}},200]}"#, 1, 0),
    Case(
      "43", #"{"within":{"when":{">=":[{"price":{"field":"close"}},105]},"window":"2m"}}"#, 6, 1),
    Case("43", #"{"within":{"when":{">":[1,2]},"window":"10m"}}"#, 2, nil),
    Case("43", #"{"within":{"when":{">":[1,2]},"window":"2m"}}"#, 2, 0),
    Case("43", #"{"within":{"when":{">":[2,1]},"window":"10m"}}"#, 2, 1),
    Case(
      "43", #"{"held_for":{"when":{">=":[{"price":{"field":"close"}},105]},"window":"2m"}}"#, 6, 1),
    Case(
      "43", #"{"held_for":{"when":{">=":[{"price":{"field":"close"}},105]},"window":"2m"}}"#, 5, 0),
    Case("43", #"{"held_for":{"when":{">":[2,1]},"window":"10m"}}"#, 2, nil),
  ]

  static let samples: [Case] = [
    Case("36", rolling("sma", "3m"), 5, 103.5), Case("36", rolling("sma", "3m", all), 5, 104),
    Case("36", rolling("sma", "3m", #","min_obs":3"#), 5, nil),
    Case("37", rolling("stdev", "3m", all), 5, 1), Case("37", rolling("stdev", "2m"), 5, nil),
    Case("38", rolling("zscore", "3m", all), 5, 1),
    Case("38", rolling("zscore", "3m"), 5, 1.5 / 0.5.squareRoot()),
    Case("38", rolling("zscore", "4m", #","robust":true"#), 5, 2 / 1.4826),
    Case("38", #"{"zscore":{"of":7,"window":"4m"}}"#, 5, nil),
    Case("39", rolling("percentile_rank", "3m", all), 5, 2.5 / 3),
    Case("39", rolling("percentile_rank", "3m"), 5, 1),
    Case("40", rolling("quantile", "4m", #","q":0.25"#), 5, 102.5),
    Case("40", rolling("sum", "4m"), 5, 309), Case("40", rolling("highest", "4m"), 5, 104),
    Case("40", rolling("lowest", "4m"), 5, 102),
    Case("41", rolling("ema", "3m", #","halflife":"1m""#), 5, 77.75 / 0.75),
    // The half-life is a quarter of the window.
    Case("41", rolling("ema", "4m"), 5, (102 * 0.125 + 103 * 0.25 + 104 * 0.5) / 0.875),
    Case("42", rolling("lag_of", "90s"), 5, 103), Case("42", rolling("delta", "90s"), 5, 2),
    Case("42", rolling("lag_of", "5m"), 5, nil),
  ]

  @Test(arguments: liquidations + candles + logic + samples)
  func `an expression has the value that its rule gives`(_ example: Case) throws {
    let value = try Self.value(example.text, at: example.minute)
    guard let expected = example.expected else {
      #expect(value == nil)
      return
    }
    let actual = try #require(value)
    #expect(abs(actual - expected) <= 1e-7 * max(abs(expected), 1e-3))
  }

  @Test func `rule 33: a duration parameter is its seconds`() throws {
    let file = try Sample.file(
      feature: #"{"+":[{"$":"wait"},0.5]}"#,
      params: #"{"wait":{"type":"duration","default":"2m"}}"#)
    let columns = file.pool.columns(
      for: [file.strategy.features[0].expression], over: [RandomMarket.start + 60_000_000],
      Self.market)
    #expect(columns.column(file.strategy.features[0].expression)[0] == 120.5)
  }

  @Test(arguments: [
    (#"{"field":"mark"}"#, 3, 12.0 as Double?), (#"{"field":"mark"}"#, 4, nil),
    (#"{"field":"mark","bars_ago":1}"#, 3, 11), (#"{"field":"index"}"#, 3, nil),
  ])
  func `rule 27: the mark price is the last that was stated within the candle`(
    _ settings: String, _ minute: Int64, _ expected: Double?
  ) throws {
    var tape = Self.market
    // The price at 240 s comes with the close of the fourth candle and belongs to the fifth.
    for (second, price) in [(61, 10.0), (119, 11), (121, 12), (179, 12), (240, 14)] {
      let time = RandomMarket.start + Int64(second) * 1_000_000
      tape.append(.markPrice, knownAt: time, value: price)
    }
    let (pool, id) = try Sample.feature(#"{"price":\#(settings)}"#)
    let grid = [RandomMarket.start + minute * RandomMarket.minute]
    let value = pool.columns(for: [id], over: grid, tape).column(id)[0]
    #expect(value == expected || (value.isNaN && expected == nil))
  }

  @Test func `rule 44: sums do not depend on the order of their rows`() throws {
    let values = [0.1, 0.2, 0.3, 1e9, 0, 7.7e-9]
    let (pool, id) = try Sample.feature(Self.liq("notional", "1m"))
    for list in [values, values.reversed(), values.sorted()] {
      let grid = [RandomMarket.start + 60_000_000]
      let sum = pool.columns(for: [id], over: grid, Self.tape(of: list)).column(id)[0]
      #expect(sum == 1_000_000_000.600_000_01)
    }
  }

  private static func tape(of notionals: [Double]) -> SymbolTape {
    var tape = RandomMarket.emptyTape()
    for (index, notional) in notionals.enumerated() {
      tape.append(
        LiquidationRow(
          availability: RandomMarket.start + Int64(index + 1) * 1_000_000, exchange: 0, side: .long,
          price: 1, quantity: 1, notional: notional))
    }
    return tape
  }

  @Test func `rule 26: a window over a gap is missing unless gaps are skipped`() throws {
    for (gap, expected) in [(300_000_000 as Int64?, nil as Double?), (nil, 110)] {
      var tape = RandomMarket.emptyTape(longestGap: gap)
      for minute in [0, 1, 9, 10] as [Int64] {
        tape.append(
          Candle(
            openTime: RandomMarket.start + minute * RandomMarket.minute, open: 1, high: 1, low: 1,
            close: 1, volume: minute == 10 ? 60 : 50, quoteVolume: 1))
      }
      let (pool, id) = try Sample.feature(#"{"volume":{"window":"4m","unit":"base"}}"#)
      let grid = [RandomMarket.start + 11 * RandomMarket.minute]
      let value = pool.columns(for: [id], over: grid, tape).column(id)[0]
      #expect(value == expected || (value.isNaN && expected == nil))
    }
  }

  @Test(arguments: [
    (#"{"vol":{"window":"0s"}}"#), (rolling("sma", "0m")),
    (#"{"cascade":{"field":"age","side":"both","gap":"0s","min_events":1,"min_notional":0}}"#),
    (rolling("ema", "1m", #","halflife":"0s""#)),
  ])
  func `rule 32: windows, gaps and half-lives of nothing are refused`(_ text: String) {
    #expect(throws: StrategyError.self) { try Sample.file(feature: text) }
  }

  @Test(arguments: [
    #"{"sma":{"of":{"position":{"field":"age"}},"window":"5m"}}"#,
    #"{"position":{"field":"age"}}"#,
  ])
  func `rule 54: the position is for exit rules only, and never for a memory`(_ text: String) {
    #expect(throws: StrategyError.self) { try Sample.file(feature: text) }
  }
}
