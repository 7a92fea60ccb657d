import Backtesting
import MarketData
import Signals
import Testing

/// The rules that settle what the other sections leave open: counting, independence of symbols,
/// and what is known when.
@Suite struct SecondPassRuleTests {
  @Test func `rule 69: quantities and prices are not rounded`() async throws {
    let trade = try await Play.with([1: (100, 100, 97, 97), 2: (97, 97, 97, 97)]) {
      $0.sizing = #""type":"fixed_notional","notional":1000"#
      $0.costs = #""taker_bps":0,"maker_bps":0,"slippage":{"model":"fixed_bps","bps":1}"#
    }.trade()
    #expect(trade.quantity == 1000 / 97.0 && trade.entryPrice == 97 * 1.0001)
  }

  @Test func `rule 114: caps count the quote volume, impact the base volume`() async throws {
    var play = Play()
    play.scenario.exit = #""max_hold":"2h""#
    play.scenario.sizing = #""type":"fixed_quantity","quantity":50"#
    play.scenario.execution = #""order":"market","max_participation":0.1"#
    play.scenario.costs =
      #""taker_bps":0,"maker_bps":0,"slippage":{"model":"sqrt_impact","coefficient":0.01}"#
    // 10 % of a quote volume of 40,000 at 100 are 40, a quarter of 160; σ is ln 1.1 / √(4 ln 2).
    let prices = (0..<14).map { _ in Prices(100, 110, 100, 100) }
    play.scenario.add(prices, volume: 160, quoteVolume: 40_000)
    let trades = try await play.scenario.run().record.trades
    let trade = try #require(trades.first)
    #expect(abs(trade.quantity - 40) < 1e-12)
    let slip = trade.entryPrice / 100 - 1
    #expect(abs(slip - 0.01 * 0.05723959637422021 * 0.5) < 1e-12)
  }

  @Test func `rule 117: only what the end closes is left out of the statistics`() async throws {
    var trade = try await Play().trade()
    for reason in ExitReason.allCases {
      trade.exitReason = reason
      #expect(trade.countsInStatistics == (reason != .end))
    }
    let result = try await Play.with([4: (100, 100, 85, 100)]) {
      $0.entry = #""long":{"when":{"hour_utc":{"in":[2,8]}}}"#
      $0.exit = ""
      $0.portfolio = #""capital":10000,"leverage":10"#
    }.run()
    #expect(result.record.trades.map(\.exitReason) == [.liquidation, .end])
    #expect(result.metrics[.trades] == 1 && result.metrics[.winRate] == 0)
  }

  @Test(arguments: [("2h", 2), ("121m", 1)])
  func `rule 122: comparisons include equality`(_ cooldown: String, _ trades: Int) async throws {
    // Left at 03:00 and wanted again at 05:00, two hours later to the microsecond.
    let result = try await Play.with {
      $0.entry = #""long":{"when":{"hour_utc":{"in":[2,5]}}},"cooldown":"\#(cooldown)""#
      $0.exit = #""max_hold":"1h""#
    }.run()
    #expect(result.record.trades.count == trades)
  }

  @Test(arguments: [(3.0, 200.0, 3.0), (3, 201, nil), (4, 200, nil)])
  func `rule 122: the least number and notional of a cascade are enough`(
    _ events: Double, _ notional: Double, _ hour: Double?
  ) async throws {
    let trades = try await Play.with {
      $0.liquidations = [Self.rows([(2.2, 50), (2.3, 100), (2.4, 50)])]
      $0.entry = """
        "long":{"when":{">=":[{"cascade":{"field":"count","side":"both","gap":"1h",\
        "min_events":\(events),"min_notional":\(notional)}},1]}}
        """
    }.trades()
    #expect(trades.first?.decisionTime == hour.map { Play.at($0) })
  }

  @Test func `rule 125: leaving a delisted symbol waits until the day is over`() async throws {
    for (hours, reason, exit) in [(72, ExitReason.delisted, 34.0), (30, .end, 24)] {
      var play = Play(count: 10)
      play.scenario.symbols = ["BTCUSDT", "ETHUSDT"]
      play.scenario.exit = ""
      play.scenario.add((0..<hours).map { _ in Prices(200, 200, 200, 200) }, symbol: "ETHUSDT")
      let trade = try await play.trade()
      #expect(trade.symbol == 0 && trade.exitReason == reason && trade.exitTime == Play.at(exit))
    }
  }

  /// BTC has six candles, then none for two days but one of ETH's every hour.
  private static func interrupted(_ settings: (inout Scenario) -> Void) -> Scenario {
    var scenario = Play().scenario
    scenario.symbols = ["BTCUSDT", "ETHUSDT"]
    scenario.data = #""liquidations":{},"candles":{"interval":"1h","on_gap":"skip_bar"}"#
    scenario.exit = ""
    scenario.sizing = #""type":"fixed_notional","notional":1000"#
    let flat = Prices(100, 100, 100, 100)
    scenario.add((0..<6).map { _ in flat })
    scenario.add((0..<20).map { _ in flat }, from: Play.at(54))
    scenario.add((0..<74).map { _ in flat }, symbol: "ETHUSDT")
    settings(&scenario)
    return scenario
  }

  @Test func `rule 101: marks after a delisting know it, whatever comes next`() async throws {
    // ETH's only trigger lies in BTC's gap, after the delisting at 30:00.
    let result = try await Self.interrupted {
      $0.clock = #""on":"liquidation_event""#
      $0.liquidations = [Self.rows([(1.5, 100)]), Self.rows([(40, 100)], symbol: "ETHUSDT")]
      $0.entry = #""long":{"when":true}"#
    }.run(to: Play.at(72))
    let trade = try #require(result.record.trades.first { $0.symbol == 0 })
    #expect(trade.exitReason == .delisted && trade.exitTime == Play.at(30))
    let marks = result.record.marks.columns
    for index in marks.time.indices where marks.time[index] >= Play.at(30) {
      #expect(marks.cash[index] <= 10_000 - 9.9)
    }
  }

  @Test func `rule 101: an order that is given after a delisting waits for the next candle`()
    async throws
  {
    // On the clock of events BTC is wanted at 40:00, a day and a half after its last candle.
    let trades = try await Self.interrupted {
      $0.clock = #""on":"liquidation_event""#
      $0.liquidations = [Self.rows([(40, 100)])]
      $0.entry = #""long":{"when":true}"#
    }.run(to: Play.at(72)).record.trades
    #expect(trades.first?.decisionTime == Play.at(40))
    #expect(trades.first?.entryTime == Play.at(54))
  }

  @Test func `rule 127: an order waits for a candle of its own symbol`() async throws {
    var scenario = Play().scenario
    scenario.symbols = ["BTCUSDT", "ETHUSDT"]
    scenario.data = #""liquidations":{},"candles":{"interval":"1h","max_gap":"1d"}"#
    let flat = Prices(100, 100, 100, 100)
    scenario.add([flat, flat])
    scenario.add((0..<8).map { _ in flat }, from: Play.at(6))
    scenario.add((0..<14).map { _ in flat }, symbol: "ETHUSDT")
    let trades = try await scenario.run().record.trades.sorted { $0.symbol < $1.symbol }
    #expect(trades.map(\.decisionTime) == [Play.at(2), Play.at(2)])
    #expect(trades.map(\.entryTime) == [Play.at(6), Play.at(2)])
  }

  @Test func `rule 128: nothing is evaluated again between decision and fill`() async throws {
    // A range of 2 until the decision at 02:00; candle 2, before the fill, ranges over 20.
    let trade = try await Play.with([
      0: (100, 101, 99, 100), 1: (100, 101, 99, 100), 2: (100, 110, 90, 100),
    ]) {
      $0.clock = #""on":"bar_close","decision_delay":"1h""#
      $0.exit = #""stop_loss":{"atr":1,"window":"1h"},"max_hold":"3h""#
    }.trade()
    #expect(trade.entryTime == Play.at(3) && trade.stopDistance == 2)
  }

  @Test func `rule 129: a row that comes later does not change an older sample`() async throws {
    // Happened at 00:30, received at 03:30: the samples at 01:00 to 03:00 stay without it.
    let result = try await Play.with {
      var rows = Self.rows([(0.5, 100)])
      rows.received = [Play.at(3.5)]
      $0.liquidations = [rows]
      $0.features = """
        "most":{"highest":{"of":{"liq":{"measure":"count","side":"both","window":"4h"}},\
        "window":"3h","exclude_current":false}},\
        "now":{"liq":{"measure":"count","side":"both","window":"4h"}}
        """
      $0.entry = #""long":{"when":{"hour_utc":{"in":[5]}}}"#
    }.run()
    #expect(result.features.map(\.values) == [[1], [1]])
    let before = try await Play.with {
      var rows = Self.rows([(0.5, 100)])
      rows.received = [Play.at(5.5)]
      $0.liquidations = [rows]
      $0.features = #""now":{"liq":{"measure":"count","side":"both","window":"4h"}}"#
      $0.entry = #""long":{"when":{"hour_utc":{"in":[5]}}}"#
    }.run()
    #expect(before.features.map(\.values) == [[0]])
  }

  @Test func `rule 134: equity is cash and what is open, whatever the number of cores`()
    async throws
  {
    var play = Play.with([5: (100, 104, 98, 103.7)]) {
      $0.symbols = ["BTCUSDT", "ETHUSDT"]
      $0.sizing = #""type":"equity_fraction","fraction":0.3"#
      $0.costs = #""taker_bps":5,"maker_bps":2"#
    }
    play.scenario.add(
      (0..<14).map { Prices(7, 8, 6, 7 + Double($0 % 3) / 10) }, symbol: "ETHUSDT")
    var one = play.scenario
    one.add((0..<14).map { _ in (100, 100, 100, 100.3) })
    let (alone, together) = (try await one.run(jobs: 1), try await one.run(jobs: 2))
    #expect(alone.record.marks == together.record.marks)
    #expect(alone.record.trades.map(\.netProfit) == together.record.trades.map(\.netProfit))
    let marks = alone.record.marks.columns
    for index in marks.equity.indices {
      #expect(marks.equity[index] == marks.cash[index] + marks.unrealised[index])
    }
  }

  @Test func `rule 144: random entries are no benchmark for beta`() async throws {
    for (benchmark, isKnown) in [("random_entries", false), ("hold_universe", true)] {
      let count = 24 * 40
      var scenario = Play().scenario
      scenario.extra = #","benchmark":"\#(benchmark)""#
      // A day of warm-up, so that there is a price at the first mark.
      scenario.features = #""day":{"return":{"window":"1d"}}"#
      scenario.filters = #"{"name":"known","when":{">":[{"@":"day"},-1]}}"#
      scenario.add(
        (0..<count).map { hour in
          let price = 100 + Double(hour * 37 % 23)
          return Prices(price, price + 1, price - 1, price)
        })
      let metrics = try await scenario.run().metrics
      for key in [MetricKey.beta, .alpha, .informationRatio] {
        #expect((metrics[key] != nil) == isKnown, "\(key.rawValue)")
      }
      #expect(metrics[.sharpe] != nil)
    }
  }

  private static func rows(
    _ rows: [(hour: Double, notional: Double)], symbol: String = "BTCUSDT"
  ) -> LiquidationBatch {
    var batch = LiquidationBatch()
    batch.instruments = [InstrumentKey(exchange: "bybit", symbol: symbol)]
    for (hour, notional) in rows {
      batch.append(time: Play.at(hour), side: .long, price: 100, quantity: notional / 100)
    }
    return batch
  }

  @Test func `rule 62: an order that turns a position is a pending entry order too`() async throws {
    // BTC turns at 04:00 and ETH would open: two slots, of which BTC holds one and asks for one.
    for (slots, symbols) in [(2, [0, 0]), (3, [0, 0, 1])] {
      var play = Play()
      play.scenario.symbols = ["BTCUSDT", "ETHUSDT"]
      play.scenario.entry = """
        "long":{"when":{"and":[{"hour_utc":{"in":[2]}},{"<":[{"price":{"field":"close"}},150]}]}},\
        "short":{"when":{"hour_utc":{"in":[4]}}},"if_in_position":"reverse"
        """
      play.scenario.exit = ""
      play.scenario.portfolio = #""capital":10000,"max_positions":\#(slots)"#
      play.scenario.add((0..<14).map { _ in Prices(200, 200, 200, 200) }, symbol: "ETHUSDT")
      let trades = try await play.run().record.trades.sorted { $0.entryTime < $1.entryTime }
      #expect(trades.map(\.symbol) == symbols)
    }
  }

  @Test func `trap 14: what is added at a settlement has no part in it`() async throws {
    // Held from 02:00; one more unit is filled inside the candle that closes at the settlement.
    let trade = try await Play.with {
      $0.entry = #""long":{"when":{"hour_utc":{"in":[2,4]}}},"if_in_position":"pyramid""#
      $0.execution = #""order":"limit","limit_offset_bps":-100,"limit_fill":"touch""#
      $0.funding = ["BTCUSDT": [FundingSettlement(time: Play.at(5), rate: 0.01)]]
    }.trade()
    #expect(trade.quantity > 1.9 && trade.entryTime == Play.at(3))
    #expect(abs(trade.funding - -0.01 * 100 * 100 / 101) < 1e-9)
  }

  @Test func `rule 9: a venue is known though the window holds none of its rows`() async throws {
    var scenario = Play().scenario
    scenario.data = #""liquidations":{"venues":["bybit"]},"candles":{"interval":"1h"}"#
    scenario.liquidations = [Self.rows([(1, 100)])]
    scenario.add((0..<14).map { _ in (100, 100, 100, 100) })
    let whole = BacktestData(liquidations: scenario.liquidations, candles: scenario.candles)
    let part = BacktestData(
      liquidations: [], candles: scenario.candles, description: whole.description)
    let file = try scenario.file()
    _ = try await runBacktest(file, data: part)
    let alone = BacktestData(liquidations: [], candles: scenario.candles)
    await #expect(throws: BacktestError.self) { try await runBacktest(file, data: alone) }
  }

  @Test func `rule 9: a venue that an expression names must exist too`() async throws {
    let play = Play.with {
      $0.features = """
        "n":{"liq":{"measure":"count","side":"both","window":"1h","venues":["bybitt"]}}
        """
    }
    do {
      _ = try await play.run()
      Issue.record("accepted")
    } catch let error as BacktestError {
      #expect(error.description.contains("bybitt"))
    }
  }
}
