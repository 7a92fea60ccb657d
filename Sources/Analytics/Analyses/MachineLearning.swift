package import Basics
package import MarketData
import Reports
import Statistics

/// Whether the dollars liquidated next can be foreseen, out of sample, better than by baselines.
package struct MachineLearning: Analysis {
  package static let name = "ml"
  package static let summary = "can large liquidations be foreseen: classifiers against baselines"

  private let settings: LearningSettings

  package init(_ parameters: inout Parameters) throws(ParameterError) {
    settings = try LearningSettings(
      &parameters, models: [.logistic, .tree, .boosting, .isolation])
  }

  package var needs: InputNeeds { [.bins, .events, .candles] }
  package var finest: Interval { settings.interval }

  package func result(for inputs: MarketInputs) -> AnalysisResult {
    var section = Section(name: Self.name, title: "Foreseeing large liquidations")
    let answers = inputs.largestSymbols(settings.top).compactMap {
      SymbolLearning(inputs, $0, settings)
    }
    guard let first = answers.first else {
      return AnalysisResult(section, without: .notIdentified(reason: settings.refusal))
    }
    section.summary = answers.map(\.sentence)
    section.tables = skillTables(answers, name: Self.name)
    section.charts = [first.reliabilityChart(Self.name)].compactMap(\.self)
    section.method = settings.method
    var result = AnalysisResult(section, of: answers)
    result.claims = answers.prefix(1).compactMap(\.claim)
    return result
  }
}

/// How a learning analysis is run.
struct LearningSettings: Sendable {
  let interval: Interval
  let horizon: Int
  let folds: Int
  let mostRows: Int
  let models: [ClassifierKind]
  let seed: UInt64
  let top: Int

  init(
    _ parameters: inout Parameters, models standard: [ClassifierKind]
  ) throws(ParameterError) {
    let step = try parameters.duration("interval", default: "5m", atLeast: 60_000_000)
    interval = Interval(microseconds: step)
    guard TimeText.microsecondsPerDay % step == 0 else {
      throw ParameterError(owner: parameters.owner, name: "interval", problem: "must divide a day")
    }
    horizon = try parameters.integer("horizon_bars", default: 3, in: 1...1_000)
    folds = try parameters.integer("folds", default: 4, in: 1...50)
    mostRows = try parameters.integer("max_rows", default: 60_000, in: 500...10_000_000)
    models = try Self.kinds(
      parameters.text("models", default: standard.map(\.rawValue).joined(separator: ",")),
      parameters.owner)
    seed = try parameters.seed()
    top = try parameters.integer("top", default: 1, in: 1...1_000)
  }

  private static func kinds(
    _ text: String, _ owner: String
  ) throws(ParameterError) -> [ClassifierKind] {
    var kinds: [ClassifierKind] = []
    for name in text.split(separator: ",") {
      guard let kind = ClassifierKind(rawValue: String(name)) else {
        let known = ClassifierKind.allCases.map(\.rawValue).joined(separator: ", ")
        throw ParameterError(
          owner: owner, name: "models", problem: "'\(name)' is none of \(known)")
      }
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    return kinds
  }

  /// The fewest rows that are learned from.
  static let leastRows = 500

  var refusal: String {
    "needs \(Self.leastRows) bars of \(interval.name) after one day, with candles, and at least "
      + "ten large ones to judge by"
  }

  var method: [String] {
    [
      "A row is a bar of \(interval.name) with what is known at its close: "
        + LearningRows.names.joined(separator: ", ") + ". An event: the dollars of the next "
        + "\(horizon) bars reach the 0.9 quantile of the training rows. "
        + "\(folds) folds of an expanding walk-forward; \(horizon) rows and 1 % of all rows are "
        + "left "
        + "out before each test. Threshold, scales and calibration come from the training rows.",
      "Models: " + models.map { "\($0.rawValue) (\($0.summary))" }.joined(separator: "; ")
        + "; Platt's calibration on the last fifth of the training rows.",
      "Baselines: the rate so far, the rate at the hour of the day so far, logistic regressions on "
        + "the dollars just before and on the intensity of a fitted Hawkes process. A model has "
        + "skill "
        + "when its Brier score beats climatology and the best baseline with a 95 % interval "
        + "above 0, "
        + "whole days resampled 2,000 times. ROC-AUC alone proves nothing.",
    ]
  }
}

/// The study of one symbol.
struct SymbolLearning: SymbolAnswer {
  let symbol: String
  let study: SkillStudy
  /// Rise of the Brier score when a feature is shuffled among the last test rows; empty without a
  /// boosted or logistic model.
  let importance: [(feature: String, rise: Double)]
  private let rows: Int

  init?(_ inputs: MarketInputs, _ scope: Scope, _ settings: LearningSettings) {
    guard
      let all = LearningRows(
        inputs, scope, interval: settings.interval, horizon: settings.horizon)
    else { return nil }
    let rows = all.suffix(settings.mostRows)
    guard rows.count >= LearningSettings.leastRows else { return nil }
    let task = rows.task
    let folds = walkForwardFolds(
      count: rows.count, folds: settings.folds, horizon: settings.horizon)
    let events = scope.symbols.first.map { inputs.symbols[$0].events.time } ?? []
    let study = SkillStudy(
      task, folds,
      models: folds.map { fold in
        settings.models.map { task.forecast($0, fold, seed: settings.seed) }
      },
      baselines: folds.map { fold in
        task.baselines(fold)
          + [task.baseline("hawkes", [rows.hawkesIntensity(events, fold)], fold)]
      }, seed: settings.seed)
    guard study.events >= 10, study.events < study.count else { return nil }
    symbol = scope.name
    self.rows = rows.count
    self.study = study
    importance = lastFoldImportance(task, folds, settings)
  }

  var claim: Claim? {
    guard let best = study.bestModel, let saving = best.saving else { return nil }
    return Claim(
      "Large liquidations of \(symbol) can be foreseen: \(best.name) saves "
        + "\(Phrases.percent(saving.mean / (study.bestBaseline?.brier ?? .nan))) of the Brier "
        + "score "
        + "of the best baseline out of sample.", pValue: saving.pValue)
  }

  var sentence: String {
    let baseline = study.bestBaseline?.name ?? "the baseline"
    guard let best = study.bestModel, let saving = best.saving else {
      return "\(symbol): no skill. No model beats the best baseline (\(baseline)) on "
        + "\(Phrases.plural(study.count, "test row")) of \(Phrases.plural(study.days, "day"))."
    }
    return "\(symbol): \(best.name) beats the best baseline (\(baseline)); Brier skill "
      + "\(Phrases.percent(best.brierSkill)), saved against it \(Phrases.number(saving.mean)) "
      + "\(Phrases.interval(saving.interval, .significant(2))), AUC \(Phrases.number(best.auc))."
  }

  var members: [JSONMember] {
    [
      JSONMember("n", rows), JSONMember("test_rows", study.count),
      JSONMember("events", study.events), JSONMember("days", study.days),
      JSONMember("thresholds", study.thresholds.map { $0[0] }),
      JSONMember("best_baseline", text: study.bestBaseline?.name ?? ""),
      JSONMember("verdict", text: study.bestModel.map { "skill: \($0.name)" } ?? "no skill"),
      JSONMember("models", study.scores.map { JSONMember($0.name, $0.members) }),
      JSONMember("importance", importance.map { JSONMember($0.feature, $0.rise) }),
    ]
  }

  /// Forecast against observed rates of the first model.
  func reliabilityChart(_ name: String) -> Chart? {
    guard let score = study.bestModel ?? study.scores.first(where: { !$0.isBaseline }) else {
      return nil
    }
    let known = score.reliability.counts.indices.filter { score.reliability.counts[$0] > 0 }
    let x = known.map { score.reliability.forecasts[$0] }
    return Chart(
      name: name, title: "\(symbol): reliability of \(score.name), out of sample",
      x: Chart.Axis("forecast probability"), y: Chart.Axis("observed rate"),
      marks: [
        .line(Chart.Series("perfect", x: [0, x.max() ?? 1], y: [0, x.max() ?? 1])),
        .scatter(
          Chart.Series("tenths", x: x, y: known.map { score.reliability.rates[$0] })),
      ], quiet: ["perfect"])
  }
}

private func lastFoldImportance(
  _ task: LearningTask, _ folds: [WalkForwardFold], _ settings: LearningSettings
) -> [(feature: String, rise: Double)] {
  let kinds = settings.models.filter { [.boosting, .logistic, .perceptron].contains($0) }
  guard let fold = folds.last, let kind = kinds.last else { return [] }
  let labels = task.labels(task.thresholds(fold.training))
  guard
    let classifier = Classifier(
      learning: kind, task.columns(fold.training), Array(labels[fold.training]),
      gap: task.horizon, seed: settings.seed)
  else { return [] }
  let rises = permutationImportance(
    classifier, task.columns(fold.test), Array(labels[fold.test]), seed: settings.seed)
  return zip(LearningRows.names, rises).map { ($0, $1) }
}

/// The scores of all forecasters, and the importance of the features.
func skillTables(_ answers: [SymbolLearning], name: String) -> [Table] {
  let rows = answers.flatMap { answer in answer.study.scores.map { (answer.symbol, $0) } }
  func number(
    _ name: String, _ style: Column.Style, _ value: (ForecasterScore) -> Double
  ) -> Column {
    Column(name, .number(rows.map { value($0.1) }), style: style)
  }
  let parts = answers.flatMap { answer in answer.importance.map { (answer.symbol, $0) } }
  return [
    Table(
      name: name, title: "Forecasts out of sample",
      columns: [
        Column("symbol", .text(rows.map(\.0))), Column("model", .text(rows.map(\.1.name))),
        Column("verdict", .text(rows.map(\.1.verdict))),
        number("auc", .significant(3)) { $0.auc },
        number("ap", .significant(3)) { $0.averagePrecision },
        number("brier", .significant(4)) { $0.brier },
        number("brier_skill", .percent(1)) { $0.brierSkill },
        number("logloss", .significant(4)) { $0.logLoss },
        number("ece10", .significant(3)) { $0.reliability.error },
        number("precision_top5pct", .percent(1)) { $0.precisionAtBudget },
        number("brier_saved", .significant(3)) { $0.saving?.mean ?? .nan },
        number("saved_lo", .significant(3)) { $0.saving?.interval.low ?? .nan },
        number("saved_hi", .significant(3)) { $0.saving?.interval.high ?? .nan },
        number("p", .pValue) { $0.saving?.pValue ?? .nan },
      ], isFile: true),
    Table(
      name: "\(name)_importance", title: "What the model leans on, out of sample",
      columns: [
        Column("symbol", .text(parts.map(\.0))), Column("feature", .text(parts.map(\.1.feature))),
        Column(
          "brier_rise", .number(parts.map(\.1.rise)), style: .significant(3),
          definition: "The rise of the Brier score when the feature is shuffled."),
      ]),
  ]
}
