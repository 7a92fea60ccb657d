/// Splits sorted times into clusters: a new one begins where the gap exceeds `maxGap`.
///
///     runClusters([0, 5, 9, 30, 31].span, maxGap: 5, minCount: 2)   // [0..<3, 3..<5]
///
/// - Parameters:
///   - times: Not decreasing, in any unit.
///   - maxGap: The largest gap inside a cluster, in that unit.
///   - minCount: Smaller clusters are left out.
/// - Returns: The index range of each cluster, in order.
/// - Complexity: O(n), one pass.
package func runClusters(
  _ times: Span<Int64>, maxGap: Int64, minCount: Int = 1
) -> [Range<Int>] {
  var clusters: [Range<Int>] = []
  var start = 0
  for i in times.indices where i > 0 {
    // Times of opposite extremes differ by more than an Int64 holds: wrapping keeps the sign bit
    // meaningful as an unsigned distance.
    let gap = UInt64(bitPattern: times[i] &- times[i - 1])
    guard gap > UInt64(bitPattern: max(0, maxGap)) else { continue }
    if i - start >= minCount { clusters.append(start..<i) }
    start = i
  }
  if times.count > start && times.count - start >= minCount { clusters.append(start..<times.count) }
  return clusters
}
