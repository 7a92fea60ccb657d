import Basics

/// The mean of losses saved a row, with an interval that survives dependence within days: whole
/// days are resampled.
package struct DayBlockBootstrap: Sendable, Equatable {
  /// Σ differences/rows; positive when the challenger loses less.
  package let mean: Double
  /// The percentile interval, 95 %.
  package let interval: ConfidenceInterval
  /// (1 + #{draws ≤ 0})/(B + 1): how likely such a saving is without skill, one-sided.
  package let pValue: Double
  package let days: Int

  /// Resamples days; nil with fewer than five.
  ///
  /// - Parameters:
  ///   - differences: Baseline loss less challenger loss, by row.
  ///   - days: The day of each row; rows of a day need not be side by side.
  ///   - replicates: B.
  ///   - seed: Of SplitMix64.
  /// - Complexity: O(rows + B · days).
  package init?(
    _ differences: [Double], days: [Int], replicates: Int = 2_000, seed: UInt64
  ) {
    let numbers = Array(Set(days)).sorted()
    guard numbers.count >= 5 else { return nil }
    let places = Dictionary(
      uniqueKeysWithValues: numbers.enumerated().map { ($0.element, $0.offset) })
    var sums = [Double](repeating: 0, count: numbers.count)
    var counts = sums
    for (difference, day) in zip(differences, days) {
      guard let place = places[day] else { continue }
      sums[place] += difference
      counts[place] += 1
    }
    var bootstrap = IndependentBootstrap(count: numbers.count, seed: seed)
    var indices = [Int32](repeating: 0, count: numbers.count)
    var draws: [Double] = []
    draws.reserveCapacity(replicates)
    for _ in 0..<replicates {
      bootstrap.next(into: &indices)
      draws.append(resampledSum(sums.span, indices.span) / resampledSum(counts.span, indices.span))
    }
    self.days = numbers.count
    mean = Statistics.sum(sums) / Statistics.sum(counts)
    interval = percentileInterval(draws)
    pValue = Double(1 + draws.count { $0 <= 0 }) / Double(replicates + 1)
  }
}
