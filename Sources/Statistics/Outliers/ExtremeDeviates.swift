/// The generalised extreme studentised deviate test (Rosner, 1983): how many of the most extreme
/// values are outliers of an otherwise normal sample.
package struct ExtremeDeviates: Sendable, Equatable {
  /// R_i, the largest deviation in standard deviations once i − 1 values are removed.
  package let statistics: [Double]
  /// λ_i, what R_i must exceed.
  package let criticalValues: [Double]
  /// The index of each value removed, in that order.
  package let removed: [Int]
  /// The largest i with R_i > λ_i: the first so many of `removed` are outliers.
  package let outlierCount: Int

  /// Tests up to `most` outliers at the level `alpha`; stops early when the rest is constant.
  ///
  /// - Parameters:
  ///   - values: Nearly normal but for the outliers.
  ///   - most: The most outliers looked for; at most n − 2.
  ///   - alpha: The level, two-sided.
  /// - Complexity: O(n·most).
  package init(_ values: [Double], most: Int, alpha: Double = 0.05) {
    var (rest, places) = (values, Array(values.indices))
    var (statistics, criticals, removed): ([Double], [Double], [Int]) = ([], [], [])
    for step in 0..<max(0, min(most, values.count - 2)) {
      let centre = mean(rest)
      let deviation = sampleVariance(rest).squareRoot()
      guard deviation > 0 else { break }
      var farthest = 0
      for i in rest.indices where abs(rest[i] - centre) > abs(rest[farthest] - centre) {
        farthest = i
      }
      statistics.append(abs(rest[farthest] - centre) / deviation)
      criticals.append(Self.critical(values.count - step, alpha))
      removed.append(places.remove(at: farthest))
      rest.remove(at: farthest)
    }
    outlierCount = (statistics.indices.last { statistics[$0] > criticals[$0] }).map { $0 + 1 } ?? 0
    self.statistics = statistics
    criticalValues = criticals
    self.removed = removed
  }

  /// λ for the most extreme of `count` values.
  private static func critical(_ count: Int, _ alpha: Double) -> Double {
    let n = Double(count)
    let t = StudentT(n - 2).quantile(1 - alpha / (2 * n))
    return (n - 1) * t / ((n - 2 + t * t) * n).squareRoot()
  }
}
