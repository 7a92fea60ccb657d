/// The extremal index by the intervals estimator (Ferro and Segers, 2003): one over the mean size
/// of a cluster of exceedances, 1 when they come alone.
///
/// - Parameter positions: The indices of the values above the threshold, increasing.
/// - Returns: Above 0, at most 1; nil for fewer than two exceedances.
/// - Complexity: O(n).
package func extremalIndex(exceedances positions: [Int]) -> Double? {
  let gaps = zip(positions.dropFirst(), positions).map { Double($0 - $1) }
  guard let longest = gaps.max() else { return nil }
  // Long gaps are counted from their second step, where the limit law has no spike at zero.
  let isLong = longest > 2
  let first = isLong ? gaps.map { $0 - 1 } : gaps
  let second = isLong ? gaps.map { $0 - 2 } : gaps
  let total = sum(first)
  return min(1, 2 * total * total / (Double(gaps.count) * dot(first, second)))
}
