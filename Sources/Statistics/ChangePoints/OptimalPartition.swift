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
  var starts = Starts(sums)
  starts.open(0, best: -penalty)
  for end in minLength...count {
    starts.dropExpired(at: end)
    starts.measure(to: end)
    (best[end], previous[end]) = starts.cheapest(penalty: penalty)
    starts.expireLosers(to: best[end] + 1e-9 * abs(best[end]), at: end + minLength)
    let opened = end - minLength + 1
    if best[opened].isFinite { starts.open(opened, best: best[opened]) }
  }
  var ends = [count]
  while previous[ends[ends.count - 1]] > 0 { ends.append(previous[ends[ends.count - 1]]) }
  return Partition(ends: ends.reversed(), objective: best[count])
}

/// The possible starts of the last segment, as columns: the search spends its time here.
private struct Starts {
  private let sums: SegmentSums
  private var start: [Int] = []
  /// The cost of the best partition up to the start.
  private var best: [Double] = []
  /// From which end on the start cannot win any more.
  private var expiry: [Int] = []
  private var nextExpiry = Int.max
  /// The squared error of the segment from each start to the end that is looked at.
  private var error: [Double] = []

  init(_ sums: SegmentSums) { self.sums = sums }

  mutating func open(_ start: Int, best: Double) {
    self.start.append(start)
    self.best.append(best)
    expiry.append(.max)
    error.append(0)
  }

  mutating func dropExpired(at end: Int) {
    guard nextExpiry <= end else { return }
    let kept = start.indices.filter { expiry[$0] > end }
    start = kept.map { start[$0] }
    best = kept.map { best[$0] }
    expiry = kept.map { expiry[$0] }
    error.removeLast(error.count - kept.count)
    nextExpiry = expiry.min() ?? .max
  }

  mutating func measure(to end: Int) {
    for i in start.indices { error[i] = sums.squaredError(start[i], end) }
  }

  /// The least cost up to the end, and the first start that has it.
  func cheapest(penalty: Double) -> (cost: Double, start: Int) {
    var (cost, winner) = (Double.infinity, 0)
    for i in start.indices {
      let value = best[i] + penalty + error[i]
      if value < cost { (cost, winner) = (value, start[i]) }
    }
    return (cost, winner)
  }

  /// Starts that cost more than `bound` even without a further change lose from `end` on.
  mutating func expireLosers(to bound: Double, at end: Int) {
    for i in start.indices where best[i] + error[i] > bound && expiry[i] == .max {
      expiry[i] = end
      nextExpiry = min(nextExpiry, end)
    }
  }
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
