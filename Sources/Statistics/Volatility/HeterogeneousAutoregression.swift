import Basics

/// The regressors of a heterogeneous autoregression (Corsi, 2009): for each instant the means of
/// the last 1, 6, 24 … values before it.
///
///     heterogeneousMeans([1, 2, 3, 4], horizons: [1, 2])   // [[2, 3], [1.5, 2.5]]
///
/// - Parameters:
///   - series: Log variances, say, evenly sampled.
///   - horizons: How many values each mean takes, all positive.
/// - Returns: One column for each horizon, for the instants from the largest horizon on; the target
///   is the series without its first values.
/// - Complexity: O(n) for each horizon.
package func heterogeneousMeans(_ series: [Double], horizons: [Int]) -> [[Double]] {
  let longest = horizons.max() ?? 0
  guard series.count > longest else { return horizons.map { _ in [] } }
  var running = CompensatedSum()
  var sums = [0.0]
  sums.reserveCapacity(series.count + 1)
  for value in series {
    running.add(value)
    sums.append(running.value)
  }
  return horizons.map { horizon in
    (longest..<series.count).map { end -> Double in
      (sums[end] - sums[end - horizon]) / Double(horizon)
    }
  }
}
