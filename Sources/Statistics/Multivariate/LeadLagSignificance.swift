/// Whether two series move together at any of the lags: the largest absolute correlation, judged by
/// shifting the second series around the window.
///
/// Shift j of B is j/(B + 1) of the window, so the surrogates keep each series' own clustering and
/// daily activity but not their simultaneity. Increments are moved, not levels, so the seam makes
/// no jump.
///
/// - Parameters:
///   - first: The series that stays.
///   - second: The series that is shifted.
///   - lags: The lags searched.
///   - window: The first instant and the one after the last; holds both series.
///   - replicates: How many shifts; 199 resolve p = .005.
/// - Returns: The test; nil when either series never moves.
/// - Complexity: O(replicates · (n + m) · lags).
package func leadLagShiftTest(
  _ first: TickSeries, _ second: TickSeries, lags: [Int64], window: Range<Int64>, replicates: Int
) -> SimulatedTest? {
  guard let observed = LeadLag(first, second, lags: lags) else { return nil }
  let step = Double(window.upperBound - window.lowerBound) / Double(replicates + 1)
  let simulated = (1...max(1, replicates)).prefix(replicates).map { j in
    let shifted = second.rotated(by: Int64(Double(j) * step), in: window)
    return LeadLag(first, shifted, lags: lags)?.strength
  }
  return SimulatedTest(statistic: observed.strength, simulated: Array(simulated))
}

extension LeadLag {
  /// The largest absolute correlation.
  package var strength: Double { correlations.reduce(0) { max($0, abs($1)) } }
}

extension TickSeries {
  /// The series moved `shift` later, what leaves the window entering again at its start.
  ///
  /// - Complexity: O(n).
  package func rotated(by shift: Int64, in window: Range<Int64>) -> TickSeries {
    let moves = [0] + zip(values.dropFirst(), values).map { $0 - $1 }
    let length = window.upperBound - window.lowerBound
    let split = times.firstIndex { $0 + shift >= window.upperBound } ?? times.count
    var level = 0.0
    var (moved, levels): ([Int64], [Double]) = ([], [])
    for i in Array(split..<times.count) + Array(0..<split) {
      level += moves[i]
      moved.append(times[i] + shift - (i >= split ? length : 0))
      levels.append(level)
    }
    return TickSeries(times: moved, values: levels)
  }
}
