import Glibc

/// The mean squared difference between probabilities and outcomes (Brier, 1950).
package func brierScore(_ probabilities: [Double], _ labels: [Bool]) -> Double {
  mean(zip(probabilities, labels).map { p, label in (p - (label ? 1 : 0)) * (p - (label ? 1 : 0)) })
}

/// The mean of −ln of the probability given to what happened; probabilities are kept 2⁻⁵² away from
/// 0 and 1.
package func logLoss(_ probabilities: [Double], _ labels: [Bool]) -> Double {
  let edge = Double.ulpOfOne
  return mean(
    zip(probabilities, labels).map { p, label in
      -log(max(edge, min(1 - edge, label ? p : 1 - p)))
    })
}

/// How well probabilities match frequencies, in ten bins between the deciles of the forecasts.
package struct Reliability: Sendable, Equatable {
  /// The mean forecast, the observed rate and the number of rows of each bin; NaN where empty.
  package let forecasts: [Double]
  package let rates: [Double]
  package let counts: [Int]
  /// Σ |forecast − rate|·rows/n, the expected calibration error.
  package let error: Double

  /// - Complexity: O(n log n).
  package init(_ probabilities: [Double], _ labels: [Bool], bins: Int = 10) {
    let inner = (1..<max(2, bins)).map { Double($0) / Double(bins) }
    let edges = quantiles(probabilities, inner)
    var (sums, hits) = ([Double](repeating: 0, count: bins), [Double](repeating: 0, count: bins))
    var counts = [Int](repeating: 0, count: bins)
    for (p, label) in zip(probabilities, labels) {
      let bin = edges.count { $0 <= p }
      sums[bin] += p
      hits[bin] += label ? 1 : 0
      counts[bin] += 1
    }
    self.counts = counts
    forecasts = counts.indices.map { sums[$0] / Double(counts[$0]) }
    rates = counts.indices.map { hits[$0] / Double(counts[$0]) }
    let gaps = counts.indices.map { abs(sums[$0] - hits[$0]) }
    error = gaps.reduce(0, +) / Double(probabilities.count)
  }
}
