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
      sweep.csv and windows.csv where the file or the options ask for them.

        liqtool backtest strategy.json --from 2024-03-01 --to 2024-06-01
        liqtool backtest strategy.json --set z_min=4 --dry-run
        liqtool backtest strategy.json --sweep --set z_min=2,3,4
        liqtool backtest strategy.json --check lookahead
      """)

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
  var check: [BacktestCheck] = []

  @Flag(help: "Print the plan (data, warm-up, trading window, grid) and stop.")
  var dryRun = false

  @OptionGroup var output: ReportOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let input = try StrategyInput(path: strategy)
    let overrides = try input.overrides(settings, sweeps: sweep || walkForward)
    let range = try window.range()
    let opened = try Store.open(at: store.path, mode: .read)
    var pool = ExpressionPool()
    let bound = try input.strategy(overrides, &pool)
    let source = BacktestSource(
      store: opened, window: range, jobs: common.width,
      readsContext: ContextUse.isIn(input.file.document), readsVolumes: input.file.readsVolumes)
    let plan = try BacktestPlan(
      bound, data: try source.description(), from: window.from?.microseconds,
      to: window.to?.microseconds, opensHoldout: openHoldout)
    let inSample = try input.inSampleWarning(trading: plan.trading)
    let grid = try ParameterGrid(input.file.parameters, overrides: overrides)
    if dryRun { return PlanText(plan, grid: grid, rules: bound.research).show(common) }
    let tables = try input.maintenanceTables()
    var (data, segments, warnings) = try await common.timed("reading") {
      try await source.data(for: plan)
    }
    data.maintenanceTables = tables
    common.detail("read \(segments.count) segments")
    let study = { [data] (options: StudyOptions, jobs: Int) in
      try await runStudy(
        input.file, data: data, overrides: overrides, window: days, options: options, jobs: jobs)
    }
    if !check.isEmpty { return try await prove(study) }
    let run = RunDescription(
      command: commandText, seed: 0, window: plan.data, segments: segments,
      strategy: tables.values.reduce(input.file.canonicalText) {
        $0 + String(decoding: $1, as: UTF8.self)
      })
    let folder = try output.folder(default: "backtest-\(input.safeName)-\(run.id.prefix(12))")
    try await report(
      study, run, plan, Remarks(title: inSample, caveats: warnings), to: folder)
  }

  /// What the report has to say beside the study's own words.
  private struct Remarks {
    let title: String?
    let caveats: [String]
  }

  private typealias StudyRun = (StudyOptions, Int) async throws -> Study

  /// What the command line says about the days.
  private var days: BacktestWindow {
    BacktestWindow(
      from: window.from?.microseconds, to: window.to?.microseconds, opensHoldout: openHoldout)
  }

  private func report(
    _ run: StudyRun, _ description: RunDescription, _ plan: BacktestPlan, _ remarks: Remarks,
    to folder: OutputFolder
  ) async throws {
    let trials = StoreTrials(path: store.path, run: description, common: common)
    var options = StudyOptions()
    if sweep { options.sweep = .required }
    if walkForward { options.walkForward = .required }
    options.ledger = verify ? trials.reader : trials.ledger
    let study = try await common.watched("trading") { try await run(options, common.width) }
    if verify {
      options.ledger = trials.ledger
      let again = try await run(options, 1)
      if let file = study.firstDifference(from: again, run: description.json(of: plan)) {
        throw Failure(.software, "--verify: \(file) differs on a second run; please report it.")
      }
      common.note("verified: all files are the same on a second run, on one core.")
    }
    if study.holdoutOpenings > 0 {
      common.note("the sealed holdout has now been opened \(study.holdoutOpenings) times.")
    }
    var report = study.report(run: description.json(of: plan), listsRecord: output.listsRows)
    if let words = remarks.title { report.title += " (\(words): no forecast)" }
    report.caveats += remarks.caveats
    try await common.timed("writing") { try output.write(report, to: folder) }
    ReportSummary(report, folder: folder.path, common: common).show()
  }

  /// Shows what was proved.
  ///
  /// - Throws: `Failure` (70) when there is a difference.
  private func prove(_ run: StudyRun) async throws {
    var options = StudyOptions.plain
    options.checks = Set(check)
    let proofs = try await run(options, common.width).proofs
    if common.json {
      Console.line(JSONValue.array(proofs.map(json)).text(indented: true))
    } else {
      for proof in proofs {
        Console.line("compared     \(proof.compared): \(proof.summary)")
        for difference in proof.differences { Console.line("differs      \(difference)") }
        if proof.isGood { Console.line("result       no difference") }
      }
    }
    guard proofs.allSatisfy(\.isGood) else {
      throw Failure(.software, "--check: values differ; please report it.")
    }
  }

  private func json(of proof: CheckResult) -> JSONValue {
    .object([
      JSONMember("ok", .bool(proof.isGood)), JSONMember("summary", .string(proof.summary)),
      JSONMember("compared", .integer(Int64(proof.compared))),
      JSONMember("differences", .array(proof.differences.map { .string($0) })),
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

extension BacktestCheck: ExpressibleByArgument {}
