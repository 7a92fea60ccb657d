/// The confidence interval of a quantile by two order statistics, without assuming a law.
///
/// x₍l₎ and x₍u₎ with l and u − 1 the binomial quantiles of (1 − level)/2 and (1 + level)/2. Exact
/// for independent values; too narrow when they cluster.
///
/// - Parameters:
///   - sorted: Values in increasing order.
///   - probability: Which quantile.
///   - level: The coverage.
/// - Returns: nil when the sample is too small to bound the quantile on both sides.
/// - Complexity: O(log n).
package func quantileInterval(
  sorted: [Double], _ probability: Double, level: Double = 0.95
) -> ConfidenceInterval? {
  let law = Binomial(trials: sorted.count, probability: probability)
  let lower = law.quantile((1 - level) / 2)
  let upper = law.quantile((1 + level) / 2) + 1
  guard lower >= 1, upper <= sorted.count else { return nil }
  return ConfidenceInterval(low: sorted[lower - 1], high: sorted[upper - 1])
}
