import Basics
import Statistics
import Testing

/// Fits that go over blocks of rows: the same digits on any number of tasks, and the right ones.
@Suite struct BlockwiseFitTests {
  /// Rows with a known law, enough for three blocks of a boosting and nine of a regression.
  private static let many = sample(140_000)

  private static func sample(_ count: Int) -> (columns: [[Double]], labels: [Bool]) {
    var random = SplitMix64(seed: 21)
    let x = (0..<count).map { _ in 2 * random.uniform() - 1 }
    let labels = x.map { random.uniform() < logistic(-1 + 2 * $0) }
    return ([x], labels)
  }

  @Test func `a logistic regression over blocks is at the maximum, whatever the width`()
    async throws
  {
    let (columns, labels) = Self.many
    let fit = try #require(fitLogistic(columns, labels))
    #expect(try await fitLogistic(columns, labels, width: 1) == fit)
    #expect(try await fitLogistic(columns, labels, width: 3) == fit)
    // At the maximum the gradient is nothing: Σ(y − p) = 0, Σ(y − p)·x = penalty·coefficient.
    let errors = zip(labels, fit.model.probabilities(columns)).map { ($0 ? 1 : 0) - $1 }
    #expect(abs(sum(errors)) < 1e-6)
    let slope = sum(zip(errors, columns[0]).map(*)) - fit.model.coefficients[0]
    #expect(abs(slope) < 1e-6)
    #expect(abs(fit.objective - lossByRows(fit, columns[0], labels)) < 1e-9 * fit.objective)
    #expect(abs(fit.model.coefficients[0] - 2) < 4 * fit.standardErrors[1])
  }

  private func lossByRows(_ fit: LogisticFit, _ x: [Double], _ labels: [Bool]) -> Double {
    let p = fit.model.probabilities([x])
    let coefficient = fit.model.coefficients[0]
    return logLoss(p, labels) * Double(labels.count) + 0.5 * coefficient * coefficient
  }

  @Test func `boosted trees over blocks are the same, whatever the width`() async throws {
    let (columns, labels) = Self.many
    let settings = BoostingSettings(trees: 2, bins: 64)
    let alone = try #require(fitBoosting(columns, labels, settings: settings))
    #expect(try await fitBoosting(columns, labels, settings: settings, width: 1) == alone)
    #expect(try await fitBoosting(columns, labels, settings: settings, width: 3) == alone)
    let probabilities = alone.probabilities(columns)
    #expect(try await alone.probabilities(columns, width: 3) == probabilities)
    #expect(rocAUC(scores: probabilities, labels: labels) > 0.7)
    // The first tree has the leaves of Friedman's step: Σ residual/Σ p(1 − p) of their rows.
    let rate = Double(labels.count { $0 }) / Double(labels.count)
    let values = alone.trees[0].values(columns)
    for leaf in Set(values) {
      let rows = values.indices.filter { values[$0] == leaf }
      let hits = Double(rows.count { labels[$0] })
      let step = (hits - Double(rows.count) * rate) / (Double(rows.count) * rate * (1 - rate))
      #expect(abs(leaf - step) < 1e-9)
    }
  }

  @Test(arguments: [ClassifierKind.logistic, .boosting, .forest, .tree])
  func `a classifier does not depend on how many tasks learn it`(kind: ClassifierKind) async throws
  {
    let (columns, labels) = Self.sample(1_500)
    let alone = try #require(Classifier(learning: kind, columns, labels, gap: 3, seed: 5))
    let together = try #require(
      try await Classifier.learned(kind, columns, labels, gap: 3, seed: 5, width: 3))
    #expect(together.probabilities(columns) == alone.probabilities(columns))
    #expect(together.calibration == alone.calibration)
    let one = permutationImportance(alone, columns, labels, seed: 5)
    #expect(try await permutationImportance(alone, columns, labels, seed: 5, width: 2) == one)
  }
}

@Suite struct AscendingValuesTests {
  @Test(arguments: [0, 1, 2, 999, 5_000])
  func `digits sort as comparing does`(count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    let tiny = Double.leastNonzeroMagnitude
    let odd = [-0.0, 0, .infinity, -.infinity, tiny, -tiny, 1e308, -1e308]
    let values = (0..<count).map { place -> Double in
      switch place % 4 {
      case 0: odd[random.index(below: odd.count)]
      case 1: Double(random.index(below: 7)) - 3
      default: (random.uniform() - 0.5) * 1e3
      }
    }
    let sorted = AscendingValues(values)
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    #expect(sorted.places.map(Int.init) == order)
    #expect(sorted.values == order.map { values[$0] })
  }
}
