import Basics

/// How far a tree is grown.
package struct TreeLimits: Sendable, Equatable {
  package var depth: Int
  /// The fewest rows of a leaf.
  package var leafSize: Int
  /// How many features each node may choose from, drawn at random; nil means all.
  package var featuresPerNode: Int?

  package init(depth: Int, leafSize: Int, featuresPerNode: Int? = nil) {
    self.depth = depth
    self.leafSize = leafSize
    self.featuresPerNode = featuresPerNode
  }
}

/// Grows one regression tree on histograms: cuts that reduce the squared error of the target most.
///
/// For targets of 0 and 1 that is the Gini criterion, for residuals Friedman's. Of equal cuts the
/// first feature wins, then the lowest threshold. A cut lies halfway between the values beside it
/// that occur in the node; values within 10⁻⁷ are not cut apart.
struct TreeGrower {
  private let table: BinnedTable
  private let limits: TreeLimits
  private let targets: [Double]
  /// How often each row counts, or empty for once.
  private let weights: [Double]
  private var random: SplitMix64
  private(set) var nodes: [DecisionTree.Node] = []
  /// All rows, those of a node side by side.
  private var rows: [Int32]
  private var spare: [Int32]

  /// Grows the tree on `rows`.
  ///
  /// - Complexity: O(rows · features · depth).
  init(
    _ table: BinnedTable, rows: [Int32], targets: [Double], weights: [Double] = [],
    limits: TreeLimits, random: SplitMix64 = SplitMix64(seed: 0)
  ) {
    self.table = table
    self.limits = limits
    self.targets = targets
    self.weights = weights
    self.random = random
    self.rows = rows
    spare = rows
    grow(0..<rows.count, depth: 0, histograms: nil)
  }

  private mutating func grow(_ range: Range<Int>, depth: Int, histograms given: Histograms?) {
    guard depth < limits.depth, range.count >= 2 * limits.leafSize || !weights.isEmpty else {
      return addLeaf(range)
    }
    let candidates = candidates()
    let histograms = given ?? histograms(range, candidates)
    guard let cut = histograms.bestCut(table, candidates, leafSize: limits.leafSize) else {
      return addLeaf(range)
    }
    let place = nodes.count
    nodes.append(DecisionTree.Node(feature: Int32(cut.feature), above: 0, value: cut.threshold))
    let middle = partition(
      &rows, range, first: 0, table.bins[cut.feature], cut.bin, spare: &spare)
    let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
    let parts = childHistograms(left, right, histograms, depth + 1)
    grow(left, depth: depth + 1, histograms: parts.left)
    nodes[place].above = Int32(nodes.count)
    grow(right, depth: depth + 1, histograms: parts.right)
  }

  private mutating func addLeaf(_ range: Range<Int>) {
    var (total, weight) = (0.0, 0.0)
    for place in range {
      let row = Int(rows[place])
      let count = weights.isEmpty ? 1 : weights[row]
      total += count * targets[row]
      weight += count
    }
    nodes.append(.leaf(weight > 0 ? total / weight : 0))
  }

  /// Those of the smaller child are counted, those of its sibling are what is left.
  private func childHistograms(
    _ left: Range<Int>, _ right: Range<Int>, _ parent: Histograms, _ depth: Int
  ) -> (left: Histograms?, right: Histograms?) {
    // Where each node draws its features, only those are counted.
    guard depth < limits.depth, !drawsFeatures else { return (nil, nil) }
    let isLeftSmaller = left.count <= right.count
    let small = histograms(isLeftSmaller ? left : right, Array(0..<table.featureCount))
    let large = parent.subtracting(small)
    return isLeftSmaller ? (small, large) : (large, small)
  }

  private func histograms(_ range: Range<Int>, _ features: [Int]) -> Histograms {
    var result = Histograms(table)
    // The targets in the order of the node's rows, so that each feature reads them in sequence.
    var ordered: [SIMD2<Double>] = []
    ordered.reserveCapacity(range.count)
    for place in range {
      let row = Int(rows[place])
      let weight = weights.isEmpty ? 1 : weights[row]
      ordered.append(SIMD2(weight * targets[row], weight))
    }
    for feature in features {
      let first = feature * table.width
      switch table.bins[feature] {
      case .narrow(let bins):
        accumulate(bins.span, rows.span, range, ordered.span, into: &result.cells, at: first)
      case .wide(let bins):
        accumulate(bins.span, rows.span, range, ordered.span, into: &result.cells, at: first)
      }
    }
    return result
  }

  private var drawsFeatures: Bool {
    limits.featuresPerNode.map { $0 < table.featureCount } ?? false
  }

  private mutating func candidates() -> [Int] {
    guard drawsFeatures, let count = limits.featuresPerNode else {
      return Array(0..<table.featureCount)
    }
    return drawWithoutReplacement(count, from: table.featureCount, using: &random).sorted()
  }
}

/// Adds the rows of a node to the histogram that starts at `first`.
private func accumulate<Bin: FixedWidthInteger>(
  _ bins: Span<Bin>, _ rows: Span<Int32>, _ range: Range<Int>, _ ordered: Span<SIMD2<Double>>,
  into cells: inout [SIMD2<Double>], at first: Int
) {
  var cells = cells.mutableSpan
  for place in 0..<range.count {
    let cell = first + Int(truncatingIfNeeded: bins[Int(rows[range.lowerBound + place])])
    cells[cell] += ordered[place]
  }
}
