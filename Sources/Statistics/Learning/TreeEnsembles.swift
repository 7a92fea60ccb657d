import Basics

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
    let paths = trees.map(TreePaths.init)
    return probabilities(columns, columns.first?.indices ?? 0..<0, paths)
  }

  /// The same with at most `width` blocks of rows at a time.
  package func probabilities(_ columns: [[Double]], width: Int) async throws -> [Double] {
    let blocks = rowBlocks(columns.first?.indices ?? 0..<0, size: Self.blockSize)
    let paths = trees.map(TreePaths.init)
    return try await mapConcurrently(blocks, width: width) {
      probabilities(columns, $0, paths)
    }.flatMap(\.self)
  }

  private static let blockSize = 65_536

  private func probabilities(
    _ columns: [[Double]], _ rows: Range<Int>, _ paths: [TreePaths]
  ) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(rows.count)
    for part in rowBlocks(rows, size: TreePaths.rowsAtOnce) {
      let values = columns.flatMap { $0[part] }
      var sums = [Double](repeating: start, count: part.count)
      for path in paths { path.add(values.span, scale: scale, to: &sums) }
      result += isLogit ? sums.map(logistic) : sums
    }
    return result
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
    Self.forest(
      try await WorkProgress.$observer.withValue(nil) {
        try await mapConcurrently(Array(0..<settings.trees), width: width) { tree($0) }
      })
  }

  private static func forest(_ trees: [DecisionTree]) -> TreeEnsemble {
    TreeEnsemble(trees: trees, scale: 1 / Double(trees.count), start: 0, isLogit: false)
  }
}
