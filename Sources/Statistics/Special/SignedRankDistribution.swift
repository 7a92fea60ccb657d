import Glibc

/// The exact null distribution of Wilcoxon's signed-rank statistic: the sum of the ranks with a
/// positive sign when every sign is a fair coin.
///
/// Ranks may be tied: they are given doubled, so mid-ranks are whole numbers.
package struct SignedRankDistribution: Sendable {
  /// P(W = w) for twice the statistic w = 0, 1, ….
  private let probability: [Double]

  /// - Parameter doubledRanks: Twice the rank of every non-zero difference.
  /// - Complexity: O(*n*·Σ ranks), so O(*n*³).
  package init(doubledRanks: [Int]) {
    var probability = [1.0]
    for rank in doubledRanks {
      var next = [Double](repeating: 0, count: probability.count + rank)
      for (w, p) in probability.enumerated() {
        next[w] += 0.5 * p
        next[w + rank] += 0.5 * p
      }
      probability = next
    }
    self.probability = probability
  }

  /// The two-sided p-value of twice the statistic: twice the smaller tail, at most 1.
  package func twoSided(doubled w: Int) -> Double {
    let smaller = min(w, probability.count - 1 - w)
    guard smaller >= 0 else { return 0 }
    return min(1, 2 * probability[...smaller].reduce(0, +))
  }
}
