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
        liqtool learn --target volatility --interval 1h --horizon 4h --source totals
        liqtool learn --list

      --features takes a JSON array of {"name", "expression"}, expressions as in a strategy. \
      --check lookahead computes the features again from data cut off at instants all over the \
      window and compares every bit.
      """)

  @Option(help: "What to foresee: cascade, usd or volatility.")
  var target: LearningTarget = .usd

  @Option(help: "How far ahead, in whole candles. Default: three candles, so 15m.")
  var horizon: String?

  @Option(
    help: """
      The length of the candles whose closes are rows. Default: 5m, or the finest that the stored \
      candles and totals can be built to.
      """)
  var interval: String?

  @Option(help: "The models, with commas between.")
  var models = ClassifierKind.allCases.map(\.rawValue).joined(separator: ",")

  @Option(help: "Only these symbols, with commas between.")
  var symbol: String?

  @Option(help: "Learn from single liquidations or from stored totals: events or totals.")
  var source: LiquidationSource?

  @Option(help: "A JSON file of features; default: standard ones of what is stored.")
  var features: String?

  @Option(help: "Prove something of the features instead of learning: lookahead.")
  var check: LearnCheck?

  @Option(help: "The seed of everything that is drawn.")
  var seed: UInt64 = 42

  @Flag(help: "List the targets and the models.")
  var list = false

  @OptionGroup var window: WindowOptions
  @OptionGroup var output: ReportOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var common: CommonOptions

  func validate() throws { _ = try request(candle: length(interval, "--interval")) }

  func run() async throws {
    if list { return listNames() }
    let store = try Store.open(at: store.path, mode: .read)
    let source = LearningSource(store: store, window: try window.range(), jobs: common.width)
    let symbols = symbol.map { $0.split(separator: ",").map { String($0) } }
    let candle =
      try length(interval, "--interval") ?? source.interval(for: symbols, reading: self.source)
    let request = try request(candle: candle)
    let (markets, segments) = try await common.timed("reading") {
      try await source.markets(of: symbols, interval: candle)
    }
    let own = try ownFeatures(candle)
    if let check { return try await prove(check, request, markets, own) }
    let range = TimeRange(
      from: markets.map(\.window.from).min() ?? 0, to: markets.map(\.window.to).max() ?? 0)
    let run = RunDescription(
      command: commandText(request.horizon, candle), seed: seed, window: range, segments: segments)
    let folder = try output.folder(
      default: "learn-\(target.rawValue)-\(run.id.prefix(12))")
    let outcome = try await common.watched("learning") {
      try await learned(request, from: markets, own, run: run.json)
    }
    var files = try output.files(of: outcome.report)
    if output.hasCSV { files += forecasts(outcome) }
    if let model = outcome.model {
      files.append(("model.json", Array((model.document.text(indented: true) + "\n").utf8)))
    }
    try folder.write(files)
    ReportSummary(outcome.report, folder: folder.path, common: common).show()
  }

  private func forecasts(_ outcome: LearnOutcome) -> [(name: String, bytes: [UInt8])] {
    let files = [
      ("forecasts.csv", outcome.forecasts),
      ("volatility_forecasts.csv", outcome.volatilityForecasts),
    ]
    return files.compactMap { name, text in text.map { (name, Array($0.utf8)) } }
  }

  private func learned(
    _ request: LearnRequest, from markets: [LearningMarket], _ features: [LearnedModel.Feature]?,
    run: JSONValue
  ) async throws -> LearnOutcome {
    try await refusing {
      try await learn(request, from: markets, features: features, run: run, width: common.width)
    }
  }

  private func refusing<Answer>(_ work: () async throws -> Answer) async throws -> Answer {
    do {
      return try await work()
    } catch let refusal as LearningTable.Refusal {
      throw Failure(
        .badData, "\(refusal); choose --symbol, --from, --to, --horizon, --interval or --source.")
    }
  }

  private func ownFeatures(_ candle: Int64) throws -> [LearnedModel.Feature]? {
    guard let features else { return nil }
    do {
      return try LearnedModel.features(
        parsing: try InputFile.bytes(features, limit: 16), interval: candle)
    } catch let error as StrategyError {
      throw Failure(.badData, "\(features): \(error).")
    }
  }

  /// Shows that no feature looks ahead.
  ///
  /// - Throws: `Failure` (70) with the first value that does.
  private func prove(
    _ check: LearnCheck, _ request: LearnRequest, _ markets: [LearningMarket],
    _ own: [LearnedModel.Feature]?
  ) async throws {
    let (table, features, found) = try await refusing {
      let source = try request.source ?? LiquidationSource.found(in: markets)
      let features =
        own
        ?? standardFeatures(
          of: markets, source: source, target: request.target, horizon: request.horizon)
      let table = try LearningTable(
        markets, features, target: request.target, horizon: request.horizon, source: source)
      return (table, features, try firstLookahead(table, features, markets))
    }
    if let found {
      throw Failure(
        .software,
        "--check: '\(found.feature)' at \(TimeText.rfc3339(found.time)) is \(found.value), and "
          + "\(found.known) from the data known by then; please report it.")
    }
    let compared = lookaheadSamples * features.count
    if common.json {
      return Console.line(
        JSONValue([
          "ok": .bool(true), "compared": .integer(Int64(compared)),
          "rows": .integer(Int64(table.count)),
        ]).text(indented: true))
    }
    Console.line(
      "compared     \(compared) values of \(features.count) features with those of data cut off")
    Console.line("result       no difference")
  }

  /// What is asked for; `candle` is nil as long as nobody has said it.
  private func request(candle: Int64?) throws -> LearnRequest {
    let kinds = try models.split(separator: ",").map { name in
      guard let kind = ClassifierKind(rawValue: String(name)) else {
        let known = ClassifierKind.allCases.map(\.rawValue)
        let hint = nearestName(to: String(name), in: known).map { " Did you mean '\($0)'?" }
        throw ValidationError("--models: there is no '\(name)'.\(hint ?? "")")
      }
      return kind
    }
    guard !kinds.isEmpty else { throw ValidationError("--models names none.") }
    let candle = candle ?? 1
    let horizon = try length(horizon, "--horizon") ?? 3 * candle
    guard horizon % candle == 0 else {
      throw ValidationError(
        "--horizon must be whole candles of \(DurationText.format(candle)), not "
          + "\(DurationText.format(horizon)).")
    }
    var request = LearnRequest(target: target, horizon: horizon, models: kinds)
    request.seed = seed
    request.source = source
    return request
  }

  private func length(_ text: String?, _ option: String) throws -> Int64? {
    guard let text else { return nil }
    // Longer ones, of which many are added up, could not be counted.
    guard let length = Interval(text), length.microseconds <= 3_660 * TimeText.microsecondsPerDay
    else {
      throw ValidationError(
        "\(option) takes a length such as 15m, of at most ten years, not \(text).")
    }
    return length.microseconds
  }

  private func listNames() {
    let targets = LearningTarget.allCases.map { ($0.rawValue, $0.summary) }
    NameList(targets + ClassifierKind.allCases.map { ($0.rawValue, $0.summary) }).show(common)
  }

  private func commandText(_ horizon: Int64, _ candle: Int64) -> String {
    var parts = ["learn --target \(target.rawValue) --horizon \(DurationText.format(horizon))"]
    parts.append("--interval \(DurationText.format(candle)) --models \(models)")
    if let symbol { parts.append("--symbol \(symbol)") }
    if let source { parts.append("--source \(source.rawValue)") }
    return parts.joined(separator: " ")
  }
}

/// What `--check` proves.
enum LearnCheck: String, CaseIterable, ExpressibleByArgument {
  case lookahead
}

extension LearningTarget: ExpressibleByArgument {}
extension LiquidationSource: ExpressibleByArgument {}
