import Glibc

/// The Kolmogorov–Smirnov distance: the largest difference between the empirical distribution
/// function of `sample` and `distribution`.
///
/// - Parameters:
///   - sample: The values, in any order.
///   - distribution: P(X ≤ x) of a continuous law.
/// - Returns: From 0 to 1; 0 for an empty sample.
/// - Complexity: O(n).
package func kolmogorovSmirnovDistance(
  _ sample: [Double], _ distribution: (Double) -> Double
) -> Double {
  let count = Double(sample.count)
  var distance = 0.0
  for (i, value) in rising(sample).enumerated() {
    let probability = distribution(value)
    distance = max(
      distance, probability - Double(i) / count, Double(i + 1) / count - probability)
  }
  return distance
}

/// The Kolmogorov–Smirnov distance from the exponential law of the given mean.
package func exponentialDistance(_ sample: [Double], mean: Double = 1) -> Double {
  kolmogorovSmirnovDistance(sample) { $0 <= 0 ? 0 : -expm1(-$0 / mean) }
}
