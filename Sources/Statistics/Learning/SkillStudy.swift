import Basics

/// How good one forecaster was on all test rows together.
package struct ForecasterScore: Sendable {
  package let name: String
  package let isBaseline: Bool
  package let auc: Double
  package let averagePrecision: Double
  package let brier: Double
  package let logLoss: Double
  /// 1 − Brier/Brier of climatology.
  package let brierSkill: Double
  package let reliability: Reliability
  /// The share of events among the 5 % highest probabilities.
  package let precisionAtBudget: Double
  /// Brier saved against the best baseline, with whole days resampled; nil for baselines and with
  /// fewer than five days that hold events: a lower rate by luck would look like skill.
  package let saving: DayBlockBootstrap?
  /// ROC-AUC of each fold.
  package let foldAUCs: [Double]

  /// Better than every baseline beyond what days by chance explain.
  package var hasSkill: Bool {
    guard let saving else { return false }
    return brierSkill > 0 && saving.interval.low > 0
  }
}

/// Forecasts out of sample against baselines that are hard to beat.
package struct SkillStudy: Sendable {
  package let folds: [WalkForwardFold]
  /// The least `future` that is an event, by fold and group.
  package let thresholds: [[Double]]
  /// Models first, then baselines.
  package let scores: [ForecasterScore]
  /// Test rows, events among them, and days.
  package let count: Int
  package let events: Int
  package let days: Int
  /// The probabilities of all forecasters on the test rows.
  package let forecasts: [FoldForecast]

  /// The share of rows that may raise an alert.
  package static let budget = 0.05

  /// Judges forecasts.
  ///
  /// - Parameters:
  ///   - task: The question.
  ///   - folds: At least one.
  ///   - models: By fold, the same names in the same order.
  ///   - baselines: By fold, the same names in the same order, climatology among them.
  ///   - seed: Of the bootstrap.
  ///   - group: Judges the rows of one group only; nil judges all.
  /// - Complexity: O(rows log rows + replicates · days) a forecaster.
  package init(
    _ task: LearningTask, _ folds: [WalkForwardFold], models: [[FoldForecast]],
    baselines: [[FoldForecast]], seed: UInt64, group: Int? = nil
  ) {
    let thresholds = folds.map { task.thresholds($0.training) }
    let rows = folds.map { fold in
      fold.test.filter { group == nil || task.groups[$0] == group }
    }
    let labels = zip(rows, thresholds).map { rows, thresholds in
      rows.map { task.future[$0] >= thresholds[task.groups[$0]] }
    }
    func picked(_ parts: [[FoldForecast]]) -> [[FoldForecast]] {
      guard group != nil else { return parts }
      return parts.indices.map { fold in
        let first = folds[fold].test.lowerBound
        return parts[fold].map { forecast in
          FoldForecast(
            name: forecast.name,
            probabilities: rows[fold].map { forecast.probabilities[$0 - first] })
        }
      }
    }
    let (models, baselines) = (picked(models), picked(baselines))
    let all = labels.flatMap(\.self)
    let days = rows.flatMap { rows in rows.map { task.days[$0] } }
    let blocks = days.map { $0 / task.blockDays }
    let pooledModels = Self.pooled(models)
    let pooledBaselines = Self.pooled(baselines)
    let best = pooledBaselines.min {
      brierScore($0.probabilities, all) < brierScore($1.probabilities, all)
    }
    let climate = pooledBaselines.first { $0.name == "climatology" }
    let reference = brierScore(climate?.probabilities ?? [], all)
    func score(_ forecast: FoldForecast, _ parts: [[Double]], isBaseline: Bool) -> ForecasterScore {
      ForecasterScore(
        forecast, parts, labels, blocks: blocks, against: isBaseline ? nil : best,
        climatology: reference, seed: seed)
    }
    self.folds = folds
    self.thresholds = thresholds
    count = all.count
    events = all.count { $0 }
    self.days = Set(days).count
    forecasts = pooledModels + pooledBaselines
    scores =
      pooledModels.enumerated().map { place, forecast in
        score(forecast, models.map { $0[place].probabilities }, isBaseline: false)
      }
      + pooledBaselines.enumerated().map { place, forecast in
        score(forecast, baselines.map { $0[place].probabilities }, isBaseline: true)
      }
  }

  /// The baseline of the least Brier score.
  package var bestBaseline: ForecasterScore? {
    scores.filter(\.isBaseline).min { $0.brier < $1.brier }
  }

  /// The model of the least Brier score whose skill is beyond the choice among all models tried
  /// (Holm, 5 %); nil when none is: the best of six looks skilled more often than one alone.
  package var bestModel: ForecasterScore? {
    let models = scores.filter { !$0.isBaseline }
    let adjusted = MultipleTesting.holm(models.map { $0.saving?.pValue ?? 1 })
    return zip(models, adjusted).filter { $0.hasSkill && $1 <= 0.05 }.map(\.0)
      .min { $0.brier < $1.brier }
  }

  /// The model that would look skilled alone, and is not beyond the choice among those tried.
  package var luckyModel: ForecasterScore? {
    guard bestModel == nil else { return nil }
    return scores.filter { !$0.isBaseline && $0.hasSkill }.min { $0.brier < $1.brier }
  }

  private static func pooled(_ parts: [[FoldForecast]]) -> [FoldForecast] {
    (parts.first ?? []).indices.map { place in
      FoldForecast(
        name: parts[0][place].name, probabilities: parts.flatMap { $0[place].probabilities })
    }
  }
}

extension ForecasterScore {
  fileprivate init(
    _ forecast: FoldForecast, _ parts: [[Double]], _ labels: [[Bool]], blocks: [Int],
    against best: FoldForecast?, climatology: Double, seed: UInt64
  ) {
    let p = forecast.probabilities
    let all = labels.flatMap(\.self)
    name = forecast.name
    isBaseline = best == nil
    auc = rocAUC(scores: p, labels: all)
    averagePrecision = Statistics.averagePrecision(scores: p, labels: all)
    brier = brierScore(p, all)
    logLoss = Statistics.logLoss(p, all)
    brierSkill = 1 - brier / climatology
    reliability = Reliability(p, all)
    precisionAtBudget = precision(atTop: SkillStudy.budget, scores: p, labels: all)
    foldAUCs = zip(parts, labels).map { rocAUC(scores: $0, labels: $1) }
    let eventful = Set(zip(blocks, all).filter(\.1).map(\.0)).count
    saving = best.flatMap { best in
      guard eventful >= 5 else { return nil }
      let differences = all.indices.map { row -> Double in
        let outcome = all[row] ? 1.0 : 0
        let (before, after) = (best.probabilities[row] - outcome, p[row] - outcome)
        return before * before - after * after
      }
      return DayBlockBootstrap(differences, days: blocks, seed: seed)
    }
  }
}

/// How much each feature matters out of sample: the rise of the Brier score when the feature's
/// values are shuffled among the test rows.
///
/// - Parameters:
///   - classifier: Learned on other rows.
///   - columns: Test rows.
///   - labels: What happened.
///   - repeats: Shuffles a feature; the mean is given.
///   - seed: Feature f draws from the stream "permutation-importance" f.
/// - Returns: One number a feature; about 0 or below for one that does not help.
/// - Complexity: O(features · repeats · prediction).
package func permutationImportance(
  _ classifier: Classifier, _ columns: [[Double]], _ labels: [Bool], repeats: Int = 3, seed: UInt64
) -> [Double] {
  let shuffles = FeatureShuffles(classifier, columns, labels, repeats: repeats, seed: seed)
  return columns.indices.map { shuffles.rise($0) }
}

/// The same, digit for digit, with at most `width` features at a time.
package func permutationImportance(
  _ classifier: Classifier, _ columns: [[Double]], _ labels: [Bool], repeats: Int = 3,
  seed: UInt64, width: Int
) async throws -> [Double] {
  let shuffles = FeatureShuffles(classifier, columns, labels, repeats: repeats, seed: seed)
  return try await mapConcurrently(Array(columns.indices), width: width) { shuffles.rise($0) }
}

private struct FeatureShuffles: Sendable {
  private let classifier: Classifier
  private let columns: [[Double]]
  private let labels: [Bool]
  private let repeats: Int
  private let seed: UInt64
  private let base: Double

  init(
    _ classifier: Classifier, _ columns: [[Double]], _ labels: [Bool], repeats: Int, seed: UInt64
  ) {
    self.classifier = classifier
    self.columns = columns
    self.labels = labels
    self.repeats = repeats
    self.seed = seed
    base = brierScore(classifier.probabilities(columns), labels)
  }

  /// The mean rise of the Brier score when a feature is shuffled.
  func rise(_ feature: Int) -> Double {
    var random = SplitMix64(seed: seed, stream: "permutation-importance", index: UInt64(feature))
    return mean(
      (0..<repeats).map { _ -> Double in
        var shuffled = columns
        shuffled[feature].shuffle(using: &random)
        return brierScore(classifier.probabilities(shuffled), labels) - base
      })
  }
}
