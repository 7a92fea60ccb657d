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
  /// The rows of each leaf, in the order of the leaves.
  private(set) var leaves: [Range<Int>] = []
  /// All rows, those of a leaf side by side.
  private(set) var rows: [Int32]
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
    guard let cut = bestCut(histograms, candidates) else { return addLeaf(range) }
    let place = nodes.count
    nodes.append(DecisionTree.Node(feature: Int32(cut.feature), above: 0, value: cut.threshold))
    let middle = partition(range, cut)
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
    leaves.append(range)
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
    var result = Histograms(features: table.featureCount, width: table.width)
    // The targets in the order of the node's rows, so that each feature reads them in sequence.
    var ordered: [SIMD2<Double>] = []
    ordered.reserveCapacity(range.count)
    for place in range {
      let row = Int(rows[place])
      let weight = weights.isEmpty ? 1 : weights[row]
      ordered.append(SIMD2(weight * targets[row], weight))
    }
    let isWhole = range.count == table.count
    for feature in features {
      let bins = table.bins[feature]
      if isWhole && rows.first == 0 {
        accumulate(bins.span, ordered.span, into: &result.cells, at: feature * table.width)
      } else {
        accumulate(
          bins.span, rows.span, range, ordered.span, into: &result.cells,
          at: feature * table.width)
      }
    }
    return result
  }

  /// The cut that reduces the squared error most; nil when none does.
  private func bestCut(_ histograms: Histograms, _ candidates: [Int]) -> Cut? {
    var best: Cut?
    for feature in candidates {
      let cut = bestThreshold(
        histograms.cells.span, feature, from: feature * table.width, table, limits.leafSize)
      if let cut, cut.gain > best?.gain ?? 0 { best = cut }
    }
    return best
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

  /// Moves the rows above the cut behind the others; both keep their order.
  private mutating func partition(_ range: Range<Int>, _ cut: Cut) -> Int {
    let bins = table.bins[cut.feature]
    var (low, high) = (range.lowerBound, 0)
    for place in range {
      let row = rows[place]
      if bins[Int(row)] <= cut.bin {
        rows[low] = row
        low += 1
      } else {
        spare[high] = row
        high += 1
      }
    }
    for place in 0..<high { rows[low + place] = spare[place] }
    return low
  }
}

/// One way to cut a node in two.
private struct Cut {
  let feature: Int
  /// The last bin of the lower side.
  let bin: UInt16
  let threshold: Double
  let gain: Double
}

/// Sums of targets and weights by bin, feature after feature.
struct Histograms {
  var cells: [SIMD2<Double>]

  init(features: Int, width: Int) {
    cells = [SIMD2<Double>](repeating: .zero, count: features * width)
  }

  func subtracting(_ part: Histograms) -> Histograms {
    var result = self
    for cell in cells.indices { result.cells[cell] -= part.cells[cell] }
    return result
  }
}

/// Adds the rows of a node to the histogram that starts at `first`.
private func accumulate(
  _ bins: Span<UInt16>, _ rows: Span<Int32>, _ range: Range<Int>, _ ordered: Span<SIMD2<Double>>,
  into cells: inout [SIMD2<Double>], at first: Int
) {
  var cells = cells.mutableSpan
  for place in 0..<range.count {
    let cell = first + Int(bins[Int(rows[range.lowerBound + place])])
    cells[cell] += ordered[place]
  }
}

/// The same for all rows in their order.
private func accumulate(
  _ bins: Span<UInt16>, _ ordered: Span<SIMD2<Double>>,
  into cells: inout [SIMD2<Double>], at first: Int
) {
  var cells = cells.mutableSpan
  for row in bins.indices { cells[first + Int(bins[row])] += ordered[row] }
}

/// The best cut of one feature: n·m/(n + m)·(mean above − mean below)², the fall of the squared
/// error.
private func bestThreshold(
  _ cells: Span<SIMD2<Double>>, _ feature: Int, from first: Int, _ table: BinnedTable,
  _ leafSize: Int
) -> Cut? {
  let (lows, highs) = (table.lows[feature], table.highs[feature])
  var total = SIMD2<Double>.zero
  for bin in lows.indices { total += cells[first + bin] }
  var below = SIMD2<Double>.zero
  var last: Int?
  var best: (low: Int, high: Int, gain: Double)?
  for bin in lows.indices where cells[first + bin][1] > 0.5 {
    if let last, lows[bin] > highs[last] + 1e-7, below[1] >= Double(leafSize),
      total[1] - below[1] >= Double(leafSize)
    {
      let above = total - below
      let distance = below[0] * above[1] - above[0] * below[1]
      let gain = distance * distance / (below[1] * above[1])
      if gain > best?.gain ?? 0 { best = (last, bin, gain) }
    }
    below += cells[first + bin]
    last = bin
  }
  return best.map { found in
    let middle = highs[found.low] / 2 + lows[found.high] / 2
    return Cut(
      feature: feature, bin: UInt16(found.low),
      threshold: middle < lows[found.high] ? middle : highs[found.low],
      gain: found.gain / total[1])
  }
}
