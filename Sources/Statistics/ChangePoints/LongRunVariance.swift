/// The long-run variance of a series with memory, by Bartlett's weights (Newey and West, 1987):
/// γ₀ + 2·Σ_{l≤L} (1 − l/(L + 1))·γ_l, with autocovariances of divisor n about the mean.
///
/// The variance of a sum of n values is about n times this.
///
/// - Parameters:
///   - series: The values.
///   - lags: L, how many autocovariances; those beyond n − 1 are zero.
/// - Returns: Not negative; NaN for no values.
/// - Complexity: O(n·L).
package func longRunVariance(_ series: [Double], lags: Int) -> Double {
  let centre = mean(series)
  let centred = series.map { $0 - centre }
  var sum = dot(centred, centred)
  for lag in 1..<max(1, min(lags + 1, series.count)) {
    var product = 0.0
    for t in lag..<centred.count { product += centred[t] * centred[t - lag] }
    sum += 2 * (1 - Double(lag) / Double(lags + 1)) * product
  }
  return sum / Double(series.count)
}
