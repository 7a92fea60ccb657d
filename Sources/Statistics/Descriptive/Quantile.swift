/// The quantile of sorted values by linear interpolation between order statistics (type 7 of
/// Hyndman and Fan, 1996): at position (n − 1)·p.
///
///     quantile(ofSorted: [1, 2, 4], 0.75)   // 3
///
/// - Parameters:
///   - sorted: Values in increasing order; at least one.
///   - probability: From 0 to 1.
/// - Returns: The quantile, in the unit of the values.
/// - Complexity: O(1).
package func quantile(ofSorted sorted: [Double], _ probability: Double) -> Double {
  precondition(!sorted.isEmpty && 0...1 ~= probability, "no quantile \(probability)")
  let position = Double(sorted.count - 1) * probability
  let index = min(Int(position), sorted.count - 1)
  let fraction = position - Double(index)
  guard fraction > 0, index + 1 < sorted.count else { return sorted[index] }
  let (low, high) = (sorted[index], sorted[index + 1])
  // From the nearer end, as NumPy does, so both ends are met exactly.
  return fraction < 0.5
    ? low + (high - low) * fraction : high - (high - low) * (1 - fraction)
}

/// The middle value, or the mean of the two middle ones; NaN for no values.
///
/// - Complexity: O(n log n).
package func median(_ values: [Double]) -> Double {
  values.isEmpty ? .nan : median(ofSorted: values.sorted())
}

/// The middle of sorted values, at least one.
package func median(ofSorted sorted: [Double]) -> Double {
  let half = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}
