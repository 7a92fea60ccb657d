/// The variance of counts over their mean, population variance: 1 for a Poisson process, more when
/// events cluster (Fano, 1947).
///
/// - Parameter counts: Events of each of equal intervals, empty ones included.
/// - Returns: nil when there are no events.
/// - Complexity: O(n).
package func fanoFactor(_ counts: [Double]) -> Double? {
  let centre = mean(counts)
  return centre > 0 ? populationVariance(counts) / centre : nil
}

/// How irregular the gaps between events are, and how they remember each other (Goh and
/// Barabási, 2008).
package struct GapRegularity: Sendable, Equatable {
  /// The mean gap.
  package let mean: Double
  /// B = (σ − m)/(σ + m): −1 for a clock, 0 for a Poisson process, towards 1 for bursts.
  package let burstiness: Double
  /// The correlation of each gap with the next; nil when it is undefined.
  package let memory: Double?

  /// Measures `gaps`, at least one positive; nil otherwise.
  ///
  /// - Complexity: O(n).
  package init?(gaps: [Double]) {
    guard let largest = gaps.max(), largest > 0 else { return nil }
    mean = Statistics.mean(gaps)
    let deviation = populationVariance(gaps).squareRoot()
    burstiness = (deviation - mean) / (deviation + mean)
    let correlation = correlation(Array(gaps.dropLast()), Array(gaps.dropFirst()))
    memory = correlation.isFinite ? correlation : nil
  }
}

/// The gaps between events on the clock of a profile: ∫ s between each event and the next.
///
/// Time runs fast where events are frequent, so a daily cycle alone does not make the gaps differ
/// from exponential.
///
/// - Complexity: O(n).
package func rescaledGaps(_ times: [Double], _ profile: PeriodicProfile) -> [Double] {
  let clock = times.map { profile.integral(to: $0) }
  return zip(clock.dropFirst(), clock).map { $0 - $1 }
}
