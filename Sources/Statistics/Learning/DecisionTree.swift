/// A binary tree of cuts, its nodes in preorder.
package struct DecisionTree: Sendable, Equatable {
  /// One node: a cut, or a leaf.
  package struct Node: Sendable, Equatable {
    /// The feature that is cut, or −1 for a leaf.
    package var feature: Int32
    /// Where rows above the cut go; those at or below it go to the next node. 0 for a leaf.
    package var above: Int32
    /// The cut; for a leaf, its value.
    package var value: Double

    package init(feature: Int32, above: Int32, value: Double) {
      self.feature = feature
      self.above = above
      self.value = value
    }

    package static func leaf(_ value: Double) -> Node { Node(feature: -1, above: 0, value: value) }
  }

  package private(set) var nodes: [Node]

  /// A tree of `nodes`; nil unless every path through them ends at a leaf and every cut names one
  /// of `featureCount` features.
  package init?(_ nodes: [Node], featureCount: Int) {
    guard !nodes.isEmpty else { return nil }
    for (place, node) in nodes.enumerated() {
      guard node.value.isFinite else { return nil }
      if node.feature < 0 { continue }
      // Forward references only: no path can be endless.
      guard node.feature < featureCount, Int(node.above) > place + 1, Int(node.above) < nodes.count
      else { return nil }
    }
    guard nodes[nodes.count - 1].feature < 0 else { return nil }
    self.nodes = nodes
  }

  init(grown nodes: [Node]) { self.nodes = nodes }

  package var leafCount: Int { nodes.count { $0.feature < 0 } }

  /// The value of each row's leaf.
  package func values(_ columns: [[Double]]) -> [Double] {
    TreeEnsemble(trees: [self], scale: 1, start: 0, isLogit: false).probabilities(columns)
  }
}

/// A tree as all rows walk it: equally many steps, leaves lead to themselves, and no branch can be
/// guessed wrongly.
struct TreePaths: Sendable {
  /// The cut of each node; a leaf's is never exceeded.
  private let cuts: [Double]
  private let features: [Int32]
  /// Where each node leads: at or below the cut, then above it.
  private let next: [Int32]
  private let values: [Double]
  private let depth: Int

  /// So many rows stay in the nearest cache.
  static let rowsAtOnce = 256

  init(_ tree: DecisionTree) {
    let nodes = tree.nodes
    var depths = nodes.map { _ in 0 }
    for (place, node) in nodes.enumerated().reversed() where node.feature >= 0 {
      depths[place] = 1 + max(depths[place + 1], depths[Int(node.above)])
    }
    depth = depths[0]
    values = nodes.map(\.value)
    cuts = nodes.map { $0.feature < 0 ? .infinity : $0.value }
    features = nodes.map { max(0, $0.feature) }
    next = nodes.enumerated().flatMap { place, node in
      node.feature < 0 ? [Int32(place), Int32(place)] : [Int32(place) + 1, node.above]
    }
  }

  /// Adds `scale` times the value of each row's leaf to the sums of the rows; the columns are of
  /// these rows, one after the other.
  func add(_ columns: Span<Double>, scale: Double, to sums: inout [Double]) {
    let (cuts, features, next, count) = (cuts.span, features.span, next.span, sums.count)
    for row in 0..<count {
      var place = 0
      for _ in 0..<depth {
        let isAbove = columns[Int(features[place]) &* count &+ row] > cuts[place] ? 1 : 0
        place = Int(next[2 &* place &+ isAbove])
      }
      sums[row] += scale * values[place]
    }
  }
}
