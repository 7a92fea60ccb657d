import Backtesting
import Basics
import Foundation
import MarketData
import Signals
import Testing

/// The product against a slow reading of the rules, on random markets and strategies: the same
/// trades, in every field.
@Suite struct DifferentialTests {
  /// Set `LIQTOOL_DIFFERENTIAL_SEEDS=5000-9000` to look further.
  static let seeds: [UInt64] = {
    let text = ProcessInfo.processInfo.environment["LIQTOOL_DIFFERENTIAL_SEEDS"] ?? "1-20"
    let bounds = text.split(separator: "-").compactMap { UInt64($0) }
    return bounds.count == 2 && bounds[0] <= bounds[1] ? Array(bounds[0]...bounds[1]) : []
  }()

  @Test(arguments: seeds)
  func `the engine trades as the rules read`(_ seed: UInt64) async throws {
    let scenario = RandomScenario(seed: seed)
    let strategy = try JSONValue(parsing: scenario.text)
    let (from, to) = ReferenceEngine.trading(scenario.market, strategy)
    guard from < to, scenario.market.symbols.allSatisfy({ !$0.bars.isEmpty }) else { return }
    let file = try StrategyFile(parsing: Array(scenario.text.utf8))
    let result = try await runBacktest(file, data: scenario.data)
    let reference = ReferenceEngine(scenario.market, strategy)
    reference.run()
    #expect(result.plan.warmUp == ReferenceWarmUp(strategy).total)
    #expect(result.plan.trading.from == reference.from && result.plan.trading.to == reference.to)
    if let difference = Comparison(result, reference).firstDifference {
      Issue.record("seed \(seed): \(difference)\n\(scenario.text)")
    }
  }

  /// A sweep passes quiet time in longer steps and records less; its numbers are the same bits.
  @Test(arguments: seeds)
  func `a point of a sweep has the numbers of a run`(_ seed: UInt64) async throws {
    let scenario = RandomScenario(seed: seed)
    let strategy = try JSONValue(parsing: scenario.text)
    let (from, to) = ReferenceEngine.trading(scenario.market, strategy)
    guard from < to, scenario.market.symbols.allSatisfy({ !$0.bars.isEmpty }) else { return }
    let file = try StrategyFile(parsing: Array(scenario.text.utf8))
    let result = try await runBacktest(file, data: scenario.data)
    let points = try await Backtest(file, sweeps: true, data: scenario.data).sweep().points
    try #require(points.count == 1, "the scenario has parameters")
    #expect(points[0].metrics == result.metrics)
  }
}

/// Finds the first field in which two runs differ.
struct Comparison {
  let firstDifference: String?

  init(_ result: BacktestResult, _ reference: ReferenceEngine) {
    let trades = result.record.trades
    var found: String?
    for (index, (mine, theirs)) in zip(trades, reference.trades).enumerated() where found == nil {
      found = Self.difference(mine, result.entryTag(of: mine), theirs).map {
        "trade \(index + 1): \($0)"
      }
    }
    if found == nil, trades.count != reference.trades.count {
      found = "\(trades.count) trades, reference \(reference.trades.count)"
    }
    firstDifference = found ?? Self.difference(result.record.marks.columns, reference.marks)
  }

  private static func difference(
    _ mine: Trade, _ tag: String, _ theirs: ReferenceTrade
  ) -> String? {
    let exact: [(String, String, String)] = [
      ("symbol", "\(mine.symbol)", "\(theirs.symbol)"),
      ("side", "\(mine.side.sign)", "\(theirs.side)"),
      ("decision", "\(mine.decisionTime)", "\(theirs.decision)"),
      ("entry time", "\(mine.entryTime)", "\(theirs.entryTime)"),
      ("exit time", "\(mine.exitTime)", "\(theirs.exitTime)"),
      ("exit reason", mine.exitReason.rawValue, theirs.reason),
      ("exit decision", "\(mine.exitDecisionTime)", "\(theirs.exitDecision)"),
      ("tag", tag, theirs.tag),
      ("ambiguous", "\(mine.isAmbiguous)", "\(theirs.isAmbiguous)"),
    ]
    for (name, left, right) in exact where left != right {
      return "\(name) \(left), reference \(right); entered \(mine.entryTime) as "
        + "\(mine.side.name), left by \(mine.exitReason.rawValue) (\(theirs.reason))"
    }
    let numbers: [(String, Double, Double)] = [
      ("entry price", mine.entryPrice, theirs.entryPrice),
      ("entry reference", mine.entryReference, theirs.entryReference),
      ("quantity", mine.quantity, theirs.quantity),
      ("exit price", mine.exitPrice, theirs.exitPrice),
      ("exit reference", mine.exitReference, theirs.exitReference),
      ("entry fee", mine.entryFee, theirs.entryFee), ("exit fee", mine.exitFee, theirs.exitFee),
      ("entry slippage", mine.entrySlippage, theirs.entrySlippage),
      ("exit slippage", mine.exitSlippage, theirs.exitSlippage),
      ("net", mine.netProfit, theirs.net), ("funding", mine.funding, theirs.funding),
      ("mae", mine.adverseExcursion, theirs.mae),
      ("mfe", mine.favourableExcursion, theirs.mfe),
      ("stop distance", mine.stopDistance, theirs.stopDistance ?? .nan),
      ("liquidation price", mine.liquidationPrice, theirs.liquidation ?? .nan),
      ("equity after", mine.equityAfter, theirs.equityAfter),
    ]
    for (name, left, right) in numbers where !isClose(left, right) {
      return "\(name) \(left), reference \(right); left by \(theirs.reason)"
    }
    return nil
  }

  private static func difference(
    _ marks: MarkColumns, _ reference: [(time: Int64, equity: Double)]
  ) -> String? {
    for (index, mark) in reference.enumerated() {
      guard index < marks.time.count else { return "the mark at \(mark.time) is missing" }
      if marks.time[index] != mark.time { return "mark \(index) at \(marks.time[index])" }
      if !isClose(marks.equity[index], mark.equity) {
        return "equity at \(mark.time) \(marks.equity[index]), reference \(mark.equity)"
      }
    }
    return marks.time.count == reference.count ? nil : "\(marks.time.count) marks"
  }

  static func isClose(_ left: Double, _ right: Double) -> Bool {
    if left.isNaN || right.isNaN { return left.isNaN && right.isNaN }
    return abs(left - right) <= 1e-9 * max(abs(left), abs(right)) + 1e-9
  }
}
