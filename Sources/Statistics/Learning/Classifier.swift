import Basics

/// The kinds of classifiers that can be learned.
package enum ClassifierKind: String, CaseIterable, Sendable {
  case logistic, tree, forest, boosting, perceptron, isolation

  /// What it is, in one line.
  package var summary: String {
    switch self {
    case .logistic: "logistic regression, L2 penalty 1 on z-scores"
    case .tree: "classification tree of depth 4, leaves of 50 rows"
    case .forest: "100 trees of depth 8, √features a node"
    case .boosting: "50 trees of depth 3 at rate 0.1"
    case .perceptron: "16 hidden units of tanh, trained by Adam"
    case .isolation: "how unlike the rows without an event"
    }
  }
}

/// A learned classifier with all it needs to judge new rows.
package enum ClassifierModel: Sendable {
  case logistic([Scale], LogisticModel)
  case trees(TreeEnsemble)
  case perceptron([Scale], Perceptron)
  case isolation(IsolationForest)

  /// A score of each row of raw features; for all kinds but isolation a probability.
  package func scores(_ columns: [[Double]]) -> [Double] {
    switch self {
    case .logistic(let scales, let model):
      model.probabilities(zip(scales, columns).map { $0.applied(to: $1) })
    case .trees(let ensemble): ensemble.probabilities(columns)
    case .perceptron(let scales, let network):
      network.probabilities(zip(scales, columns).map { $0.applied(to: $1) })
    case .isolation(let forest): forest.scores(columns)
    }
  }
}

/// A classifier whose scores have been turned into frequencies.
package struct Classifier: Sendable {
  package let model: ClassifierModel
  /// Platt's scaling of the score's log-odds; nil leaves the score as it is.
  package let calibration: LogisticModel?

  package init(model: ClassifierModel, calibration: LogisticModel?) {
    self.model = model
    self.calibration = calibration
  }

  /// The probability of each row of raw features.
  package func probabilities(_ columns: [[Double]]) -> [Double] {
    let scores = model.scores(columns)
    return calibration.map { $0.probabilities([scores.map(logit)]) } ?? scores
  }

  /// Learns from rows in time order; nil when all labels are equal or the model cannot be fitted.
  ///
  /// The calibration is fitted on the last fifth of the rows to a model of those before; the model
  /// itself then learns from all rows. Too few events for a calibration leave the score alone.
  ///
  /// - Parameters:
  ///   - kind: What is learned.
  ///   - columns: Raw features, one column a feature, finite.
  ///   - labels: What happened.
  ///   - gap: How many rows a label looks ahead; they are left out before the last fifth.
  ///   - seed: Of the streams of the model.
  package init?(
    learning kind: ClassifierKind, _ columns: [[Double]], _ labels: [Bool], gap: Int, seed: UInt64
  ) {
    guard let model = ClassifierModel(kind, columns, labels, seed: seed) else { return nil }
    var calibration: LogisticModel?
    if let held = HeldOutRows(columns, labels, gap: gap) {
      calibration = ClassifierModel(kind, held.earlier, held.earlierLabels, seed: seed)
        .flatMap(held.calibration)
    }
    self.init(model: model, calibration: calibration)
  }

  /// The same, digit for digit, on at most `width` tasks at a time.
  package static func learned(
    _ kind: ClassifierKind, _ columns: [[Double]], _ labels: [Bool], gap: Int, seed: UInt64,
    width: Int
  ) async throws -> Classifier? {
    guard
      let model = try await ClassifierModel.fitted(
        kind, columns, labels, seed: seed, width: width)
    else { return nil }
    var calibration: LogisticModel?
    if let held = HeldOutRows(columns, labels, gap: gap) {
      calibration = try await ClassifierModel.fitted(
        kind, held.earlier, held.earlierLabels, seed: seed, width: width
      ).flatMap(held.calibration)
    }
    return Classifier(model: model, calibration: calibration)
  }
}

/// The last fifth of some rows, on which the scores of a model of those before are calibrated.
private struct HeldOutRows {
  let earlier: [[Double]]
  let earlierLabels: [Bool]
  private let later: [[Double]]
  private let laterLabels: [Bool]

  /// The fewest events, and the fewest others, that allow a calibration.
  private static let leastEvents = 10

  /// Nil where there are too few events or rows.
  init?(_ columns: [[Double]], _ labels: [Bool], gap: Int) {
    let cut = labels.count * 4 / 5
    laterLabels = Array(labels[cut...])
    let events = laterLabels.count { $0 }
    guard min(events, laterLabels.count - events) >= Self.leastEvents, cut > gap else {
      return nil
    }
    earlier = columns.map { Array($0[..<(cut - gap)]) }
    earlierLabels = Array(labels[..<(cut - gap)])
    later = columns.map { Array($0[cut...]) }
  }

  func calibration(of model: ClassifierModel) -> LogisticModel? {
    fitPlatt(model.scores(later), laterLabels)
  }
}

extension ClassifierModel {
  /// The uncalibrated model; scales come from these rows.
  package init?(_ kind: ClassifierKind, _ columns: [[Double]], _ labels: [Bool], seed: UInt64) {
    guard labels.contains(true), labels.contains(false) else { return nil }
    let scales = columns.map(Scale.init)
    func scored() -> [[Double]] { zip(scales, columns).map { $0.applied(to: $1) } }
    switch kind {
    case .logistic:
      guard let fit = fitLogistic(scored(), labels) else { return nil }
      self = .logistic(scales, fit.model)
    case .tree:
      let tree = fitTree(columns, labels, limits: TreeLimits(depth: 4, leafSize: 50))
      self = .trees(TreeEnsemble(trees: [tree], scale: 1, start: 0, isLogit: false))
    case .forest:
      let settings = ForestSettings(features: columns.count)
      self = .trees(RandomForestGrower(columns, labels, settings: settings, seed: seed).forest())
    case .boosting:
      guard let ensemble = fitBoosting(columns, labels) else { return nil }
      self = .trees(ensemble)
    case .perceptron:
      self = .perceptron(scales, fitPerceptron(scored(), labels, seed: seed))
    case .isolation:
      let quiet = labels.indices.filter { !labels[$0] }
      let rows = columns.map { column in quiet.map { column[$0] } }
      self = .isolation(IsolationForest(rows, trees: 100, seed: seed))
    }
  }
}

extension ClassifierModel {
  /// The uncalibrated model on at most `width` tasks at a time, where its kind can be split up.
  fileprivate static func fitted(
    _ kind: ClassifierKind, _ columns: [[Double]], _ labels: [Bool], seed: UInt64, width: Int
  ) async throws -> ClassifierModel? {
    guard labels.contains(true), labels.contains(false) else { return nil }
    switch kind {
    case .logistic:
      let scales = columns.map(Scale.init)
      let scored = zip(scales, columns).map { $0.applied(to: $1) }
      return try await fitLogistic(scored, labels, width: width).map { .logistic(scales, $0.model) }
    case .forest:
      let settings = ForestSettings(features: columns.count)
      let grower = RandomForestGrower(columns, labels, settings: settings, seed: seed)
      return .trees(try await grower.forest(width: width))
    case .boosting: return try await fitBoosting(columns, labels, width: width).map { .trees($0) }
    case .tree, .perceptron, .isolation:
      return ClassifierModel(kind, columns, labels, seed: seed)
    }
  }
}
