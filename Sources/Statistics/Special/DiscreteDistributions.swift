import Glibc

/// The number of successes in `trials` independent trials.
package struct Binomial: Sendable {
  package let trials: Int
  package let probability: Double

  package init(trials: Int, probability: Double) {
    self.trials = trials
    self.probability = probability
  }

  /// ln P(K ≤ k) and ln P(K > k).
  package func logTails(_ k: Int) -> LogTails {
    if k < 0 { return .allAbove }
    if k >= trials { return .allBelow }
    let tails = regularizedBeta(
      Double(k + 1), Double(trials - k), x: probability, y: 1 - probability)
    return tails.swapped
  }

  /// ln P(K = k).
  package func logProbability(_ k: Int) -> Double {
    guard k >= 0, k <= trials else { return -.infinity }
    if probability <= 0 { return k == 0 ? 0 : -.infinity }
    if probability >= 1 { return k == trials ? 0 : -.infinity }
    let n = Double(trials)
    let ways = -log(n + 1) - logBeta(Double(k) + 1, n - Double(k) + 1)
    return ways + Double(k) * log(probability) + (n - Double(k)) * log1p(-probability)
  }

  /// The smallest k with P(K ≤ k) ≥ p.
  package func quantile(_ p: Double) -> Int {
    smallestInteger(in: 0..<trials) { exp(logTails($0).lower) >= p }
  }

  /// The two-sided p-value of k: the probability of all outcomes that are no more likely.
  ///
  /// As `scipy.stats.binomtest`: ties within a relative 1e-7 count as equally likely.
  package func twoSided(_ k: Int) -> Double {
    let mean = probability * Double(trials)
    if Double(k) == mean { return 1 }
    let limit = logProbability(k) + log1p(1e-7)
    if Double(k) < mean {
      let first = Int(mean.rounded(.up))
      let start = smallestInteger(in: first..<(trials + 1)) { logProbability($0) <= limit }
      return min(1, exp(logTails(k).lower) + exp(logTails(start - 1).upper))
    }
    let past = smallestInteger(in: 0..<(Int(mean) + 1)) { logProbability($0) > limit }
    return min(1, exp(logTails(past - 1).lower) + exp(logTails(k - 1).upper))
  }
}

/// Counts of a Poisson process.
package struct Poisson: Sendable {
  package let mean: Double

  package init(mean: Double) { self.mean = mean }

  /// ln P(K ≤ k) and ln P(K > k).
  package func logTails(_ k: Int) -> LogTails {
    k < 0 ? .allAbove : regularizedGamma(Double(k) + 1, mean).swapped
  }

  /// P(K ≥ k): how surprising so many are.
  package func atLeast(_ k: Int) -> Double { exp(logTails(k - 1).upper) }
}

/// Failures before the `size`-th success: counts with more spread than Poisson's.
package struct NegativeBinomial: Sendable {
  package let size: Double
  package let probability: Double

  /// - Parameters:
  ///   - size: The shape, positive, not necessarily whole: mean = size·(1 − p)/p.
  ///   - probability: The probability p of a success.
  package init(size: Double, probability: Double) {
    self.size = size
    self.probability = probability
  }

  /// ln P(K ≤ k) and ln P(K > k).
  package func logTails(_ k: Int) -> LogTails {
    if k < 0 { return .allAbove }
    return regularizedBeta(size, Double(k) + 1, x: probability, y: 1 - probability)
  }

  /// P(K ≥ k).
  package func atLeast(_ k: Int) -> Double { exp(logTails(k - 1).upper) }
}
