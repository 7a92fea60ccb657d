import Backtesting
import Basics
import MarketData
import Signals

/// What a backtest would do: data, warm-up, trading window, symbols, grid.
struct PlanText {
  private let plan: BacktestPlan
  /// How many parameter sets there are, and how many of them a sweep runs.
  private let points: (all: Int, run: Int)

  init(_ plan: BacktestPlan, grid: ParameterGrid, rules: ResearchRules) {
    self.plan = plan
    points = (grid.count, grid.selection(rules.sweep ?? .standard).count)
  }

  func show(_ common: CommonOptions) {
    if common.json { return Console.line(json.text(indented: true)) }
    Console.line("strategy     \(Console.visible(plan.strategy.name))")
    Console.line("data         \(text(plan.data.from)) to \(text(plan.data.to))")
    Console.line("warm-up      \(DurationText.format(plan.warmUp))")
    Console.line("trading      \(text(plan.trading.from)) to \(text(plan.trading.to))")
    for symbol in plan.symbols {
      let stored = DurationText.format(symbol.storedInterval)
      let fills = DurationText.format(symbol.fillInterval)
      Console.line(
        "symbol       \(symbol.name) on \(symbol.exchange), \(stored) stored, fills in \(fills)")
    }
    Console.line("grid         \(points.all) points, \(points.run) of them run with --sweep")
    for warning in plan.warnings { Console.line("warning      \(Console.visible(warning))") }
  }

  private func text(_ time: Int64) -> String { TimeText.rfc3339(time) }

  private var json: JSONValue {
    .object([
      JSONMember("strategy", .string(plan.strategy.name)),
      JSONMember("data", range(plan.data.from, plan.data.to)),
      JSONMember("warm_up_s", JSONValue(Double(plan.warmUp) / 1e6)),
      JSONMember("trading", range(plan.trading.from, plan.trading.to)),
      JSONMember("symbols", .array(plan.symbols.map { .string($0.name) })),
      JSONMember("grid_points", .integer(Int64(points.all))),
      JSONMember("sweep_points", .integer(Int64(points.run))),
      JSONMember("warnings", .array(plan.warnings.map { .string($0) })),
    ])
  }

  private func range(_ from: Int64, _ to: Int64) -> JSONValue {
    .object([JSONMember("from", .string(text(from))), JSONMember("to", .string(text(to)))])
  }
}
