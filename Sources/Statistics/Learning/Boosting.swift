import Glibc

/// How a boosted ensemble is grown.
package struct BoostingSettings: Sendable, Equatable {
  package var trees: Int
  package var rate: Double
  package var depth: Int
  /// The fewest rows of a leaf.
  package var leafSize: Int
  /// The most bins of a feature; 65,536 grows exact trees on up to as many different values.
  package var bins: Int

  /// The values of the reference, whose trees are exact.
  package init(
    trees: Int = 50, rate: Double = 0.1, depth: Int = 3, leafSize: Int = 50, bins: Int = 256
  ) {
    self.trees = trees
    self.rate = rate
    self.depth = depth
    self.leafSize = leafSize
    self.bins = bins
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
  guard labels.contains(true), labels.contains(false) else { return nil }
  let table = BinnedTable(columns, mostBins: settings.bins)
  var growth = BoostingGrowth(table, labels, settings)
  growth.run()
  return growth.ensemble
}

/// The same, digit for digit, with at most `width` blocks of rows or columns at a time.
package func fitBoosting(
  _ columns: [[Double]], _ labels: [Bool], settings: BoostingSettings = BoostingSettings(),
  width: Int
) async throws -> TreeEnsemble? {
  guard labels.contains(true), labels.contains(false) else { return nil }
  let table = try await BinnedTable.binned(columns, mostBins: settings.bins, width: width)
  var growth = BoostingGrowth(table, labels, settings)
  try await growth.run(width: width)
  return growth.ensemble
}

/// Grows tree after tree, each level by level: the blocks answer with the histograms of nodes, then
/// with the sums of leaves.
private struct BoostingGrowth: BlockwiseFit {
  private(set) var blocks: [BoostingBlock]
  private(set) var step: BoostingStep?
  private let table: BinnedTable
  private let settings: BoostingSettings
  private let start: Double
  private var trees: [DecisionTree] = []
  private var nodes: [GrowingNode] = []
  /// The nodes of the lowest level, and those of them whose histograms the blocks are asked for.
  private var level: Range<Int> = 0..<0
  private var counted: [Int] = []

  init(_ table: BinnedTable, _ labels: [Bool], _ settings: BoostingSettings) {
    let positives = Double(labels.count { $0 })
    let start = log(positives / (Double(labels.count) - positives))
    self.table = table
    self.settings = settings
    self.start = start
    blocks = rowBlocks(labels.indices, size: BoostingBlock.size).map {
      BoostingBlock(table, labels, rows: $0, start: start, rate: settings.rate)
    }
    if settings.trees > 0 { plant(after: []) }
  }

  var ensemble: TreeEnsemble {
    TreeEnsemble(trees: trees, scale: settings.rate, start: start, isLogit: true)
  }

  /// Begins a tree; `values` are those of the nodes of the last one.
  private mutating func plant(after values: [Double]) {
    nodes = [GrowingNode(count: table.count, depth: 0)]
    level = 0..<1
    counted = [0]
    step = .plant(values)
  }

  mutating func take(_ answers: [BoostingAnswer]) {
    blocks = answers.map(\.block)
    guard var histograms = answers.first?.histograms, var leaves = answers.first?.leaves else {
      return step = nil
    }
    for answer in answers.dropFirst() {
      for place in histograms.indices { histograms[place].add(answer.histograms[place]) }
      for place in leaves.indices { leaves[place] += answer.leaves[place] }
    }
    if leaves.isEmpty { grow(histograms) } else { finish(leaves) }
  }

  /// Cuts the nodes of the level where that helps.
  private mutating func grow(_ histograms: [Histograms]) {
    for (node, found) in zip(counted, histograms) { nodes[node].histograms = found }
    for node in counted where node > 0 {
      // Siblings stand side by side, the left ones at odd places; what one lacks the other has.
      let sibling = node % 2 == 1 ? node + 1 : node - 1
      nodes[sibling].histograms = nodes[nodes[node].parent].histograms?.subtracting(
        nodes[node].histograms ?? Histograms(table))
    }
    for node in counted where node > 0 { nodes[nodes[node].parent].histograms = nil }
    let cuts = level.compactMap { node in cut(node).map { BoostingCut(node: node, cut: $0) } }
    level = nodes.count..<(nodes.count + 2 * cuts.count)
    for part in cuts { split(part) }
    counted = cuts.compactMap { part in
      let left = nodes[part.node].left
      guard isOpen(left) || isOpen(left + 1) else { return nil }
      return nodes[left].count <= nodes[left + 1].count ? left : left + 1
    }
    step =
      counted.isEmpty
      ? .finish(cuts, leaves: nodes.indices.filter { nodes[$0].isLeaf })
      : .cut(cuts, counted: counted)
  }

  private func isOpen(_ node: Int) -> Bool {
    nodes[node].depth < settings.depth && nodes[node].count >= 2 * settings.leafSize
  }

  private func cut(_ node: Int) -> TreeCut? {
    guard isOpen(node) else { return nil }
    return nodes[node].histograms?.bestCut(
      table, 0..<table.featureCount, leafSize: settings.leafSize)
  }

  private mutating func split(_ part: BoostingCut) {
    let (parent, below) = (nodes[part.node], Int(part.cut.below))
    nodes[part.node].cut = part.cut
    nodes[part.node].left = nodes.count
    for count in [below, parent.count - below] {
      nodes.append(GrowingNode(count: count, depth: parent.depth + 1, parent: part.node))
    }
  }

  /// Gives the leaves their values and begins the next tree.
  private mutating func finish(_ leaves: [SIMD2<Double>]) {
    var values = [Double](repeating: 0, count: nodes.count)
    for (node, sums) in zip(nodes.indices.filter { nodes[$0].isLeaf }, leaves) {
      values[node] = sums[1] > 1e-150 ? sums[0] / sums[1] : 0
    }
    var written: [DecisionTree.Node] = []
    write(0, values, to: &written)
    trees.append(DecisionTree(grown: written))
    if trees.count < settings.trees { plant(after: values) } else { step = nil }
  }

  /// Writes a node and those below it in preorder.
  private func write(_ node: Int, _ values: [Double], to result: inout [DecisionTree.Node]) {
    guard let cut = nodes[node].cut else { return result.append(.leaf(values[node])) }
    let place = result.count
    result.append(DecisionTree.Node(feature: Int32(cut.feature), above: 0, value: cut.threshold))
    write(nodes[node].left, values, to: &result)
    result[place].above = Int32(result.count)
    write(nodes[node].left + 1, values, to: &result)
  }
}

private struct GrowingNode {
  let count: Int
  let depth: Int
  var parent = 0
  /// The lower of its two children, which stand side by side.
  var left = 0
  var cut: TreeCut?
  var histograms: Histograms?

  init(count: Int, depth: Int, parent: Int = 0) {
    self.count = count
    self.depth = depth
    self.parent = parent
  }

  var isLeaf: Bool { cut == nil }
}
