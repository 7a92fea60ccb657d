import Backtesting
import Basics
import MarketData
import Signals
import Testing

/// Sections F and G of the rules: orders, fills, exits.
@Suite struct FillRuleTests {
  private static func limit(_ more: String = "", _ changes: [Int: Prices]) -> Play {
    Play.with(changes) {
      $0.execution = #""order":"limit","limit_offset_bps":100\#(more)"#
      $0.costs = #""taker_bps":10,"maker_bps":2,"slippage":{"model":"fixed_bps","bps":50}"#
    }
  }

  @Test func `rule 71: a market order waits for the next candle, however far`() async throws {
    var play = Play(count: 2)
    let later = (0..<10).map { _ in Prices(100, 100, 100, 100) }
    play.scenario.add(later, from: Play.at(6))
    play.scenario.data =
      #""liquidations":{},"candles":{"interval":"1h","on_gap":"skip_bar"}"#
    let trade = try await play.trade()
    #expect(trade.decisionTime == Play.at(2) && trade.entryTime == Play.at(6))
  }

  @Test func `rule 72: slippage moves the price away, volume-weighted fills take the mean`()
    async throws
  {
    let slipped = try await Play.with {
      $0.costs = #""taker_bps":0,"maker_bps":0,"slippage":{"model":"fixed_bps","bps":50}"#
    }.trade()
    #expect(abs(slipped.entryPrice - 100.5) < 1e-9 && slipped.entryReference == 100)
    #expect(abs(slipped.exitPrice - 99.5) < 1e-12)
    var mean = Play.with { $0.execution = #""order":"market","fill_price":"next_vwap""# }
    mean.scenario.add(
      (0..<14).map { _ in Prices(100, 100, 100, 100) }, symbol: "ETHUSDT", volume: 10,
      quoteVolume: 1_020)
    mean.scenario.symbols = ["ETHUSDT"]
    #expect(try await mean.trade().entryPrice == 102)
  }

  @Test(arguments: [(1e9, 1.0), (200, 0.5), (0, 0)])
  func `rule 73: entries take no more than their share of the volume`(
    _ volume: Double, _ quantity: Double
  ) async throws {
    var play = Play.with { $0.execution = #""order":"market","max_participation":0.25"# }
    play.scenario.symbols = ["ETHUSDT"]
    play.scenario.add(
      (0..<14).map { _ in Prices(100, 100, 100, 100) }, symbol: "ETHUSDT", quoteVolume: volume)
    let record = try await play.run().record
    #expect(record.trades.map(\.quantity) == (quantity > 0 ? [quantity] : []))
    #expect(record.orders[0].outcome == [1: .filled, 0.5: .partial, 0: .unfilled][quantity])
  }

  @Test func `rules 74, 75 and 77: a limit fills at its price inside the candle, as maker`()
    async throws
  {
    let trade = try await Self.limit("", [3: (100, 100, 98.9, 99.5)]).trade()
    #expect(trade.entryPrice == 99 && trade.entryReference == 99)
    #expect(trade.entryTime == Play.at(4) && trade.entrySlippage == 0)
    // Rule 64: the quantity is the notional over the limit.
    #expect(abs(trade.entryFee - 100 * 2e-4) < 1e-12)
  }

  @Test(arguments: [("trade_through", 0), ("touch", 1)])
  func `rule 75: a touch fills only when it is asked for`(_ fill: String, _ count: Int) async throws
  {
    let trades = try await Self.limit(
      #","limit_fill":"\#(fill)""#, [3: (100, 100, 99, 100)]
    ).trades()
    #expect(trades.count == count)
  }

  @Test func `rule 124: a candle that opens beyond the limit fills at the limit`() async throws {
    let trade = try await Self.limit("", [3: (90, 90, 90, 90)]).trade()
    #expect(trade.entryPrice == 99)
  }

  @Test(arguments: [("1h", 1), ("59m", 0), ("0s", 0)])
  func `rule 75: a limit works in candles that open until its time is over`(
    _ life: String, _ count: Int
  ) async throws {
    let trades = try await Self.limit(
      #","time_in_force":"\#(life)""#, [3: (100, 100, 90, 100)]
    ).trades()
    #expect(trades.count == count)
  }

  @Test func `rule 76: an unfilled limit becomes a market order when it is asked to`() async throws
  {
    let trade = try await Self.limit(
      #","time_in_force":"90m","if_unfilled":"market""#, [:]
    ).trade()
    // Decided at 02:00, worked until 03:30, pending until the candle of 03:00 has closed.
    #expect(trade.entryTime == Play.at(4) && abs(trade.entryPrice - 100.5) < 1e-12)
    #expect(abs(trade.entryFee - 100.5e-3 * 100 / 99) < 1e-12)
  }

  @Test(arguments: [
    (#""model":"bar_range","fraction":0.1"#, 0.1 * 4 / 100),
    (#""model":"sqrt_impact","coefficient":1,"half_spread_bps":10"#, 0.001 + 0.000_759_76),
    (#""model":"liquidation_stress","base_bps":10,"per_sigma_bps":5,"stress":2"#, 0.002),
    (#""model":"liquidation_stress","base_bps":10,"per_sigma_bps":5,"stress":-2"#, 0.001),
    (
      #""model":"liquidation_stress","base_bps":10,"per_sigma_bps":5,"cap_bps":15,"stress":9"#,
      0.0015
    ),
    (#""model":"liquidation_stress","base_bps":10,"per_sigma_bps":5,"stress":{"log":0}"#, 0.001),
  ])
  func `rule 78: each model of slippage`(_ model: String, _ slip: Double) async throws {
    let trade = try await Play.with([2: (100, 102, 98, 100)]) {
      $0.costs = #""taker_bps":0,"maker_bps":0,"slippage":{\#(model)}"#
    }.trade()
    #expect(abs(trade.entryPrice / 100 - 1 - slip) < 1e-6)
  }

  @Test func `rules 79 and 80: targets are makers' fills and do not slip`() async throws {
    let trade = try await Play.with([3: (100, 120, 100, 100)]) {
      $0.exit = #""take_profit":{"fraction":0.1}"#
      $0.costs = #""taker_bps":10,"maker_bps":2,"slippage":{"model":"fixed_bps","bps":0}"#
    }.trade()
    #expect(trade.exitReason == .takeProfit && abs(trade.exitPrice - 110) < 1e-9)
    #expect(abs(trade.exitFee - 110 * 2e-4) < 1e-9 && trade.exitSlippage == 0)
  }

  @Test(arguments: [
    (#""stop_loss":{"fraction":0.1}"#, 90.0), (#""stop_loss":{"price":88}"#, 88),
    (#""stop_loss":{"sigma":2,"of":0.03}"#, 94),
    (#""stop_loss":{"atr":2,"window":"1h"}"#, 92),
  ])
  func `rule 83: levels are measured from the fill`(_ exit: String, _ price: Double) async throws {
    let trade = try await Play.with([1: (100, 102, 98, 100), 4: (100, 100, 80, 85)]) {
      $0.exit = exit
    }.trade()
    #expect(trade.exitReason == .stopLoss && abs(trade.exitPrice - price) < 1e-9)
    #expect(trade.exitTime == Play.at(5))
  }

  @Test func `rule 84: max_hold is a timer, whatever the clock`() async throws {
    let trade = try await Play.with {
      $0.exit = #""max_hold":"90m""#
      $0.execution = #""order":"market","latency":"40m""#
    }.trade()
    // Entered at 03:00; the timer rings at 04:30, the order is there at 05:10.
    #expect(trade.exitDecisionTime == Play.at(4.5) && trade.exitTime == Play.at(6))
    #expect(trade.exitReason == .maximumHold)
  }

  @Test func `rules 85 and 86: a signal exit waits for the open, and a stop before it wins`()
    async throws
  {
    let exit = #""signal_long":{"when":{"hour_utc":{"in":[4]}},"tag":"t"}"#
    let signal = try await Play.with { $0.exit = exit }.trade()
    #expect(signal.exitReason == .signal && signal.exitTime == Play.at(4))
    let stopped = try await Play.with([4: (100, 100, 80, 100)]) {
      $0.exit = exit + #","stop_loss":{"fraction":0.1}"#
      $0.execution = #""order":"market","latency":"1m""#
      $0.entry = #""long":{"when":{"hour_utc":{"in":[1]}}}"#
    }.trade()
    #expect(stopped.exitReason == .stopLoss && stopped.exitTime == Play.at(5))
  }

  @Test(arguments: [
    ((90.0, 90.0, 90.0, 90.0), ExitReason.stopLoss, 90.0), ((120, 120, 120, 120), .takeProfit, 110),
  ])
  func `rule 87: a gap stops at the open, and brings no more than the target`(
    _ prices: (Double, Double, Double, Double), _ reason: ExitReason, _ price: Double
  ) async throws {
    let trade = try await Play.with([4: (prices.0, prices.1, prices.2, prices.3)]) {
      $0.exit = #""stop_loss":{"fraction":0.05},"take_profit":{"fraction":0.1}"#
    }.trade()
    #expect(trade.exitReason == reason && abs(trade.exitPrice - price) < 1e-9)
    #expect(trade.exitTime == Play.at(4) && !trade.isAmbiguous)
  }

  @Test(arguments: [
    ("worst_case", ExitReason.stopLoss), ("finer_candles", .stopLoss), ("best_case", .takeProfit),
    ("open_proximity", .takeProfit),
  ])
  func `rules 23, 88 and 89: stop and target in one candle`(
    _ policy: String, _ reason: ExitReason
  ) async throws {
    let trade = try await Play.with([4: (100, 106, 93, 100)]) {
      $0.exit =
        #""stop_loss":{"fraction":0.05},"take_profit":{"fraction":0.05},"intrabar":"\#(policy)""#
    }.trade()
    #expect(trade.exitReason == reason && trade.isAmbiguous)
  }

  @Test func `rule 88: of stop and liquidation the nearer to the open comes first`() async throws {
    for (stop, reason) in [(0.05, ExitReason.stopLoss), (0.2, .liquidation)] {
      let trade = try await Play.with([4: (100, 100, 70, 90)]) {
        $0.exit = #""stop_loss":{"fraction":\#(stop)}"#
        $0.portfolio = #""capital":10000,"leverage":10"#
      }.trade()
      #expect(trade.exitReason == reason)
    }
  }

  @Test func `rule 90: in the candle of a limit entry only the stop is live`() async throws {
    let play = Play.with([3: (100, 120, 80, 100)]) {
      $0.execution = #""order":"limit","limit_offset_bps":100"#
      $0.exit = #""stop_loss":{"fraction":0.05},"take_profit":{"fraction":0.05}"#
    }
    let trade = try await play.trade()
    #expect(trade.exitReason == .stopLoss && !trade.isAmbiguous)
    #expect(trade.entryTime == Play.at(4) && trade.exitTime == Play.at(4))
  }

  @Test func `rules 91 and 92: a trailing stop ratchets with completed candles`() async throws {
    let trade = try await Play.with([3: (100, 120, 100, 120), 4: (120, 120, 109, 110)]) {
      $0.exit = #""stop_loss":{"fraction":0.3},"trailing":{"distance":{"fraction":0.1}}"#
    }.trade()
    // In candle 3 the level is still 90; from its close on it is 120 − 10.
    #expect(trade.exitReason == .trailing && trade.exitPrice == 110 && trade.exitTime == Play.at(5))
  }

  @Test func `rule 92: a trailing stop waits for its activation`() async throws {
    let trade = try await Play.with([3: (100, 104, 100, 104), 4: (104, 104, 90, 95)]) {
      $0.exit = """
        "trailing":{"activate":{"fraction":0.05},"distance":{"fraction":0.01}},"max_hold":"6h"
        """
    }.trade()
    #expect(trade.exitReason == .maximumHold)
  }

  @Test func `rule 93: break-even puts the stop at the fill`() async throws {
    let trade = try await Play.with([3: (100, 106, 100, 106), 4: (106, 106, 95, 96)]) {
      $0.exit = #""break_even_after":{"fraction":0.05},"stop_loss":{"fraction":0.2}"#
    }.trade()
    #expect(trade.exitReason == .breakEven && trade.exitPrice == 100)
  }

  @Test func `rule 94: reasons have the names of the rule`() {
    #expect(
      Set(ExitReason.allCases.map(\.rawValue)) == [
        "stop_loss", "take_profit", "trailing", "break_even", "max_hold", "signal", "reverse",
        "liquidation", "end", "delisted", "ruined",
      ])
  }

  @Test func `rules 95 and 96: excursions and multiples of the risk`() async throws {
    let trade = try await Play.with([3: (100, 108, 97, 100), 4: (100, 111, 80, 100)]) {
      $0.exit = #""stop_loss":{"fraction":0.05}"#
    }.trade()
    // The candle of the exit counts only through the exit price.
    #expect(abs(trade.favourableExcursion - 0.08) < 1e-12)
    #expect(abs(trade.adverseExcursion - -0.05) < 1e-12)
    #expect(abs(trade.riskMultiple - -1) < 1e-12)
  }

  @Test func `rule 115: without exits a position lasts to the end`() async throws {
    let trade = try await Play.with { $0.exit = "" }.trade()
    #expect(trade.exitReason == .end && trade.exitTime == Play.at(14))
    #expect(!trade.countsInStatistics)
  }
}
