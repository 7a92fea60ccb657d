/// Features made comparable between groups: each group's z-scores, by the mean and the deviation of
/// its own training rows.
///
/// What is much for one group is little for another; as z-scores one model serves them all.
package struct GroupScales: Sendable, Equatable {
  /// Group → feature → scale.
  package let scales: [[Scale]]

  package init(_ scales: [[Scale]]) { self.scales = scales }

  /// Those of the rows in `training`; a group of few rows has those of all.
  ///
  /// - Parameters:
  ///   - columns: One column a feature, finite.
  ///   - groups: The group of each row.
  ///   - groupCount: How many groups there are.
  ///   - training: The rows that are learned from.
  ///   - leastRows: The fewest rows of a group that has scales of its own.
  init(
    _ columns: [[Double]], groups: [Int], groupCount: Int, training: Range<Int>, leastRows: Int
  ) {
    var rows = [[Int]](repeating: [], count: groupCount)
    for row in training { rows[groups[row]].append(row) }
    let all = columns.map { Scale(Array($0[training])) }
    scales = rows.map { rows in
      rows.count < leastRows ? all : columns.map { column in Scale(rows.map { column[$0] }) }
    }
  }

  /// The z-scores of rows of several groups.
  package func applied(to columns: [[Double]], groups: [Int]) -> [[Double]] {
    columns.enumerated().map { feature, column in
      zip(column, groups).map { scales[$1][feature].applied($0) }
    }
  }

  /// The z-scores of rows of one group.
  package func applied(to columns: [[Double]], group: Int) -> [[Double]] {
    zip(scales[group], columns).map { $0.applied(to: $1) }
  }
}
