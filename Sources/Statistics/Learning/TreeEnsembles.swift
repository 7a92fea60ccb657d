import Basics
import Glibc

/// A classification tree (Breiman and others, 1984): P(yes) of a leaf is its share of positives.
///
/// - Parameters:
///   - columns: One column a feature, finite; scale does not matter.
///   - labels: What happened.
///   - limits: How far it is grown.
/// - Returns: The tree.
/// - Complexity: O(features · rows · (log rows + depth)).
package func fitTree(_ columns: [[Double]], _ labels: [Bool], limits: TreeLimits) -> DecisionTree {
  let grower = TreeGrower(
    BinnedTable(columns), rows: (0..<Int32(labels.count)).map(\.self),
    targets: labels.map { $0 ? 1 : 0 }, limits: limits)
  return DecisionTree(grown: grower.nodes)
}

/// Trees whose scaled values are added up.
package struct TreeEnsemble: Sendable, Equatable {
  package let trees: [DecisionTree]
  /// What every tree's value is multiplied with.
  package let scale: Double
  /// The score before any tree.
  package let start: Double
  /// Whether the sum is a log-odds; else it is a probability.
  package let isLogit: Bool

  package init(trees: [DecisionTree], scale: Double, start: Double, isLogit: Bool) {
    self.trees = trees
    self.scale = scale
    self.start = start
    self.isLogit = isLogit
  }

  /// The probability of each row.
  ///
  /// - Complexity: O(rows · trees · depth).
  package func probabilities(_ columns: [[Double]]) -> [Double] {
    var sums = [Double](repeating: start, count: columns.first?.count ?? 0)
    for tree in trees { tree.add(columns, scale: scale, to: &sums) }
    return isLogit ? sums.map(logistic) : sums
  }
}

/// How a random forest is grown.
package struct ForestSettings: Sendable, Equatable {
  package var trees: Int
  package var limits: TreeLimits

  /// The values of the reference: 100 trees of depth 8, leaves of 20 rows, √features a node.
  package init(trees: Int = 100, depth: Int = 8, leafSize: Int = 20, features: Int) {
    self.trees = trees
    limits = TreeLimits(
      depth: depth, leafSize: leafSize,
      featuresPerNode: max(1, Int(Double(features).squareRoot())))
  }
}

/// A random forest (Breiman, 2001): trees on bootstrap samples with few features a node, averaged.
///
/// Tree b draws from the stream "random-forest" b of the seed, so trees may be grown in any order.
package struct RandomForestGrower: Sendable {
  private let table: BinnedTable
  private let labels: [Double]
  private let settings: ForestSettings
  private let seed: UInt64

  /// Bins the features once for all trees.
  package init(
    _ columns: [[Double]], _ labels: [Bool], settings: ForestSettings, seed: UInt64
  ) {
    table = BinnedTable(columns, mostBins: 256)
    self.labels = labels.map { $0 ? 1 : 0 }
    self.settings = settings
    self.seed = seed
  }

  /// Tree `index`.
  ///
  /// - Complexity: O(features a node · rows · depth).
  package func tree(_ index: Int) -> DecisionTree {
    var random = SplitMix64(seed: seed, stream: "random-forest", index: UInt64(index))
    var weights = [Double](repeating: 0, count: labels.count)
    for _ in labels.indices { weights[random.index(below: labels.count)] += 1 }
    let rows = weights.indices.filter { weights[$0] > 0 }.map(Int32.init)
    let grower = TreeGrower(
      table, rows: rows, targets: labels, weights: weights, limits: settings.limits,
      random: random)
    return DecisionTree(grown: grower.nodes)
  }

  /// The forest of all trees.
  package func forest() -> TreeEnsemble { Self.forest((0..<settings.trees).map(tree)) }

  /// The same, with at most `width` trees growing at a time.
  package func forest(width: Int) async throws -> TreeEnsemble {
    Self.forest(try await mapConcurrently(Array(0..<settings.trees), width: width) { tree($0) })
  }

  private static func forest(_ trees: [DecisionTree]) -> TreeEnsemble {
    TreeEnsemble(trees: trees, scale: 1 / Double(trees.count), start: 0, isLogit: false)
  }
}

/// How a boosted ensemble is grown.
package struct BoostingSettings: Sendable, Equatable {
  package var trees: Int
  package var rate: Double
  package var limits: TreeLimits
  /// The most bins of a feature; 65,536 grows exact trees on up to as many different values.
  package var bins: Int

  /// The values of the reference, whose trees are exact.
  package init(
    trees: Int = 50, rate: Double = 0.1, depth: Int = 3, leafSize: Int = 50, bins: Int = 256
  ) {
    self.trees = trees
    self.rate = rate
    self.bins = bins
    limits = TreeLimits(depth: depth, leafSize: leafSize)
  }
}

/// Gradient boosting of the log-loss (Friedman, 2001): each tree fits the residuals of those before
/// it, a leaf adds Σ residual/Σ p(1 − p).
///
/// - Parameters:
///   - columns: One column a feature, finite.
///   - labels: What happened.
///   - settings: How many trees, how large.
/// - Returns: nil when all labels are equal.
/// - Complexity: O(trees · rows · features).
package func fitBoosting(
  _ columns: [[Double]], _ labels: [Bool], settings: BoostingSettings = BoostingSettings()
) -> TreeEnsemble? {
  let positives = Double(labels.count { $0 })
  guard positives > 0, positives < Double(labels.count) else { return nil }
  let table = BinnedTable(columns, mostBins: settings.bins)
  let rows = (0..<Int32(labels.count)).map(\.self)
  let start = log(positives / (Double(labels.count) - positives))
  var scores = [Double](repeating: start, count: labels.count)
  var trees: [DecisionTree] = []
  for _ in 0..<settings.trees {
    let residuals = labels.indices.map { (labels[$0] ? 1 : 0) - logistic(scores[$0]) }
    let grower = TreeGrower(table, rows: rows, targets: residuals, limits: settings.limits)
    var tree = DecisionTree(grown: grower.nodes)
    tree.setLeaves(newtonSteps(grower, residuals, &scores, rate: settings.rate))
    trees.append(tree)
  }
  return TreeEnsemble(trees: trees, scale: settings.rate, start: start, isLogit: true)
}

/// Σ residual/Σ p(1 − p) of each leaf, also added to the scores of its rows.
private func newtonSteps(
  _ grower: TreeGrower, _ residuals: [Double], _ scores: inout [Double], rate: Double
) -> [Double] {
  grower.leaves.map { range in
    var (total, curvature) = (0.0, 0.0)
    for place in range {
      let residual = residuals[Int(grower.rows[place])]
      total += residual
      curvature += abs(residual) * (1 - abs(residual))
    }
    let step = curvature > 1e-150 ? total / curvature : 0
    for place in range { scores[Int(grower.rows[place])] += rate * step }
    return step
  }
}
