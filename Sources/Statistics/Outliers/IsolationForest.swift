import Basics
import Glibc

/// Rows that random cuts separate quickly (Liu, Ting and Zhou, 2008): an outlier score that needs
/// no scale and no law.
package struct IsolationForest: Sendable {
  private let trees: [IsolationTree]
  private let sampleSize: Int

  /// Grows `trees` trees, each on `sampleSize` rows drawn without replacement.
  ///
  /// A node cuts a random column at a random point between its least and largest value, down to
  /// ⌈log₂ sampleSize⌉ levels. Tree b draws from the stream "isolation-forest" b of the seed.
  ///
  /// - Parameters:
  ///   - columns: Finite values, one column a feature, of equal count; at least one row.
  ///   - trees: How many trees.
  ///   - sampleSize: ψ; all rows when there are fewer.
  ///   - seed: Of the streams.
  /// - Complexity: O(trees · ψ log ψ).
  package init(_ columns: [[Double]], trees: Int = 200, sampleSize: Int = 256, seed: UInt64) {
    let count = columns.first?.count ?? 0
    precondition(count > 0 && columns.allSatisfy { $0.count == count }, "columns of one length")
    let size = min(sampleSize, count)
    self.sampleSize = size
    self.trees = (0..<trees).map { index in
      var random = SplitMix64(seed: seed, stream: "isolation-forest", index: UInt64(index))
      let rows = drawWithoutReplacement(size, from: count, using: &random)
      return IsolationTree(columns, rows, using: &random)
    }
  }

  /// The score 2^{−E[depth]/c(ψ)} of each row: near ½ for ordinary rows, towards 1 for outliers.
  ///
  /// - Parameter columns: The features of the rows to judge, in the order of training.
  /// - Returns: One score a row.
  /// - Complexity: O(rows · trees · log ψ).
  package func scores(_ columns: [[Double]]) -> [Double] {
    let scale = Double(trees.count) * averagePathLength(sampleSize)
    var depths = [Double](repeating: 0, count: columns.first?.count ?? 0)
    for tree in trees {
      for row in depths.indices { depths[row] += tree.depth(columns, row) }
    }
    return depths.map { scale > 0 ? exp2(-$0 / scale) : 0.5 }
  }
}

/// c(n), the mean depth of an unsuccessful search in a binary tree of n values:
/// 2·(ln(n − 1) + γ) − 2·(n − 1)/n.
///
///     averagePathLength(256)   // 10.244770920
package func averagePathLength(_ count: Int) -> Double {
  guard count > 1 else { return 0 }
  guard count > 2 else { return 1 }
  let n = Double(count)
  return 2 * (log(n - 1) + 0.5772156649015329) - 2 * (n - 1) / n
}

/// `size` different indices below `count`, by a partial Fisher–Yates shuffle: one draw each.
func drawWithoutReplacement(
  _ size: Int, from count: Int, using random: inout SplitMix64
) -> [Int] {
  var indices = Array(0..<count)
  for i in 0..<size { indices.swapAt(i, i + random.index(below: count - i)) }
  return Array(indices.prefix(size))
}

/// One tree, its nodes in preorder.
private struct IsolationTree: Sendable {
  private struct Node: Sendable {
    /// The feature cut, or −1 for a leaf.
    var feature = -1
    /// The cut; for a leaf, what it adds to the depth of the path.
    var value: Double
    /// Where the rows above the cut go; those at or below it go to the next node.
    var above = 0
  }
  private var nodes: [Node] = []

  init(_ columns: [[Double]], _ rows: [Int], using random: inout SplitMix64) {
    let limit = Int(ceil(log2(Double(max(2, rows.count)))))
    grow(columns, rows, 0, limit, &random)
  }

  private mutating func grow(
    _ columns: [[Double]], _ rows: [Int], _ depth: Int, _ limit: Int, _ random: inout SplitMix64
  ) {
    let leaf = Node(value: Double(depth) + averagePathLength(rows.count))
    guard depth < limit, rows.count > 1, let cut = Self.cut(columns, rows, &random) else {
      nodes.append(leaf)
      return
    }
    let place = nodes.count
    nodes.append(Node(feature: cut.feature, value: cut.value))
    let column = columns[cut.feature]
    grow(columns, rows.filter { column[$0] <= cut.value }, depth + 1, limit, &random)
    nodes[place].above = nodes.count
    grow(columns, rows.filter { column[$0] > cut.value }, depth + 1, limit, &random)
  }

  /// A random feature that varies among the rows, and a random cut within its range.
  private static func cut(
    _ columns: [[Double]], _ rows: [Int], _ random: inout SplitMix64
  ) -> (feature: Int, value: Double)? {
    for feature in drawWithoutReplacement(columns.count, from: columns.count, using: &random) {
      var (low, high) = (Double.infinity, -Double.infinity)
      for row in rows {
        low = min(low, columns[feature][row])
        high = max(high, columns[feature][row])
      }
      guard high > low else { continue }
      // Below the largest value, so that both sides get a row.
      return (feature, min(low + random.uniform() * (high - low), high.nextDown))
    }
    return nil
  }

  func depth(_ columns: [[Double]], _ row: Int) -> Double {
    var node = 0
    while nodes[node].feature >= 0 {
      let isAbove = columns[nodes[node].feature][row] > nodes[node].value
      node = isAbove ? nodes[node].above : node + 1
    }
    return nodes[node].value
  }
}
