import Backtesting
import Basics
import MarketData
import Reports
import Signals
import Testing

/// Rules on data, order and counting that the other suites leave.
@Suite struct DataRuleTests {
  private static func rows(
    _ list: [(hour: Double, exchange: String, price: Double)], symbol: String = "BTCUSDT"
  ) -> LiquidationBatch {
    var rows = LiquidationBatch()
    for item in list {
      let key = InstrumentKey(exchange: item.exchange, symbol: symbol)
      rows.append(
        time: Play.at(item.hour), side: .long, price: item.price, quantity: 1,
        instrument: rows.intern([key])[0])
    }
    return rows
  }

  @Test func `rule 6: durations are whole microseconds`() {
    #expect(DurationText.microseconds("250ms") == 250_000)
    #expect(DurationText.microseconds("1d") == 86_400_000_000)
    #expect(DurationText.microseconds("1.5s") == nil)
  }

  @Test func `rule 15: rows known at one instant are ordered by exchange, not by import`()
    async throws
  {
    let result = try await Play.with {
      $0.liquidations = [
        Self.rows([
          (1.5, "bybit", 90), (1.5, "binance-futures", 80), (1.4, "binance-futures", 100),
        ])
      ]
      $0.features = """
        "move":{"cascade":{"field":"price_move","side":"long","gap":"1h","min_events":3,
        "min_notional":0,"max_age":"2h"}}
        """
    }.run()
    #expect(abs((result.features[0].values.first ?? .nan) - -0.1) < 1e-12)
  }

  @Test func `rule 17: another kind of price is used as stored, and said`() async throws {
    let result = try await Play.with {
      $0.data = #""liquidations":{"price":"bankruptcy"},"candles":{"interval":"1h"}"#
      $0.liquidations = [Self.rows([(1.5, "bybit", 90)])]
    }.run()
    #expect(result.warnings.contains { $0.hasPrefix("1 liquidations have another kind of price") })
  }

  @Test(arguments: [("BTCUSDT", 2.0), ("BTC-USDT-SWAP", 0)])
  func `rule 20: a symbol is its exact spelling, on every exchange`(
    _ symbol: String, _ count: Double
  ) async throws {
    let result = try await Play.with {
      $0.liquidations = [
        Self.rows([(1.5, "bybit", 90), (1.6, "okex-swap", 90)], symbol: symbol)
      ]
      $0.features = #""n":{"liq":{"measure":"count","side":"both","window":"1h"}}"#
    }.run()
    #expect(result.features[0].values.first == count)
  }

  @Test func `rule 29: a swept duration counts with its longest value`() async throws {
    let plan = try await Play.with {
      $0.params = #""w":{"type":"duration","default":"1h","values":["1h","3h"]}"#
      $0.filters = #"{"name":"f","when":{"<":[{"return":{"window":{"$":"w"}}},9]}}"#
    }.run().plan
    #expect(plan.warmUp == 3 * Scenario.hour && plan.trading.from == Play.at(3))
  }

  @Test func `rule 31: only the largest of the past may be entered`() async throws {
    var play = Play.with { $0.symbols = ["BTCUSDT", "ETHUSDT"] }
    play.scenario.add(
      (0..<14).map { _ in Prices(100, 100, 100, 100) }, symbol: "ETHUSDT", quoteVolume: 2e9)
    let choice = #""select":{"top":1,"by":"quote_volume","lookback":"2h","refresh":"1d"}"#
    play.scenario.entry = #""long":{"when":{"hour_utc":{"in":[1,4]}}}"#
    play.scenario.add((0..<14).map { _ in Prices(100, 100, 100, 100) })
    let text = play.scenario.text.replacing(
      #""symbols":["BTCUSDT","ETHUSDT"]"#, with: choice)
    let result = try await runBacktest(
      try StrategyFile(parsing: Array(text.utf8)),
      data: BacktestData(liquidations: [], candles: play.scenario.candles))
    #expect(result.record.trades.map { result.symbol(of: $0) } == ["ETHUSDT"])
    // Before the first choice nothing is a member; after it, BTCUSDT is not.
    #expect(result.record.vetoes.first { $0.veto == .universe }?.count == 3)
  }

  @Test func `rule 57: the first veto that applies is counted`() async throws {
    let record = try await Play.with {
      $0.entry = """
        "long":{"when":{"hour_utc":{"in":[2]}}},"short":{"when":{"hour_utc":{"in":[2]}}}
        """
      $0.filters = #"{"name":"never","when":{">":[1,2]}}"#
    }.run().record
    #expect(record.vetoes.filter { $0.count > 0 }.map(\.veto) == [.conflict])
  }

  @Test func `rules 104 and 108: a benchmark is held from the first daily mark on`() async throws {
    var rising: [Int: Prices] = [:]
    for index in 0..<80 {
      rising[index] = (100 + Double(index), 101 + Double(index), 100, 101 + Double(index))
    }
    let daily = try await Play.with(rising, count: 80) {
      $0.filters = #"{"name":"f","when":{"<":[{"return":{"window":"1h"}},9]}}"#
    }.run().daily
    #expect(daily.time == [24, 48, 72].map { Play.at($0) })
    #expect(daily.benchmark.first == 1)
    #expect(abs((daily.benchmark.last ?? 0) - 172.0 / 124) < 1e-12)
  }

  @Test(arguments: [
    #"{">":[{"position":{"field":"age"}},1]}"#, #"{">":[{"+":[true,1]},1]}"#,
    #"{">":[{"quantile":{"of":{"price":{"field":"close"}},"window":"2h"}},1]}"#,
    """
    {">":[{"cascade":{"field":"active","side":"long","gap":"1m","min_events":1,
    "min_notional":1}},0]}
    """, #"{"price":{"field":"close"}}"#,
  ])
  func `rules 120 and 121: what the schema lets pass is refused where it makes no sense`(
    _ rule: String
  ) {
    let play = Play.with { $0.entry = #""long":{"when":\#(rule)}"# }
    #expect(throws: StrategyError.self) { try play.scenario.file() }
  }

  @Test func `rule 131: unknown is counted apart from false, and only true acts`() async throws {
    let result = try await Play.with {
      $0.entry = #""long":{"when":{">":[{"lag_of":{"of":1,"window":"6h"}},0]}}"#
    }.run()
    let counts = try #require(result.rules.first { $0.name == "long" })
    #expect(counts.trues + counts.falses + counts.unknowns == 8)
    #expect(result.record.trades.count == 1)
  }

  @Test func `rule 133: an out-ranked edge is spent`() async throws {
    var play = Play.with {
      $0.symbols = ["BTCUSDT", "ETHUSDT"]
      $0.entry = #""long":{"when":{"hour_utc":{"in":[2,3,4,5]}}}"#
      $0.exit = #""max_hold":"1h""#
      $0.portfolio = #""capital":10000,"max_positions":1"#
    }
    play.scenario.add((0..<14).map { _ in Prices(100, 100, 100, 100) }, symbol: "ETHUSDT")
    let result = try await play.run()
    #expect(result.record.trades.map { result.symbol(of: $0) } == ["BTCUSDT"])
    #expect(result.record.vetoes.first { $0.veto == .slots }?.count == 1)
  }

  @Test func `rule 130: between two closes candles keep their last value`() async throws {
    let result = try await Play.with([0: (100, 100, 100, 111), 1: (100, 100, 100, 122)]) {
      $0.clock = #""on":"liquidation_event""#
      $0.liquidations = [Self.rows([(1.5, "bybit", 90)])]
      $0.entry = #""long":{"when":true}"#
      $0.features = #""close":{"price":{"field":"close"}}"#
    }.run()
    #expect(result.features[0].values == [111] && result.record.trades[0].entryTime == Play.at(2))
  }

  @Test func `rule 140: efficiency needs a positive return in training`() async throws {
    let study = try await StudyTests.study()
    let windows = try #require(study.walkForward).windows
    #expect(windows.allSatisfy { $0.efficiency == nil || ($0.trainReturn ?? 0) > 0 })
  }

  @Test func `rule 142: costs multiplied by the break-even multiple leave nothing`() async throws {
    let play = Play.with([6: (100, 110, 100, 110), 7: (110, 110, 110, 110)]) {
      $0.costs = #""taker_bps":10,"maker_bps":0"#
    }
    let ledger = try await play.run().ledger
    let multiple = try #require(ledger.breakEvenCostMultiple)
    #expect(abs(ledger.gross - multiple * ledger.costs) < 1e-9 && multiple > 1)
  }

  @Test func `rule 145: the net under the best case is said`() async throws {
    let result = try await Play.with([4: (100, 106, 93, 100)]) {
      $0.exit = #""stop_loss":{"fraction":0.05},"take_profit":{"fraction":0.05}"#
    }.run()
    let caveats = result.report(run: .null).caveats
    #expect(caveats.contains { $0.contains("would be 5") && $0.contains("instead of -5") })
  }

  @Test func `rule 146: a tier table that is not there is named`() async throws {
    let play = Play.with { $0.portfolio = #""capital":1,"maintenance_margin":"tiers/x.csv""# }
    do {
      _ = try await play.run()
      Issue.record("accepted")
    } catch let error as BacktestError {
      #expect(error.description.contains("tiers/x.csv"))
    }
  }
}
