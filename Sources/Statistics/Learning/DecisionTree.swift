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

  /// Adds `scale` times the value of each row's leaf to `sums`.
  ///
  /// - Complexity: O(rows · depth).
  package func add(_ columns: [[Double]], scale: Double, to sums: inout [Double]) {
    let nodes = nodes
    for row in sums.indices {
      var place = 0
      while nodes[place].feature >= 0 {
        let isAbove = columns[Int(nodes[place].feature)][row] > nodes[place].value
        place = isAbove ? Int(nodes[place].above) : place + 1
      }
      sums[row] += scale * nodes[place].value
    }
  }

  /// The value of each row's leaf.
  package func values(_ columns: [[Double]]) -> [Double] {
    var sums = [Double](repeating: 0, count: columns.first?.count ?? 0)
    add(columns, scale: 1, to: &sums)
    return sums
  }

  /// Gives each leaf, in the order of the nodes, a new value.
  mutating func setLeaves(_ values: [Double]) {
    var next = 0
    for place in nodes.indices where nodes[place].feature < 0 {
      nodes[place].value = values[next]
      next += 1
    }
  }
}
