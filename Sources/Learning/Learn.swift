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
  /// Forecasts of the volatility itself; nil for other targets.
  package let volatility: VolatilityStudy?
  /// The portable model of the least Brier score out of sample, learned again from all rows; nil
  /// when none could be.
  package let model: LearnedModel?
  /// Rise of the Brier score on the last test when a feature of that model is shuffled.
  package let importance: [Double]
  package let report: Report
}

/// Learns from markets and judges what was learned, fold after fold.
///
/// - Parameters:
///   - request: What.
///   - markets: One a symbol, all with candles of one interval.
///   - features: The columns; nil takes the standard ones.
///   - run: What was run on what, for the report and the model: id, version, window, segments.
///   - width: The most fits at a time; the answer does not depend on it.
/// - Returns: The scores, the model to keep and the report.
/// - Throws: `LearningTable.Refusal` or `StrategyError`.
package func learn(
  _ request: LearnRequest, from markets: [LearningMarket],
  features: [LearnedModel.Feature]? = nil, run: JSONValue, width: Int
) async throws -> LearnOutcome {
  let interval = markets.first?.tape.candles.interval ?? 1
  let features = features ?? standardFeatures(interval: interval)
  let table = try LearningTable(
    markets, features, target: request.target, horizon: request.horizon)
  let study = try await judged(request, table.task, width: width)
  let volatility =
    request.target == .volatility ? VolatilityStudy(table.task, study.folds) : nil
  let session = LearningSession(
    request: request, table: table, study: study, volatility: volatility, features: features,
    interval: interval,
    symbols: markets.map(\.symbol), run: run)
  let model = session.model
  let importance = session.importance(of: model?.kind)
  return LearnOutcome(
    study: study, volatility: volatility, model: model, importance: importance,
    report: learningReport(session, model, importance))
}

/// One fit of the walk-forward.
private struct Fit: Sendable {
  let fold: WalkForwardFold
  let kind: ClassifierKind
}

private func judged(
  _ request: LearnRequest, _ task: LearningTask, width: Int
) async throws -> SkillStudy {
  let folds = walkForwardFolds(
    count: task.count, folds: request.folds, horizon: task.horizon)
  guard !folds.isEmpty else {
    throw LearningTable.Refusal(description: "the rows are too few for a walk-forward")
  }
  let fits = folds.flatMap { fold in request.models.map { Fit(fold: fold, kind: $0) } }
  let seed = request.seed
  let forecasts = try await mapConcurrently(fits, width: width) { fit in
    task.forecast(fit.kind, fit.fold, seed: seed)
  }
  let size = request.models.count
  return SkillStudy(
    task, folds,
    models: folds.indices.map { Array(forecasts[($0 * size)..<($0 * size + size)]) },
    baselines: folds.map { task.baselines($0) }, seed: seed)
}

/// Everything that is known after the walk-forward.
struct LearningSession {
  let request: LearnRequest
  let table: LearningTable
  let study: SkillStudy
  let volatility: VolatilityStudy?
  let features: [LearnedModel.Feature]
  let interval: Int64
  let symbols: [String]
  let run: JSONValue

  /// The portable kind that did best out of sample.
  private var bestKind: ClassifierKind? {
    let portable = study.scores.filter { score in
      ClassifierKind(rawValue: score.name)?.isPortable ?? false
    }
    let skilled = portable.filter(\.hasSkill)
    return (skilled.isEmpty ? portable : skilled).min { $0.brier < $1.brier }
      .flatMap { ClassifierKind(rawValue: $0.name) }
  }

  var model: LearnedModel? {
    let task = table.task
    let threshold = task.threshold(0..<task.count)
    guard let kind = bestKind,
      let classifier = Classifier(
        learning: kind, task.columns, task.labels(threshold: threshold), gap: task.horizon,
        seed: request.seed)
    else { return nil }
    return LearnedModel(
      target: request.target.rawValue, horizon: request.horizon, threshold: threshold,
      interval: interval, symbols: symbols, training: table.window, features: features,
      kind: kind, classifier: classifier, forecast: forecast, evidence: evidence(kind))
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

  func importance(of kind: ClassifierKind?) -> [Double] {
    let task = table.task
    guard let kind, let fold = study.folds.last else { return [] }
    let labels = task.labels(threshold: task.threshold(fold.training))
    guard
      let classifier = Classifier(
        learning: kind, task.columns(fold.training), Array(labels[fold.training]),
        gap: task.horizon, seed: request.seed)
    else { return [] }
    return permutationImportance(
      classifier, task.columns(fold.test), Array(labels[fold.test]), seed: request.seed)
  }
}
