import Backtesting
import Basics
import MarketData
import Reports
import Signals
import Testing

/// Sections B, H, I and J of the rules: data, margin, halts, the end, what is reported.
@Suite struct PortfolioRuleTests {
  @Test func `rules 10 and 98: a liquidation costs the margin and its fee, nothing else`()
    async throws
  {
    let trade = try await Play.with([4: (100, 100, 85, 100)]) {
      $0.portfolio = #""capital":10000,"leverage":10,"liquidation_fee":0.01"#
      $0.costs = #""taker_bps":0,"maker_bps":0,"slippage":{"model":"fixed_bps","bps":0}"#
    }.trade()
    #expect(trade.exitReason == .liquidation && trade.exitPrice == 90)
    #expect(abs(trade.exitFee - 0.9) < 1e-12 && trade.exitSlippage == 0)
    #expect(abs(trade.netProfit - -10.9) < 1e-12)
  }

  @Test func `rule 98: at leverage 1 a long is never liquidated, a short is`() async throws {
    for (side, price) in [("long", Double.nan), ("short", 200 / 1.005)] {
      let trade = try await Play.with {
        $0.entry = #""\#(side)":{"when":{"hour_utc":{"in":[2]}}}"#
      }.trade()
      #expect(
        trade.liquidationPrice == price || trade.liquidationPrice.isNaN && price.isNaN)
    }
  }

  @Test func `rule 99: cross margin closes everything, the largest loss first`() async throws {
    var play = Play.with([4: (100, 100, 60, 90)]) {
      $0.symbols = ["BTCUSDT", "ETHUSDT"]
      $0.sizing = #""type":"fixed_notional","notional":3000"#
      $0.portfolio = #""capital":2000,"leverage":5,"margin_mode":"cross""#
    }
    var other = (0..<14).map { _ in Prices(100, 100, 100, 100) }
    other[4] = (100, 100, 70, 90)
    play.scenario.add(other, symbol: "ETHUSDT")
    let result = try await play.run()
    #expect(result.record.trades.allSatisfy { $0.exitReason == .liquidation })
    #expect(result.record.trades.map(\.exitTime) == [Play.at(5), Play.at(5)])
    #expect(result.record.trades.map(\.exitPrice) == [60, 70])
  }

  @Test(arguments: [
    (#""max_drawdown":0.01"#, [2.0]), (#""max_drawdown":0.01,"resume_after":"4h""#, [2, 8]),
    (#""max_drawdown":0.5"#, [2, 6]), (#""daily_loss":0.01"#, [2]),
    (#""consecutive_losses":1,"resume_after":"1h""#, [2, 6]),
    (#""consecutive_losses":1,"resume_after":"3h""#, [2, 8]),
  ])
  func `rule 100: halts stop entries until they end`(
    _ halt: String, _ hours: [Double]
  ) async throws {
    let trades = try await Play.with([3: (100, 100, 90, 90), 4: (90, 90, 90, 90)]) {
      $0.entry = #""long":{"when":{"hour_utc":{"in":[2,6,8]}}}"#
      $0.sizing = #""type":"fixed_quantity","quantity":20"#
      $0.exit = #""max_hold":"2h""#
    }.with(halt: halt).trades()
    #expect(trades.map(\.entryTime) == hours.map { Play.at($0) })
  }

  @Test func `rule 101: a symbol without candles for a day is delisted`() async throws {
    var play = Play(count: 10)
    play.scenario.symbols = ["BTCUSDT", "ETHUSDT"]
    play.scenario.exit = ""
    play.scenario.add((0..<72).map { _ in Prices(200, 200, 200, 200) }, symbol: "ETHUSDT")
    let trade = try await play.trade()
    #expect(trade.exitReason == .delisted && trade.exitTime == Play.at(34))
    #expect(trade.exitPrice == 99 && trade.countsInStatistics)
  }

  @Test func `rule 101: a position can be left open and is in the equity`() async throws {
    let result = try await Play.with([13: (100, 120, 100, 120)]) {
      $0.exit = #""at_end":"leave_open""#
    }.run()
    #expect(result.record.trades.isEmpty && result.record.openPositions.count == 1)
    #expect(result.metrics[.finalEquity] == 10_020)
  }

  @Test func `rule 102: without equity the run ends`() async throws {
    let result = try await Play.with([3: (100, 100, 1, 1), 4: (1, 1, 1, 1)]) {
      $0.entry = #""long":{"when":{"hour_utc":{"in":[2,8]}}}"#
      $0.sizing = #""type":"equity_fraction","fraction":3"#
      $0.portfolio = #""capital":10000,"leverage":3,"margin_mode":"cross","maintenance_margin":0"#
    }.run()
    #expect(result.metrics[.finalEquity].map { $0 <= 0 } ?? false)
    #expect(result.metrics[.totalReturn] == -1 && result.metrics[.sharpe] == nil)
    #expect(result.record.trades.count == 1)
  }

  @Test(arguments: [(2.0, 12.0), (0, 14)])
  func `rule 12: candles outside the window are not used`(
    _ from: Double, _ to: Double
  ) async throws {
    let plan = try await Play().run(from: Play.at(from), to: Play.at(to)).plan
    #expect(plan.data.from == Play.at(from) && plan.data.to == Play.at(to))
    #expect(plan.trading.to == Play.at(to))
  }

  @Test(arguments: [
    (#""time":"availability""#, 3.0), (#""time":"availability","assumed_latency":"90m""#, 5),
    (#""time":"event""#, 3), (#""time":"event","assumed_latency":"90m""#, 3),
  ])
  func `rules 13 and 14: a liquidation is seen from its availability on`(
    _ basis: String, _ hour: Double
  ) async throws {
    var rows = LiquidationBatch()
    rows.instruments = [InstrumentKey(exchange: "binance-futures", symbol: "BTCUSDT")]
    rows.append(time: Play.at(3), side: .long, price: 100, quantity: 1)
    let trade = try await Play.with {
      $0.data = #""liquidations":{\#(basis)},"candles":{"interval":"1h"}"#
      $0.entry =
        #""long":{"when":{">":[{"liq":{"measure":"count","side":"long","window":"1h"}},0]}}"#
      $0.liquidations = [rows]
    }.trade()
    #expect(trade.decisionTime == Play.at(hour))
  }

  @Test func `rule 25: an event clock decides at events, not more often than allowed`() async throws
  {
    var rows = LiquidationBatch()
    rows.instruments = [InstrumentKey(exchange: "binance-futures", symbol: "BTCUSDT")]
    for minute in [70, 71, 75, 200] {
      rows.append(time: Play.at(Double(minute) / 60), side: .long, price: 100, quantity: 1)
    }
    let record = try await Play.with {
      $0.clock = #""on":"liquidation_event","min_spacing":"5m""#
      $0.entry = #""long":{"when":true},"trigger":"level""#
      $0.exit = #""max_hold":"1m""#
      $0.liquidations = [rows]
    }.run().record
    #expect(record.orders.map(\.decisionTime) == [70, 200].map { Play.at(Double($0) / 60) })
    #expect(record.vetoes.first { $0.veto == .inPosition }?.count == 1)
  }

  @Test func `rule 26: nothing is entered in a gap, and everything can be left`() async throws {
    var play = Play(count: 4)
    play.scenario.add((0..<8).map { _ in Prices(100, 100, 100, 100) }, from: Play.at(8))
    play.scenario.symbols = ["BTCUSDT", "ETHUSDT"]
    play.scenario.add((0..<16).map { _ in Prices(100, 100, 100, 100) }, symbol: "ETHUSDT")
    play.scenario.entry = #""long":{"when":{"hour_utc":{"in":[6]}}}"#
    let result = try await play.run()
    #expect(result.record.trades.map { result.symbol(of: $0) } == ["ETHUSDT"])
    play.scenario.data = #""liquidations":{},"candles":{"interval":"1h","on_gap":"error"}"#
    let strict = play
    await #expect(throws: BacktestError.self) { try await strict.run() }
  }

  @Test(arguments: [
    (#""liquidations":{"venues":["kraken"]},"candles":{"interval":"1h"}"#, "kraken"),
    (#""liquidations":{},"candles":{"interval":"30m"}"#, "no candles of 30m"),
  ])
  func `rules 9, 19 and 30: what the store does not have is named`(
    _ data: String, _ word: String
  ) async throws {
    let play = Play.with { $0.data = data }
    do {
      _ = try await play.run()
      Issue.record("accepted")
    } catch let error as BacktestError {
      #expect(error.description.contains(word))
    }
  }

  @Test func `rules 21 and 22: longer candles are built, and fills fall back to them`() async throws
  {
    let result = try await Play.with([2: (100, 103, 99, 101), 3: (101, 107, 98, 104)]) {
      $0.data = #""liquidations":{},"candles":{"interval":"2h","fill_interval":"20m"}"#
      $0.features = #""high":{"price":{"field":"high"}}"#
      $0.entry = #""long":{"when":{"hour_utc":{"in":[4]}}}"#
    }.run()
    #expect(result.features[0].values == [107] && result.record.trades[0].entryTime == Play.at(4))
    #expect(result.plan.symbols[0].fillInterval == 2 * Scenario.hour)
    #expect(result.warnings.contains { $0.contains("no candles of 20m") })
  }

  @Test func `rule 24: a clock that does not fit the candles is refused`() {
    let play = Play.with { $0.clock = #""on":"bar_close","interval":"90m""# }
    #expect(throws: StrategyError.self) { try play.scenario.file() }
  }

  @Test func `rules 97, 111 and 112: the rows of trades.csv`() async throws {
    let report = try await Play().run().report(run: .null)
    let file = try #require(CSVRenderer().files(of: report).first { $0.name == "trades.csv" })
    let lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n")
    #expect(
      lines[0].hasPrefix(
        "trade_id,symbol,side,entry_tag,decision_ts,entry_ts,entry_price,entry_ref_price,qty,"
          + "notional,exit_decision_ts,exit_ts,exit_price,exit_ref_price,exit_reason,bars_held,"
          + "fee_entry,fee_exit,slippage_entry,slippage_exit,funding,gross_pnl,net_pnl,return,"
          + "r_multiple,mae,mfe,liq_price,ambiguous,equity_after"))
    #expect(
      lines[1].hasPrefix(
        "1,BTCUSDT,long,long,2024-03-01T02:00:00Z,2024-03-01T02:00:00Z,100.0,100.0,1.0,100.0,"
          + "2024-03-01T07:00:00Z,2024-03-01T07:00:00Z,100.0,100.0,max_hold,5,")
        || lines[1].hasPrefix(
          "1,BTCUSDT,long,long,2024-03-01T02:00:00Z,2024-03-01T02:00:00Z,100,100,1,100,"
            + "2024-03-01T07:00:00Z,2024-03-01T07:00:00Z,100,100,max_hold,5,")
    )
  }

  @Test func `rules 5, 103 and 110: report.json has run, metrics and ledger`() async throws {
    let result = try await Play([3: (100, 110, 100, 110), 4: (110, 110, 110, 110)]).run()
    let report = result.report(run: JSONValue(["id": .string("x")]))
    let file = try #require(JSONRenderer().files(of: report).first)
    let document = try JSONValue(parsing: file.bytes)
    #expect(document["run"]?["id"]?.text == "x" && document["ledger"]?["gross"] != nil)
    let keys = document["metrics"]?.members?.map(\.key) ?? []
    #expect(keys == MetricKey.allCases.map(\.rawValue))
    #expect(keys.prefix(4) == ["n_days", "initial_equity", "final_equity", "total_return"])
  }

  @Test func `rules 8 and 113: drawdown is over all marks`() async throws {
    let result = try await Play.with([4: (100, 100, 50, 50), 5: (100, 100, 100, 100)]) {
      $0.exit = ""
    }.run()
    #expect(abs((result.metrics[.maximumDrawdown] ?? 0) - -0.005) < 1e-12)
    #expect(result.record.marks.time.first == Play.at(0) && result.record.marks.count == 15)
  }

  @Test func `rule 109: exposure counts every stretch once`() async throws {
    let result = try await Play().run()
    #expect(abs((result.metrics[.exposureTime] ?? 0) - 5.0 / 14) < 1e-12)
  }

  @Test func `rule 116: a plain run takes the defaults, an override replaces one`() async throws {
    var scenario = Play().scenario
    scenario.add((0..<14).map { _ in (100, 100, 100, 100) })
    scenario.params = #""q":{"type":"number","default":1,"values":[1,2]}"#
    scenario.sizing = #""type":"fixed_quantity","quantity":{"$":"q"}"#
    let data = BacktestData(liquidations: [], candles: scenario.candles)
    let file = try scenario.file()
    for (overrides, quantity) in [([:], 1.0), (["q": ParameterValue.number(7)], 7)] {
      let result = try await runBacktest(file, data: data, overrides: overrides)
      #expect(result.record.trades[0].quantity == quantity)
    }
  }

  @Test func `rule 132: orders.csv tells what became of every order`() async throws {
    let orders = try await Play.with {
      $0.execution = #""order":"limit","limit_offset_bps":100,"time_in_force":"2h""#
    }.run().record.orders
    #expect(orders.count == 1 && orders[0].outcome == .unfilled && orders[0].limit == 99)
    #expect(orders[0].quantityFilled == 0 && orders[0].orderTime == Play.at(2))
  }

  @Test func `rule 136: a grid of steps holds its ends and the default exactly`() throws {
    var scenario = Play().scenario
    scenario.params = #""q":{"type":"number","default":0.3,"min":0.1,"max":0.5,"step":0.1}"#
    scenario.sizing = #""type":"fixed_quantity","quantity":{"$":"q"}"#
    let grid = try scenario.file().parameters[0].grid
    #expect(grid.count == 5 && grid[2] == .number(0.3) && grid[0] == .number(0.1))
  }
}

extension Play {
  fileprivate func with(halt: String) -> Play {
    var play = self
    play.scenario.portfolio = #""capital":10000,"halt":{\#(halt)}"#
    return play
  }
}
