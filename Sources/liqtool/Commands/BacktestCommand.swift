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
      charged. Writes report.md, report.html, report.json, trades.csv, equity.csv and orders.csv; \
      sweep.csv and windows.csv with --sweep and --walk-forward.

        liqtool backtest strategy.json --from 2024-03-01 --to 2024-06-01
        liqtool backtest strategy.json --set z_min=4 --dry-run
        liqtool backtest strategy.json --sweep --set z_min=2,3,4
        liqtool backtest strategy.json --check lookahead
      """)

  /// What `--check` can prove.
  enum Check: String, ExpressibleByArgument, CaseIterable {
    case lookahead
    case warmup
  }

  @Argument(help: ArgumentHelp("The strategy file.", valueName: "strategy.json"))
  var strategy: String

  @OptionGroup var window: WindowOptions

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Another value for a parameter of the file; with --sweep, values.",
      valueName: "param=v1,v2"))
  var settings: [String] = []

  @Flag(help: "Run the file's grid of parameters too, and say how much the best of it is luck.")
  var sweep = false

  @Flag(help: "Choose parameters on the days before and judge them on the days after, in turn.")
  var walkForward = false

  @Flag(help: "Use the days that the file's holdout seals; the opening is recorded.")
  var openHoldout = false

  @Flag(help: "Run everything twice and compare the reports byte by byte.")
  var verify = false

  @Option(help: "Prove that nothing looks ahead, or that the warm-up is long enough, and stop.")
  var check: Check?

  @Flag(help: "Print the plan (data, warm-up, trading window, grid) and stop.")
  var dryRun = false

  @OptionGroup var output: ReportOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var common: CommonOptions

  private var isSearch: Bool { sweep || walkForward }

  func run() async throws {
    let input = try StrategyInput(path: strategy)
    let overrides = try input.overrides(settings, sweeps: isSearch)
    let range = try window.range()
    let opened = try Store.open(at: store.path, mode: .read)
    var pool = ExpressionPool()
    let bound = try input.strategy(overrides, &pool)
    let source = BacktestSource(store: opened, window: range, jobs: common.width)
    let plan = try BacktestPlan(
      bound, data: try source.description(), from: window.from?.microseconds,
      to: window.to?.microseconds, opensHoldout: openHoldout)
    let grid = try ParameterGrid(input.file.parameters, overrides: overrides)
    if dryRun { return PlanText(plan, grid: grid, rules: bound.research).show(common) }
    let (data, segments) = try await common.timed("reading") { try await source.data(for: plan) }
    common.detail("read \(segments.count) segments")
    let test = try await Backtest(
      input.file, overrides: overrides, sweeps: isSearch, data: data,
      window: BacktestWindow(
        from: window.from?.microseconds, to: window.to?.microseconds, opensHoldout: openHoldout),
      jobs: common.width)
    if let check { return try await prove(check, test, data) }
    let run = RunDescription(
      command: commandText, seed: 0, window: plan.data, segments: segments,
      strategy: input.file.canonicalText)
    let ledger = TrialLedger(input.file, overrides, segments: segments)
    try await report(test, data, run, plan, ledger, name: input.safeName)
  }

  private func report(
    _ test: Backtest, _ data: BacktestData, _ run: RunDescription, _ plan: BacktestPlan,
    _ ledger: TrialLedger, name: String
  ) async throws {
    let folder = try output.folder(default: "backtest-\(name)-\(run.id.prefix(12))")
    let options = StudyOptions(
      sweeps: sweep, walksForward: walkForward,
      earlierTrials: isSearch ? try ledger.earlierTrials(in: store.path, than: test) : 0)
    let study = try await common.timed("trading") {
      try await test.study(data, options: options, jobs: common.width)
    }
    let report = study.report(run: run.json(of: plan))
    if verify {
      let again = try await test.study(data, options: options, jobs: 1)
      try compare(report, again.report(run: run.json(of: plan)))
    }
    try await common.timed("writing") { try output.write(report, to: folder) }
    ledger.record(study, of: test, in: store.path, common)
    ReportSummary(report, folder: folder.path, common: common).show()
  }

  /// - Throws: `Failure` (70) when two runs of the same differ.
  private func compare(_ first: Report, _ second: Report) throws {
    let left = try output.files(of: first)
    let right = try output.files(of: second)
    guard left.count == right.count else {
      throw Failure(.software, "--verify: the second run wrote other files; please report it.")
    }
    for (one, other) in zip(left, right) where one.name != other.name || one.bytes != other.bytes {
      throw Failure(.software, "--verify: \(one.name) differs on a second run; please report it.")
    }
    common.note("verified: \(left.count) files are the same on a second run, on one core.")
  }

  /// Shows what a proof found.
  ///
  /// - Throws: `Failure` (70) when there is a difference.
  private func prove(_ check: Check, _ test: Backtest, _ data: BacktestData) async throws {
    let result =
      switch check {
      case .lookahead: try await test.checkLookahead(data)
      case .warmup: try await test.checkWarmUp(data)
      }
    if common.json {
      Console.line(json(of: result, check).text(indented: true))
    } else {
      Console.line("compared     \(result.summary)")
      Console.line("values       \(result.compared)")
      for difference in result.differences { Console.line("differs      \(difference)") }
    }
    guard result.isGood else {
      throw Failure(.software, "--check \(check.rawValue): values differ; please report it.")
    }
    if !common.json { Console.line("result       no difference") }
  }

  private func json(of result: CheckResult, _ check: Check) -> JSONValue {
    .object([
      JSONMember("check", .string(check.rawValue)), JSONMember("ok", .bool(result.isGood)),
      JSONMember("compared", .integer(Int64(result.compared))),
      JSONMember("differences", .array(result.differences.map { .string($0) })),
    ])
  }

  /// The options that change a number, in a fixed order.
  private var commandText: String {
    var parts = ["backtest"] + settings.sorted().map { "--set \($0)" }
    if sweep { parts.append("--sweep") }
    if walkForward { parts.append("--walk-forward") }
    if openHoldout { parts.append("--open-holdout") }
    return parts.joined(separator: " ")
  }
}
