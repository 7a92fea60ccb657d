/// The quantile (type 7) of the `window` values before each index: a threshold that never sees the
/// value it judges.
///
/// - Parameters:
///   - series: The values; NaN is missing.
///   - window: How many indices back; the first `window` results are NaN, and so are those with
///     fewer than half of the window present.
///   - probability: From 0 to 1.
/// - Returns: One threshold for each value.
/// - Complexity: O(n log window).
package func trailingQuantiles(
  _ series: [Double], window: Int, probability: Double
) -> [Double] {
  precondition(0...1 ~= probability, "no quantile \(probability)")
  var result = [Double](repeating: .nan, count: series.count)
  forEachTrailingWindow(series, window: window) { index, ordered in
    if 2 * ordered.count >= window { result[index] = ordered.quantile(probability) }
  }
  return result
}

/// Where each value stands among the `window` values before it: (smaller + ½·equal)/present, from
/// 0 to 1.
///
/// - Parameters:
///   - series: The values; NaN is missing.
///   - window: How many indices back; the first `window` results are NaN, and so are those with
///     fewer than half of the window present.
/// - Returns: One rank for each value.
/// - Complexity: O(n log window).
package func trailingRanks(_ series: [Double], window: Int) -> [Double] {
  var result = [Double](repeating: .nan, count: series.count)
  forEachTrailingWindow(series, window: window) { index, ordered in
    guard 2 * ordered.count >= window, !series[index].isNaN else { return }
    let rank = ordered.rank(of: series[index])
    result[index] = (Double(rank.below) + 0.5 * Double(rank.equal)) / Double(ordered.count)
  }
  return result
}

/// How far each value lies from the median of the window before it, in robust deviations.
package struct RobustScores: Sendable, Equatable {
  /// (x − median)/(1.4826·MAD), with 1.2533·mean |x − median| in place of the denominator where MAD
  /// is 0; NaN where the window is incomplete or all its values are equal.
  package let scores: [Double]
  /// In how many windows MAD was 0. When most are, the scores say little: test counts instead.
  package let fallbackCount: Int

  /// The scores of `series` against trailing windows that exclude the value itself.
  ///
  /// - Parameters:
  ///   - series: The values; NaN is missing.
  ///   - window: How many indices back; at least half must be present.
  /// - Complexity: O(n log² window).
  package init(_ series: [Double], window: Int) {
    var scores = [Double](repeating: .nan, count: series.count)
    var fallbacks = 0
    forEachTrailingWindow(series, window: window) { index, ordered in
      guard ordered.count > 0, 2 * ordered.count >= window else { return }
      let median = ordered.median
      var scale = 1.4826 * ordered.medianDeviation(about: median)
      if scale == 0 {
        fallbacks += 1
        // √(π/2) turns a mean deviation into a standard deviation under normality.
        scale = 1.2533141373155 * ordered.meanDeviation(about: median)
      }
      if scale > 0 { scores[index] = (series[index] - median) / scale }
    }
    self.scores = scores
    fallbackCount = fallbacks
  }
}
