import Glibc

/// Whether counts differ between treatments, once with and once without their overdispersion.
package struct CountDispersion: Sendable, Equatable {
  /// Pearson's χ² that all treatments have equal totals: for Poisson counts only.
  package var poisson: ChiSquaredTest
  /// φ = Σ(c − μ)²/μ/(N − k): 1 for Poisson counts, more when they cluster.
  package var dispersion: Double
  /// χ²/(k − 1)/φ, to be judged by Fisher's F.
  package var quasiF: Double
  package var quasiLogPValue: Double
  package var quasiPValue: Double { exp(quasiLogPValue) }

  /// - Parameter blocks: For each block (a day), one count for each treatment (an hour).
  package init(_ blocks: [[Double]]) {
    let k = blocks.first?.count ?? 0
    let days = Double(blocks.count)
    let totals = (0..<k).map { treatment in blocks.reduce(0) { $0 + $1[treatment] } }
    let expected = totals.reduce(0, +) / Double(k)
    let statistic = totals.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
    poisson = ChiSquaredTest(statistic: statistic, degreesOfFreedom: Double(k - 1))
    var pearson = 0.0
    for block in blocks {
      for (count, total) in zip(block, totals) where total > 0 {
        let mean = total / days
        pearson += (count - mean) * (count - mean) / mean
      }
    }
    let rest = Double(blocks.count * k - k)
    dispersion = pearson / rest
    quasiF = statistic / Double(k - 1) / dispersion
    quasiLogPValue = FisherF(Double(k - 1), rest).logTails(quasiF).upper
  }
}
