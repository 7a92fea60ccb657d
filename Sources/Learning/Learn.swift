package import Basics
import MarketData
package import Reports
package import Signals
package import Statistics

/// What is to be learned.
package struct LearnRequest: Sendable {
  package var target: LearningTarget
  /// In microseconds.
  package var horizon: Int64
  package var models: [ClassifierKind]
  /// Which record of the liquidations is learned from; nil takes the best there is.
  package var source: LiquidationSource?
  package var folds = 4
  package var seed: UInt64 = 42

  /// - Parameters:
  ///   - target: What is to be foreseen.
  ///   - horizon: How far ahead, in microseconds.
  ///   - models: At least one; those that cannot be written down are only judged.
  package init(target: LearningTarget, horizon: Int64, models: [ClassifierKind]) {
    self.target = target
    self.horizon = horizon
    self.models = models
  }
}

/// What was learned.
package struct LearnOutcome: Sendable {
  package let study: SkillStudy
  /// The same forecasts judged symbol by symbol; empty for one symbol.
  package let bySymbol: [SkillStudy]
  /// Forecasts of the volatility itself; nil for other targets.
  package let volatility: VolatilityStudy?
  /// The portable model of the least Brier score out of sample, learned again from all rows; nil
  /// when none could be.
  package let model: LearnedModel?
  /// Rise of the Brier score on the last test when a feature of that model is shuffled.
  package let importance: [Double]
  package let report: Report
  /// The forecasts of the walk-forward; see `forecastCSV`.
  package let forecasts: String
  /// See `volatilityCSV`; nil for other targets.
  package let volatilityForecasts: String?
}

/// Learns from markets and judges what was learned, fold after fold.
///
/// - Parameters:
///   - request: What.
///   - markets: One a symbol, all with candles of one interval.
///   - features: The columns; nil takes the standard ones of what the markets have.
///   - run: What was run on what, for the report and the model: id, version, window, segments.
///   - width: The most fits at a time; the answer does not depend on it.
/// - Returns: The scores, the model to keep and the report.
/// - Throws: `LearningTable.Refusal` or `StrategyError`.
package func learn(
  _ request: LearnRequest, from markets: [LearningMarket],
  features: [LearnedModel.Feature]? = nil, run: JSONValue, width: Int
) async throws -> LearnOutcome {
  let source = try request.source ?? LiquidationSource.found(in: markets)
  let features =
    features
    ?? standardFeatures(
      of: markets, source: source, target: request.target, horizon: request.horizon)
  let table = try LearningTable(
    markets, features, target: request.target, horizon: request.horizon, source: source)
  let judged = try await Judgement(request, table, markets, width: width)
  let volatility =
    request.target == .volatility
    ? VolatilityStudy(table.task, recent: table.recent, judged.study.folds) : nil
  let session = LearningSession(
    request: request, table: table, study: judged.study, bySymbol: judged.bySymbol,
    volatility: volatility, features: features, markets: markets, run: run)
  let model = try await session.model(width: width)
  let importance = try await session.importance(of: model?.kind, width: width)
  return LearnOutcome(
    study: judged.study, bySymbol: judged.bySymbol, volatility: volatility, model: model,
    importance: importance, report: learningReport(session, model, importance),
    forecasts: forecastCSV(table, session.symbols, judged.study),
    volatilityForecasts: volatility.map { volatilityCSV(table, session.symbols, $0) })
}

/// The forecasts of all models and baselines, judged together and symbol by symbol.
private struct Judgement {
  let study: SkillStudy
  let bySymbol: [SkillStudy]

  init(
    _ request: LearnRequest, _ table: LearningTable, _ markets: [LearningMarket], width: Int
  ) async throws {
    let (task, seed) = (table.task, request.seed)
    let folds = walkForwardFolds(
      count: task.count, folds: request.folds, horizon: task.horizon)
    guard !folds.isEmpty else {
      throw LearningTable.Refusal(
        description: "\(task.count) rows are too few for a walk-forward with this horizon")
    }
    let labels = task.labels(task.thresholds(0..<task.count))
    let events = labels.count { $0 }
    guard events > 0, events < task.count else {
      throw LearningTable.Refusal(
        description: events == 0
          ? "nothing to foresee: none of \(task.count) rows was followed by an event"
          : "nothing to tell apart: all of \(task.count) rows were followed by an event")
    }
    let fits = folds.flatMap { fold in request.models.map { Fit(fold: fold, kind: $0) } }
    let forecasts = try await mapConcurrently(fits, width: width) { fit in
      task.forecast(fit.kind, fit.fold, seed: seed)
    }
    let size = request.models.count
    let models = folds.indices.map { Array(forecasts[($0 * size)..<($0 * size + size)]) }
    let baselines = try await mapConcurrently(folds, width: width) { fold in
      table.baselines(fold, markets, request.target)
    }
    study = SkillStudy(task, folds, models: models, baselines: baselines, seed: seed)
    bySymbol =
      markets.count < 2
      ? []
      : markets.indices.map { group in
        SkillStudy(task, folds, models: models, baselines: baselines, seed: seed, group: group)
      }
  }
}

extension LearningTable {
  /// What needs no learning worth the name; the target's own past; with single liquidations the
  /// intensity of a self-exciting process too, each symbol's fitted to its own training days.
  fileprivate func baselines(
    _ fold: WalkForwardFold, _ markets: [LearningMarket], _ target: LearningTarget
  ) -> [FoldForecast] {
    let plain = task.baselines(fold) + [task.baseline("har", recentScores(target), fold)]
    guard source == .events else { return plain }
    let end = times[fold.training.upperBound - 1] + 1
    var intensity = [Double](repeating: 0, count: count)
    for (place, market) in markets.enumerated() {
      let events = market.tape.liquidations.availability
      let rows = symbol.indices.filter { symbol[$0] == place }
      guard let process = ForecastIntensity(learning: events, before: end) else { continue }
      let values = process.values(at: rows.map { times[$0] }, events)
      for (row, value) in zip(rows, values) { intensity[row] = value }
    }
    return plain + [task.baseline("hawkes", [intensity], fold)]
  }

  /// The target in a mean horizon of the last 1, 6 and 24; over fewer where the data begin later.
  private func recentScores(_ target: LearningTarget) -> [[Double]] {
    var means = recent
    for (place, span) in Self.spans.enumerated() {
      for row in means[place].indices {
        let mean = means[place][row] / Double(span)
        means[place][row] = mean.isNaN && place > 0 ? means[place - 1][row] : mean
      }
    }
    return means.map { $0.map(target.score) }
  }
}

/// One fit of the walk-forward.
private struct Fit: Sendable {
  let fold: WalkForwardFold
  let kind: ClassifierKind
}

/// Everything that is known after the walk-forward.
struct LearningSession {
  let request: LearnRequest
  let table: LearningTable
  let study: SkillStudy
  let bySymbol: [SkillStudy]
  let volatility: VolatilityStudy?
  let features: [LearnedModel.Feature]
  let markets: [LearningMarket]
  let run: JSONValue

  var symbols: [String] { markets.map(\.symbol) }
  /// The length of a candle, in microseconds.
  var interval: Int64 { markets.first?.tape.candles.interval ?? 1 }

  /// The portable kind that did best out of sample.
  private var bestKind: ClassifierKind? {
    let portable = study.scores.filter { score in
      ClassifierKind(rawValue: score.name)?.isPortable ?? false
    }
    let skilled = portable.filter(\.hasSkill)
    return (skilled.isEmpty ? portable : skilled).min { $0.brier < $1.brier }
      .flatMap { ClassifierKind(rawValue: $0.name) }
  }

  func model(width: Int) async throws -> LearnedModel? {
    let task = table.task
    let all = 0..<task.count
    let thresholds = task.thresholds(all)
    guard let kind = bestKind,
      let classifier = try await Classifier.learned(
        kind, task.comparable(all).columns, task.labels(thresholds), gap: task.horizon,
        seed: request.seed, width: width)
    else { return nil }
    return LearnedModel(
      target: request.target.rawValue, horizon: request.horizon, thresholds: thresholds,
      interval: interval, symbols: symbols, scales: task.scales(all), training: table.window,
      features: features, kind: kind, classifier: classifier, forecast: forecast,
      evidence: evidence(kind))
  }

  /// The forecast of the volatility itself, learned from all rows.
  private var forecast: LogLinearForecast? {
    guard volatility != nil else { return nil }
    let task = table.task
    return LogLinearForecast(learning: task.columns, task.future, gap: task.horizon)
  }

  private func evidence(_ kind: ClassifierKind) -> JSONValue {
    let score = study.scores.first { $0.name == kind.rawValue }
    return JSONValue([
      "run": run, "rows": .integer(Int64(table.count)),
      "seed": .string(String(request.seed)),
      "verdict": .string(score?.verdict ?? ""),
      "out_of_sample": .object(score?.members ?? []),
      "best_baseline": .string(study.bestBaseline?.name ?? ""),
    ])
  }

  func importance(of kind: ClassifierKind?, width: Int) async throws -> [Double] {
    guard let kind, let fold = study.folds.last else { return [] }
    let task = table.task.comparable(fold.training)
    let labels = task.labels(task.thresholds(fold.training))
    guard
      let classifier = try await Classifier.learned(
        kind, task.columns(fold.training), Array(labels[fold.training]), gap: task.horizon,
        seed: request.seed, width: width)
    else { return [] }
    return try await permutationImportance(
      classifier, task.columns(fold.test), Array(labels[fold.test]), seed: request.seed,
      width: width)
  }
}
