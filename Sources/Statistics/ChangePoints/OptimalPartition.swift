/// A series cut into segments of constant mean.
package struct Partition: Sendable, Equatable {
  /// Where each segment ends, exclusive; the last is the length of the series.
  package let ends: [Int]
  /// Σ squared deviations from the segment means + penalty · (segments − 1).
  package let objective: Double

  /// The segments as ranges.
  package var segments: [Range<Int>] {
    zip([0] + ends.dropLast(), ends).map { $0..<$1 }
  }
}

/// The partition of `series` that minimises the squared error plus `penalty` for each change.
///
/// Exact dynamic programming (Jackson et al., 2005) with the pruning of Killick, Fearnhead and
/// Eckley (2012). With a minimum length a start may only be dropped that many values after it has
/// lost: pruning at once, as some libraries do, misses optima. Of equal partitions the one whose
/// last segment starts first is taken.
///
///     optimalPartition([0, 1, 0, 0, 1], penalty: 0.1, minLength: 2)?.ends   // [5]
///
/// - Parameters:
///   - series: Finite values.
///   - penalty: The price of a change, in squared units of the series; not negative.
///   - minLength: The fewest values of a segment; at least 1.
/// - Returns: The best partition; nil when the series is shorter than `minLength`.
/// - Complexity: O(n²) at worst, near O(n) when there are changes throughout.
package func optimalPartition(
  _ series: [Double], penalty: Double, minLength: Int
) -> Partition? {
  precondition(penalty >= 0 && minLength >= 1, "penalty \(penalty), minLength \(minLength)")
  let count = series.count
  guard count >= minLength else { return nil }
  let sums = SegmentSums(series)
  var best = [Double](repeating: .infinity, count: count + 1)
  var previous = [Int](repeating: 0, count: count + 1)
  best[0] = -penalty
  var starts = [Candidate(start: 0)]
  for end in minLength...count {
    starts.removeAll { $0.expiry <= end }
    for candidate in starts {
      let value = best[candidate.start] + penalty + sums.squaredError(candidate.start, end)
      if value < best[end] { (best[end], previous[end]) = (value, candidate.start) }
    }
    let bound = best[end] + 1e-9 * abs(best[end])
    for i in starts.indices where starts[i].expiry == .max {
      let start = starts[i].start
      if best[start] + sums.squaredError(start, end) > bound { starts[i].expiry = end + minLength }
    }
    let opened = end - minLength + 1
    if best[opened].isFinite { starts.append(Candidate(start: opened)) }
  }
  var ends = [count]
  while previous[ends[ends.count - 1]] > 0 { ends.append(previous[ends[ends.count - 1]]) }
  return Partition(ends: ends.reversed(), objective: best[count])
}

/// A possible start of the last segment, and from which end on it cannot win any more.
private struct Candidate {
  var start: Int
  var expiry = Int.max
}

/// Prefix sums that give the squared error of any segment in constant time.
private struct SegmentSums {
  private var sums: [Double] = [0]
  private var squares: [Double] = [0]

  init(_ series: [Double]) {
    // About the mean, so that the squares do not drown the differences.
    let centre = mean(series)
    for value in series {
      let centred = value - centre
      sums.append(sums[sums.count - 1] + centred)
      squares.append(squares[squares.count - 1] + centred * centred)
    }
  }

  func squaredError(_ start: Int, _ end: Int) -> Double {
    let sum = sums[end] - sums[start]
    return squares[end] - squares[start] - sum * sum / Double(end - start)
  }
}
