import ArgumentParser
import Basics
import Learning
import MarketData
import Reports
import Signals
import Statistics
import Store

/// `liqtool learn`: models judged out of sample only.
struct LearnCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn",
    abstract: "Learn to foresee cascades, liquidated dollars or volatility, and say how well.",
    discussion: """
      Every score is out of sample, against baselines that are hard to beat; 'no skill' is an \
      answer. Writes the report and model.json, which 'predict' and strategies read.

        liqtool learn --target usd --horizon 15m --from 2024-03-01 --to 2024-06-01
        liqtool learn --list
      """)

  @Option(help: "What to foresee: cascade, usd or volatility.")
  var target: LearningTarget = .usd

  @Option(help: "How far ahead, in whole candles.")
  var horizon = "15m"

  @Option(help: "The length of the candles whose closes are rows.")
  var interval = "5m"

  @Option(help: "The models, with commas between.")
  var models = ClassifierKind.allCases.map(\.rawValue).joined(separator: ",")

  @Option(help: "Only these symbols, with commas between.")
  var symbol: String?

  @Option(help: "The seed of everything that is drawn.")
  var seed: UInt64 = 42

  @Flag(help: "List the targets and the models.")
  var list = false

  @OptionGroup var window: WindowOptions
  @OptionGroup var output: ReportOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var common: CommonOptions

  func validate() throws { _ = try request() }

  func run() async throws {
    if list { return listNames() }
    let store = try Store.open(at: store.path, mode: .read)
    let source = LearningSource(
      store: store, window: try window.range(), interval: try length(interval, "--interval"),
      jobs: common.width)
    let symbols = symbol.map { $0.split(separator: ",").map { String($0) } }
    let (markets, segments) = try await common.timed("reading") {
      try await source.markets(of: symbols)
    }
    let range = TimeRange(
      from: markets.map(\.window.from).min() ?? 0, to: markets.map(\.window.to).max() ?? 0)
    let run = RunDescription(command: commandText, seed: seed, window: range, segments: segments)
    let folder = try output.folder(
      default: "learn-\(target.rawValue)-\(run.id.prefix(12))")
    let outcome = try await common.watched("learning") {
      try await learned(from: markets, run: run.json)
    }
    var files = try output.files(of: outcome.report)
    if let model = outcome.model {
      files.append(("model.json", Array((model.document.text(indented: true) + "\n").utf8)))
    }
    try folder.write(files)
    ReportSummary(outcome.report, folder: folder.path, common: common).show()
  }

  private func learned(
    from markets: [LearningMarket], run: JSONValue
  ) async throws -> LearnOutcome {
    do {
      return try await learn(try request(), from: markets, run: run, width: common.width)
    } catch let refusal as LearningTable.Refusal {
      throw Failure(.badData, "\(refusal); choose --from, --to, --horizon or --interval.")
    }
  }

  private func request() throws -> LearnRequest {
    let kinds = try models.split(separator: ",").map { name in
      guard let kind = ClassifierKind(rawValue: String(name)) else {
        let known = ClassifierKind.allCases.map(\.rawValue)
        let hint = nearestName(to: String(name), in: known).map { " Did you mean '\($0)'?" }
        throw ValidationError("--models: there is no '\(name)'.\(hint ?? "")")
      }
      return kind
    }
    guard !kinds.isEmpty else { throw ValidationError("--models names none.") }
    var request = LearnRequest(
      target: target, horizon: try length(horizon, "--horizon"), models: kinds)
    request.seed = seed
    let candle = try length(interval, "--interval")
    guard request.horizon % candle == 0 else {
      throw ValidationError("--horizon must be whole candles of \(interval), not \(horizon).")
    }
    return request
  }

  private func length(_ text: String, _ option: String) throws -> Int64 {
    guard let length = Interval(text) else {
      throw ValidationError("\(option) takes a length such as 15m, not \(text).")
    }
    return length.microseconds
  }

  private func listNames() {
    let targets = LearningTarget.allCases.map { ($0.rawValue, $0.summary) }
    NameList(targets + ClassifierKind.allCases.map { ($0.rawValue, $0.summary) }).show(common)
  }

  private var commandText: String {
    var parts = ["learn --target \(target.rawValue) --horizon \(horizon) --interval \(interval)"]
    parts.append("--models \(models)")
    if let symbol { parts.append("--symbol \(symbol)") }
    return parts.joined(separator: " ")
  }
}

extension LearningTarget: ExpressibleByArgument {}
