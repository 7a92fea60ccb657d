import Backtesting
import Basics
import MarketData
import Signals
import Testing

/// Sections A, D and E of the rules: when and how large an entry is.
@Suite struct EntryRuleTests {
  @Test func `rule 1: a decision at a close is filled at the open of that instant`() async throws {
    let trade = try await Play([2: (103, 104, 102, 103)]).trade()
    #expect(trade.decisionTime == Play.at(2) && trade.entryTime == Play.at(2))
    #expect(trade.entryPrice == 103)
  }

  @Test(arguments: [("20m", "40m", 3.0), ("20m", "41m", 4), ("1ms", "0s", 3), ("0s", "0s", 2)])
  func `rule 2: delay and latency are counted once, after the decision`(
    _ delay: String, _ latency: String, _ hour: Double
  ) async throws {
    let trade = try await Play.with {
      $0.clock = #""on":"bar_close","decision_delay":"\#(delay)""#
      $0.execution = #""order":"market","latency":"\#(latency)""#
    }.trade()
    #expect(trade.decisionTime == Play.at(2) && trade.entryTime == Play.at(hour))
  }

  @Test func `rule 3: before it has seen enough trades Kelly takes its cap`() async throws {
    let trade = try await Play.with {
      $0.sizing = #""type":"kelly","multiplier":0.5,"window_trades":9,"cap_fraction":0.4"#
    }.trade()
    #expect(trade.quantity == 20)
  }

  @Test func `rule 67: Kelly without a win stakes nothing`() async throws {
    var falling: [Int: Prices] = [:]
    for index in 0..<14 { falling[index] = (100 - Double(index), 100, 80, 99 - Double(index)) }
    let trades = try await Play.with(falling) {
      $0.entry = #""long":{"when":{"hour_utc":{"in":[2,4,6,8]}}}"#
      $0.exit = #""max_hold":"1h""#
      $0.sizing = #""type":"kelly","multiplier":0.5,"window_trades":9,"min_trades":2"#
    }.trades()
    #expect(trades.count == 2)
  }

  @Test func `rules 4 and 126: a stop in the candle before frees the symbol for the same instant`()
    async throws
  {
    let trades = try await Play.with([3: (100, 100, 90, 100)]) {
      $0.entry = #""long":{"when":{"hour_utc":{"in":[2,4]}}}"#
      $0.exit = #""stop_loss":{"fraction":0.05}"#
    }.trades()
    #expect(trades.map(\.entryTime) == [Play.at(2), Play.at(4)])
    #expect(trades[0].exitTime == Play.at(4) && trades[0].exitReason == .stopLoss)
  }

  @Test func `rule 7: a long run is trimmed to whole days, a short one is not`() async throws {
    let long = try await Play.with(count: 80) {
      $0.features = #""r":{"return":{"window":"2h"}}"#
      $0.filters = #"{"name":"f","when":{"<":[{"@":"r"},9]}}"#
    }.run().plan
    #expect(long.trading.from == Play.at(24) && long.trading.to == Play.at(72))
    let short = try await Play(count: 14).run().plan
    #expect(short.isShortRun && short.trading.to == Play.at(14))
    let late = Play.with {
      $0.filters = #"{"name":"f","when":{">":[{"return":{"window":"14h"}},9]}}"#
    }
    await #expect(throws: BacktestError.self) { try await late.run() }
  }

  @Test func `rule 55: the price of a decision is the last close, not the coming open`()
    async throws
  {
    let trade = try await Play.with([1: (100, 100, 80, 80), 2: (50, 50, 50, 50)]) {
      $0.sizing = #""type":"fixed_notional","notional":800"#
    }.trade()
    #expect(trade.quantity == 10 && trade.entryPrice == 50)
  }

  @Test(arguments: [("rising_edge", [2.0]), ("level", [2, 4])])
  func `rule 56: an edge fires once, a level whenever there is no position`(
    _ trigger: String, _ hours: [Double]
  ) async throws {
    let trades = try await Play.with {
      $0.entry = #""long":{"when":{"hour_utc":{"in":[2,3,4,5]}}},"trigger":"\#(trigger)""#
      $0.exit = #""max_hold":"1h""#
    }.trades()
    #expect(trades.map(\.entryTime) == hours.map { Play.at($0) })
  }

  @Test func `rule 56: a vetoed edge is spent`() async throws {
    let play = Play.with {
      $0.entry = #""long":{"when":{"hour_utc":{"in":[2,3,4]}}}"#
      $0.filters = #"{"name":"late","when":{"hour_utc":{"in":[3,4,5]}}}"#
    }
    let record = try await play.run().record
    #expect(record.trades.isEmpty)
    #expect(record.vetoes.first { $0.veto == .filters }?.count == 1)
  }

  @Test(arguments: [("skip", 0, 0.0), ("long", 1, 1), ("short", 1, -1)])
  func `rule 58: two triggers at once`(_ rule: String, _ count: Int, _ sign: Double) async throws {
    let trades = try await Play.with {
      $0.entry = """
        "long":{"when":{"hour_utc":{"in":[2]}}},"short":{"when":{"hour_utc":{"in":[2]}}},
        "on_conflict":"\(rule)"
        """
    }.trades()
    #expect(trades.count == count && trades.allSatisfy { $0.side.sign == sign })
  }

  @Test(arguments: [("ignore", 1, 1.0), ("pyramid", 1, 2)])
  func `rules 59 and 82: a trigger in position is ignored or added`(
    _ rule: String, _ count: Int, _ quantity: Double
  ) async throws {
    let trades = try await Play.with([4: (110, 110, 110, 110)]) {
      $0.entry = #""long":{"when":{"hour_utc":{"in":[2,4,6]}}},"if_in_position":"\#(rule)""#
      $0.exit = #""max_hold":"8h""#
    }.trades()
    #expect(trades.count == count && trades[0].quantity == quantity)
    #expect(trades[0].entryPrice == (quantity == 2 ? 105 : 100))
    #expect(trades[0].entryTime == Play.at(2))
  }

  @Test func `rules 12 and 81: a reverse closes and opens at one price, both legs paid`()
    async throws
  {
    let trades = try await Play.with([5: (90, 90, 90, 90)]) {
      $0.entry = """
        "long":{"when":{"hour_utc":{"in":[2]}}},"short":{"when":{"hour_utc":{"in":[5]}}},
        "if_in_position":"reverse"
        """
      $0.costs = #""taker_bps":10,"maker_bps":0"#
    }.trades()
    #expect(trades.count == 2 && trades[0].exitReason == .reverse)
    #expect(trades[0].exitTime == Play.at(5) && trades[1].entryTime == Play.at(5))
    #expect(trades[0].exitPrice == 90 && trades[1].entryPrice == 90)
    #expect(abs(trades[0].exitFee - 0.09) < 1e-12 && abs(trades[1].entryFee - 0.09) < 1e-12)
  }

  @Test(arguments: [("exit", "2h", 2), ("exit", "3h", 1), ("entry", "4h", 2), ("entry", "5h", 1)])
  func `rule 60: cooldown runs from the exit or the entry, its end included`(
    _ from: String, _ cooldown: String, _ count: Int
  ) async throws {
    let trades = try await Play.with {
      $0.entry = """
        "long":{"when":{"hour_utc":{"in":[2,6]}}},"cooldown":"\(cooldown)","cooldown_from":"\(from)"
        """
      $0.exit = #""max_hold":"2h""#
    }.trades()
    #expect(trades.count == count)
  }

  @Test func `rule 61: no more entries a day than allowed, whatever becomes of them`() async throws
  {
    let trades = try await Play.with(count: 40) {
      $0.entry = #""long":{"when":{"hour_utc":{"in":[2,4,6]}}},"max_entries_per_day":2"#
      $0.exit = #""max_hold":"1h""#
    }.trades()
    #expect(trades.map(\.entryTime) == [2, 4].map { Play.at($0) })
  }

  @Test func `rule 62: the highest rank takes the slot, names break ties`() async throws {
    for (rank, winner) in [
      (#"{"price":{"field":"close"}}"#, "ETHUSDT"),
      (#"{"neg":{"price":{"field":"close"}}}"#, "BTCUSDT"),
      ("1", "BTCUSDT"),
    ] {
      var play = Play.with {
        $0.symbols = ["ETHUSDT", "BTCUSDT"]
        $0.portfolio = #""capital":10000,"max_positions":1,"rank_by":\#(rank)"#
      }
      play.scenario.add((0..<14).map { _ in (200, 200, 200, 200) }, symbol: "ETHUSDT")
      let result = try await play.run()
      #expect(result.record.trades.map { result.symbol(of: $0) } == [winner])
    }
  }

  @Test(arguments: [
    (#""type":"fixed_quantity","quantity":3"#, 3.0),
    (#""type":"fixed_notional","notional":250"#, 2.5),
    (#""type":"equity_fraction","fraction":0.1"#, 10),
    (#""type":"risk_fraction","fraction":0.001"#, 2),
    (#""type":"vol_target","annual_vol":0.1,"vol":2"#, 5),
    (#""type":"vol_target","annual_vol":4,"vol":2,"max_leverage":0.5"#, 50),
  ])
  func `rules 63 to 67 and 123: each sizing`(_ sizing: String, _ quantity: Double) async throws {
    let trade = try await Play.with {
      $0.sizing = sizing
      $0.exit = #""stop_loss":{"fraction":0.05},"max_hold":"5h""#
    }.trade()
    #expect(abs(trade.quantity - quantity) < 1e-9)
  }

  @Test(arguments: [
    ("", 100.0), (#","max_gross_leverage":0.3"#, 30), (#","max_symbol_fraction":0.2"#, 20),
    (#","max_net_leverage":0.4"#, 40), (#","leverage":0.25"#, 25),
  ])
  func `rule 68: caps clip`(_ cap: String, _ quantity: Double) async throws {
    let trade = try await Play.with {
      $0.sizing = #""type":"equity_fraction","fraction":5"#
      $0.portfolio = #""capital":10000"# + cap
    }.trade()
    #expect(abs(trade.quantity - quantity) < 1e-9)
  }

  @Test func `rule 70: a missing level rejects the entry`() async throws {
    let record = try await Play.with {
      $0.exit = #""stop_loss":{"sigma":1,"of":{"log":0}}"#
    }.run().record
    #expect(record.trades.isEmpty && record.vetoes.first { $0.veto == .sizing }?.count == 1)
  }

  @Test(arguments: [
    #""stop_loss":{"fraction":0}"#, #""take_profit":{"r":2}"#,
    #""trailing":{"distance":{"price":{"price":{"field":"low"}}}}"#, #""stop_loss":{"atr":-1}"#,
  ])
  func `rule 70: levels that can never be right are refused`(_ exit: String) {
    #expect(throws: StrategyError.self) { try Play.with { $0.exit = exit }.scenario.file() }
  }

  @Test func `rules 119 and 138: what has no definition is refused with its path`() {
    let cases: [(path: String, change: (inout Scenario) -> Void)] = [
      ("$.costs.fee_table", { $0.costs = #""taker_bps":1,"maker_bps":1,"fee_table":"x.csv""# }),
      ("$.sweep.objective", { $0.extra = #","sweep":{"objective":{"+":[1,2]}}"# }),
      ("$.sweep.constraints", { $0.extra = #","sweep":{"constraints":[]}"# }),
    ]
    for (path, change) in cases {
      do {
        _ = try Play.with([:], change).scenario.file()
        Issue.record("\(path) was accepted")
      } catch {
        #expect(error.path == path)
      }
    }
  }
}
