import Glibc

/// Fisher's test of one hidden period against white noise (1929).
package struct FisherPeriodicity: Sendable, Equatable {
  /// g, the largest power over the sum of powers.
  package let statistic: Double
  /// The index of the largest power.
  package let index: Int
  /// m, how many powers.
  package let count: Int
  /// P(G ≥ g) when the series is white noise.
  ///
  /// A series with memory is not: a diagnostic, not evidence of a period.
  package let pValue: Double

  /// The test of the interior of `periodogram`; nil when there is no power.
  package init?(_ periodogram: Periodogram) {
    let powers = Array(periodogram.interior)
    let total = powers.reduce(0, +)
    guard total > 0, let largest = powers.max(), let index = powers.firstIndex(of: largest)
    else { return nil }
    statistic = largest / total
    self.index = index
    count = powers.count
    pValue = fisherPeriodicityTail(statistic, count: powers.count)
  }
}

/// P(G ≥ g) for the largest of `count` shares of white-noise power.
///
/// Σ_{j≥1} (−1)^{j−1} C(m,j)(1−jg)^{m−1} over jg ≤ 1, each term from its logarithm. Where the terms
/// grow so large that they cancel (g near 1/m) the tail is 1 to eight digits, and 1 is returned.
///
///     fisherPeriodicityTail(0.445, count: 10)   // 0.05, the published 5 % point
///
/// - Complexity: O(1/g) terms at most, usually a few.
package func fisherPeriodicityTail(_ g: Double, count: Int) -> Double {
  let m = Double(count)
  guard g > 0 else { return 1 }
  var (sum, logChoose, j) = (0.0, 0.0, 1.0)
  while j <= m && j * g < 1 {
    logChoose += log((m - j + 1) / j)
    let term = exp(logChoose + (m - 1) * log1p(-j * g))
    guard term < 1e8 else { return 1 }
    sum += j.truncatingRemainder(dividingBy: 2) == 1 ? term : -term
    if term < 1e-17 * abs(sum) { break }
    j += 1
  }
  return min(1, max(0, sum))
}
