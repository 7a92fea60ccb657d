/// What is usual for a count, from comparable intervals of the past.
///
/// Counts that vary more than a Poisson law allows (variance above the mean, the rule among
/// clustered events) are judged by the negative binomial law with the same mean and variance.
package struct CountBaseline: Sendable, Equatable {
  /// The mean count, at least one event over all the past intervals.
  package let mean: Double
  /// The sample variance of the counts.
  package let variance: Double

  /// The baseline of `intervals` past intervals with this mean and sample variance.
  package init(intervals: Int, mean: Double, variance: Double) {
    precondition(intervals > 0, "a baseline needs a past")
    self.mean = max(mean, 1 / Double(intervals))
    self.variance = variance
  }

  /// The baseline of these counts, at least two.
  ///
  /// - Complexity: O(n).
  package init(_ counts: [Double]) {
    self.init(
      intervals: counts.count, mean: Statistics.mean(counts), variance: sampleVariance(counts))
  }

  /// Whether the counts vary more than a Poisson law allows.
  package var isOverdispersed: Bool { variance > mean }

  /// P(N ≥ count) under the Poisson law: far too small when events cluster.
  package func poissonTail(_ count: Int) -> Double { Poisson(mean: mean).atLeast(count) }

  /// P(N ≥ count): negative binomial of size m²/(v − m) and probability m/v when the variance v
  /// exceeds the mean m, else Poisson.
  package func tail(_ count: Int) -> Double {
    guard isOverdispersed else { return poissonTail(count) }
    let law = NegativeBinomial(
      size: mean * mean / (variance - mean), probability: mean / variance)
    return law.atLeast(count)
  }
}
