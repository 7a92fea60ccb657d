import Basics
import Foundation
import Statistics
import Testing

@Suite struct LearnerTests {
  /// Rows with a known law: P = logistic(−1 + 2x − y).
  private func sample(_ count: Int, seed: UInt64) -> (columns: [[Double]], labels: [Bool]) {
    var random = SplitMix64(seed: seed)
    let x = (0..<count).map { _ in 2 * random.uniform() - 1 }
    let y = (0..<count).map { _ in 2 * random.uniform() - 1 }
    let labels = (0..<count).map { random.uniform() < logistic(-1 + 2 * x[$0] - y[$0]) }
    return ([x, y], labels)
  }

  @Test func `logistic regression finds the coefficients within their errors`() throws {
    var covered = [0, 0, 0]
    for seed in 0..<20 {
      let (columns, labels) = sample(400, seed: UInt64(seed))
      let fit = try #require(fitLogistic(columns, labels, penalty: 0))
      let found = [fit.model.intercept] + fit.model.coefficients
      for (k, truth) in [-1.0, 2, -1].enumerated()
      where abs(found[k] - truth) < 1.96 * fit.standardErrors[k] { covered[k] += 1 }
    }
    #expect(covered.allSatisfy { $0 >= 16 }, "\(covered)")
  }

  @Test func `what cannot be learned is refused`() {
    #expect(fitLogistic([[1, 2, 3]], [true, true, true]) == nil)
    #expect(fitLogistic([[1, 2, 3, 4]], [false, false, true, true], penalty: 0) == nil)
    #expect(fitBoosting([[1, 2]], [false, false]) == nil)
    #expect(ClassifierModel(.logistic, [[1, 2]], [true, true], seed: 1) == nil)
  }

  @Test func `a tree cuts where the error falls most`() {
    let x = (0..<100).map { Double($0) }
    let tree = fitTree(
      [x.map { _ in 0 }, x], x.map { $0 >= 60 }, limits: .init(depth: 3, leafSize: 5))
    #expect(tree.leafCount == 2)
    #expect(tree.nodes[0].feature == 1 && tree.nodes[0].value == 59.5)
    #expect(tree.values([[0, 0], [59.5, 59.6]]) == [0, 1])
  }

  @Test func `leaves hold no fewer rows than asked`() {
    var random = SplitMix64(seed: 4)
    let x = (0..<300).map { _ in random.uniform() }
    let labels = (0..<300).map { _ in random.uniform() < 0.5 }
    let tree = fitTree([x], labels, limits: TreeLimits(depth: 8, leafSize: 40))
    let cuts = tree.nodes.filter { $0.feature >= 0 }.map(\.value).sorted()
    let edges = [-Double.infinity] + cuts + [Double.infinity]
    for (low, high) in zip(edges, edges.dropFirst()) {
      #expect(x.count { $0 > low && $0 <= high } >= 40)
    }
  }

  @Test func `coarse bins give nearly the tree of exact ones`() {
    let (columns, labels) = sample(6_000, seed: 5)
    let exact = fitBoosting(columns, labels, settings: BoostingSettings(trees: 3, bins: 65_536))
    let coarse = fitBoosting(columns, labels, settings: BoostingSettings(trees: 3))
    let areas = [exact, coarse].map {
      rocAUC(scores: $0?.probabilities(columns) ?? [], labels: labels)
    }
    #expect(areas.allSatisfy { $0 > 0.7 } && abs(areas[0] - areas[1]) < 0.01)
  }

  @Test func `a forest is the same however its trees are grown`() async throws {
    let (columns, labels) = sample(300, seed: 6)
    let grower = RandomForestGrower(
      columns, labels, settings: ForestSettings(trees: 6, leafSize: 10, features: 2), seed: 7)
    let alone = grower.forest()
    #expect(try await grower.forest(width: 2) == alone)
    #expect(alone.probabilities(columns).allSatisfy { (0...1).contains($0) })
  }

  @Test func `malformed trees are no trees`() {
    let leaf = DecisionTree.Node.leaf(1)
    func cut(_ feature: Int32, _ above: Int32) -> DecisionTree.Node {
      DecisionTree.Node(feature: feature, above: above, value: 0)
    }
    #expect(DecisionTree([], featureCount: 1) == nil)
    #expect(DecisionTree([cut(0, 0)], featureCount: 1) == nil)
    #expect(DecisionTree([cut(0, 1), leaf, leaf], featureCount: 1) == nil)
    #expect(DecisionTree([cut(1, 2), leaf, leaf], featureCount: 1) == nil)
    #expect(DecisionTree([.leaf(.nan)], featureCount: 1) == nil)
    #expect(DecisionTree([cut(0, 2), leaf, leaf], featureCount: 1) != nil)
  }

  @Test func `isotonic frequencies rise and keep the mean`() {
    let (columns, labels) = sample(500, seed: 8)
    let fit = IsotonicCalibration(fitting: columns[0], labels)
    #expect(zip(fit.frequencies, fit.frequencies.dropFirst()).allSatisfy { $0 <= $1 })
    let rate = Double(labels.count { $0 }) / 500
    #expect(abs(mean(fit.applied(to: columns[0])) - rate) < 1e-12)
    #expect(fit.applied(to: [-9, 9]) == [fit.frequencies.first, fit.frequencies.last])
    #expect(IsotonicCalibration(scores: [1, 1], frequencies: [0, 1]) == nil)
    #expect(IsotonicCalibration(scores: [1, 2], frequencies: [1, 0]) == nil)
  }

  @Test func `the gradients of the networks are their slopes`() {
    var random = SplitMix64(seed: 9)
    let columns = (0..<3).map { _ in (0..<40).map { _ in 2 * random.uniform() - 1 } }
    let labels = (0..<40).map { _ in random.uniform() < 0.5 ? 1.0 : 0 }
    let network = Perceptron(inputs: 3, hidden: 4, seed: 1)
    let slopes = network.loss(columns, labels, rows: 0..<40).gradient
    let memory = RecurrentNetwork(inputs: 3, hidden: 3, seed: 2)
    let back = memory.loss(columns, columns[0], ends: 10..<20, steps: 6).gradient
    func shifted(_ weights: [Double], _ place: Int, _ step: Double) -> [Double] {
      var result = weights
      result[place] += step
      return result
    }
    for place in stride(from: 0, to: slopes.count, by: 3) {
      let values = [1e-5, -1e-5].map { step -> Double in
        var moved = network
        moved.weights = shifted(network.weights, place, step)
        return moved.loss(columns, labels, rows: 0..<40).value
      }
      #expect(abs((values[0] - values[1]) / 2e-5 - slopes[place]) < 1e-8)
    }
    for place in stride(from: 0, to: back.count, by: 7) {
      let values = [1e-5, -1e-5].map { step -> Double in
        var moved = memory
        moved.weights = shifted(memory.weights, place, step)
        return moved.loss(columns, columns[0], ends: 10..<20, steps: 6).value
      }
      #expect(abs((values[0] - values[1]) / 2e-5 - back[place]) < 1e-8)
    }
  }

  @Test func `folds train on the past with a gap before each test`() {
    let folds = walkForwardFolds(count: 1_003, horizon: 7)
    #expect(folds.count == 4)
    #expect(folds.last?.test.upperBound == 1_003)
    for (fold, next) in zip(folds, folds.dropFirst()) {
      #expect(fold.test.upperBound == next.test.lowerBound)
    }
    for fold in folds { #expect(fold.test.lowerBound - fold.training.upperBound == 7 + 10) }
    #expect(walkForwardFolds(count: 12, horizon: 50).isEmpty)
  }

  @Test func `the interval of saved losses covers zero under the null at its rate`() throws {
    var random = SplitMix64(seed: 10)
    var covered = 0
    for seed in 0..<100 {
      let days = (0..<600).map { $0 / 20 }
      let levels = (0..<30).map { _ in random.uniform() - 0.5 }
      let differences = days.map { levels[$0] + random.uniform() - 0.5 }
      let result = try #require(
        DayBlockBootstrap(differences, days: days, replicates: 200, seed: UInt64(seed)))
      if result.interval.low < 0 && result.interval.high > 0 { covered += 1 }
    }
    #expect(covered >= 85 && covered <= 99, "\(covered)")
    #expect(DayBlockBootstrap([1, 2], days: [1, 1], seed: 1) == nil)
  }
}
