import ArgumentParser
import Backtesting
import Basics
import MarketData
import Reports
import Signals
import Store

/// `liqtool backtest STRATEGY.json`: what a strategy would have earned, by stated rules.
struct BacktestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract: "Run a strategy file against the store and write a report.",
    discussion: """
      A decision sees only what was known at its instant, orders fill at the next open, costs are \
      charged. Writes report.md, report.html, report.json, trades.csv, equity.csv and orders.csv.

        liqtool backtest strategy.json --from 2024-03-01 --to 2024-06-01
        liqtool backtest strategy.json --set z_min=4 --dry-run
      """)

  @Argument(help: ArgumentHelp("The strategy file.", valueName: "strategy.json"))
  var strategy: String

  @OptionGroup var window: WindowOptions

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Another value for a parameter of the file.", valueName: "param=value"))
  var settings: [String] = []

  @Flag(help: "Print the plan (data, warm-up, trading window) and stop.")
  var dryRun = false

  @OptionGroup var output: ReportOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let file = try StrategyInput(path: strategy)
    try UnsupportedBlocks.check(file.file.document, path: strategy)
    let overrides = try file.overrides(settings)
    let range = try window.range()
    let store = try Store.open(at: store.path, mode: .read)
    var pool = ExpressionPool()
    let bound = try file.strategy(overrides, &pool)
    let source = BacktestSource(store: store, window: range, jobs: common.width)
    let plan = try BacktestPlan(
      bound, data: try source.description(), from: window.from?.microseconds,
      to: window.to?.microseconds)
    if dryRun { return PlanText(plan, file: file.file).show(common) }
    let (data, segments) = try await source.data(for: plan)
    let run = RunDescription(
      command: commandText, seed: 0, window: plan.data, segments: segments,
      strategy: file.file.canonicalText)
    let folder = try output.folder(
      default: "backtest-\(file.safeName)-\(run.id.prefix(12))")
    let result = try await runBacktest(
      file.file, data: data, from: window.from?.microseconds, to: window.to?.microseconds,
      overrides: overrides, jobs: common.width)
    let report = result.report(run: run.json(of: plan))
    try output.write(report, to: folder)
    ReportSummary(report, folder: folder.path, common: common).show()
  }

  private var commandText: String {
    (["backtest"] + settings.sorted().map { "--set \($0)" }).joined(separator: " ")
  }
}
