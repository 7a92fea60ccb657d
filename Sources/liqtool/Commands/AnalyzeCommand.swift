import Analytics
import ArgumentParser
import Basics
import MarketData
import Reports
import Store

/// `liqtool analyze`: what happened, when, in which rhythm, and what it did to price.
struct AnalyzeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Analyse the liquidations of a window and write a report.",
    discussion: """
      Writes report.md, report.html, report.json and one CSV an analysis. Without --from and --to \
      everything in the store is analysed.

        liqtool analyze --from 2024-03-01 --to 2024-04-01
        liqtool analyze --symbol BTCUSDT,ETHUSDT --only aggregation,seasonality
      """)

  @OptionGroup var window: WindowOptions

  @Option(help: "Only these exchanges, with commas between.")
  var exchange: String?

  @Option(help: "Only these symbols, with commas between.")
  var symbol: String?

  @Option(help: "The bins of the aggregation table.")
  var interval = "1h"

  @Option(help: "Only these analyses, with commas between.")
  var only: String?

  @Option(help: "Not these analyses.")
  var skip: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("A parameter of an analysis.", valueName: "analysis.parameter=value"))
  var settings: [String] = []

  @Option(help: "The seed of everything that is resampled.")
  var seed: UInt64 = 42

  @Flag(help: "List the analyses and their parameters.")
  var list = false

  @OptionGroup var output: ReportOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard let length = Interval(interval),
      TimeText.microsecondsPerDay % length.microseconds == 0
        || length.microseconds % TimeText.microsecondsPerDay == 0
    else {
      throw ValidationError(
        "--interval takes a length that divides a day, or whole days, such as 1h, not \(interval).")
    }
  }

  func run() async throws {
    let selection = try selection()
    if list { return listAnalyses(selection) }
    let range = try window.range()
    let store = try Store.open(at: store.path, mode: .read)
    let scan = MarketScan(
      store: store, window: range, exchanges: words(exchange), symbols: words(symbol),
      interval: Interval(interval) ?? .hour, needs: selection.needs, jobs: common.width)
    if window.isOpen { common.note("no --from or no --to: using all there is on that side.") }
    let (inputs, segments) = try await common.timed("reading") { try await scan.inputs() }
    common.detail("read \(segments.count) segments")
    let folder = try output.folder(
      default: "analyze-\(TimeText.day(inputs.window.from))-\(TimeText.day(inputs.window.to))")
    let results = try await common.watched("analysing") {
      try await Analyses.run(selection.analyses, on: inputs, width: common.width)
    }
    let run = RunDescription(
      command: commandText, seed: seed, window: inputs.window, segments: segments)
    let report = assembleReport(
      run: run.json, inputs: inputs, analyses: selection.analyses, results: results)
    try await common.timed("writing") { try output.write(report, to: folder) }
    ReportSummary(report, folder: folder.path, common: common).show()
  }

  private func selection() throws -> AnalysisSelection {
    do {
      return try AnalysisSelection(
        only: words(only) ?? [], skip: words(skip) ?? [],
        settings: try settings.map(setting), seed: seed)
    } catch let error as ParameterError {
      throw Failure(.usage, "\(error).")
    }
  }

  private func setting(_ text: String) throws -> AnalysisSelection.Setting {
    let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let names = halves[0].split(separator: ".", maxSplits: 1)
    guard halves.count == 2, names.count == 2 else {
      throw ValidationError("--set takes analysis.parameter=value, not '\(text)'.")
    }
    return AnalysisSelection.Setting(
      analysis: String(names[0]), parameter: String(names[1]), value: String(halves[1]))
  }

  private func listAnalyses(_ selection: AnalysisSelection) {
    let types = Analyses.all.filter { type in
      selection.parameters.contains { $0.owner == type.name }
    }
    if common.json {
      let all = zip(types, selection.parameters).map { json($0, $1) }
      return Console.line(JSONValue.array(all).text(indented: true))
    }
    for (type, parameters) in zip(types, selection.parameters) {
      Console.line("\(type.name)  \(type.summary)")
      for declared in parameters.declared {
        Console.line(
          "  --set \(type.name).\(declared.name)=\(declared.fallback)  (\(declared.kind))")
      }
    }
  }

  private func json(_ type: any Analysis.Type, _ parameters: Parameters) -> JSONValue {
    let declared = parameters.declared.map { parameter in
      JSONValue.object([
        JSONMember("name", .string(parameter.name)), JSONMember("kind", .string(parameter.kind)),
        JSONMember("default", .string(parameter.fallback)),
      ])
    }
    return .object([
      JSONMember("name", .string(type.name)), JSONMember("summary", .string(type.summary)),
      JSONMember("parameters", .array(declared)),
    ])
  }

  /// The options that change a number, in a fixed order.
  private var commandText: String {
    var parts = ["analyze"]
    if let exchange { parts.append("--exchange \(exchange)") }
    if let symbol { parts.append("--symbol \(symbol)") }
    parts.append("--interval \(interval)")
    if let only { parts.append("--only \(only)") }
    if let skip { parts.append("--skip \(skip)") }
    parts += settings.map { "--set \($0)" }
    return parts.joined(separator: " ")
  }

  private func words(_ list: String?) -> [String]? {
    list.map { $0.split(separator: ",").map { String($0) } }
  }
}
