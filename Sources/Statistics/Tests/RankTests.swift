import Glibc

/// A statistic and its upper tail under a χ² distribution.
package struct ChiSquaredTest: Sendable, Equatable {
  package var statistic: Double
  package var degreesOfFreedom: Double

  package init(statistic: Double, degreesOfFreedom: Double) {
    self.statistic = statistic
    self.degreesOfFreedom = degreesOfFreedom
  }

  package var logPValue: Double { ChiSquared(degreesOfFreedom).logTails(statistic).upper }
  package var pValue: Double { exp(logPValue) }
}

/// Whether several groups come from one distribution: Kruskal and Wallis's H, corrected for ties.
///
/// - Returns: NaN when there are fewer than two groups or all values are equal.
/// - Complexity: O(*n* log *n*).
package func kruskalWallis(_ groups: [[Double]]) -> ChiSquaredTest {
  let filled = groups.filter { !$0.isEmpty }
  let ranks = Ranks(filled.flatMap(\.self))
  let n = Double(ranks.ranks.count)
  var sum = 0.0
  var start = 0
  for group in filled {
    let total = ranks.ranks[start..<(start + group.count)].reduce(0, +)
    sum += total * total / Double(group.count)
    start += group.count
  }
  let h = 12 / (n * (n + 1)) * sum - 3 * (n + 1)
  let correction = 1 - ranks.tieCubes / (n * n * n - n)
  return ChiSquaredTest(
    statistic: correction > 0 ? h / correction : .nan,
    degreesOfFreedom: Double(filled.count - 1))
}

/// Whether several treatments differ within blocks: Friedman's χ², corrected for ties.
///
/// - Parameter blocks: For each block (a day), one value for each treatment (an hour).
/// - Returns: NaN when nothing varies within the blocks.
package func friedman(_ blocks: [[Double]]) -> ChiSquaredTest {
  let k = Double(blocks.first?.count ?? 0)
  let n = Double(blocks.count)
  var totals = [Double](repeating: 0, count: Int(k))
  var ties = 0.0
  for block in blocks {
    let ranks = Ranks(block)
    for (treatment, rank) in ranks.ranks.enumerated() { totals[treatment] += rank }
    ties += ranks.tieCubes
  }
  let squares = totals.reduce(0) { $0 + $1 * $1 }
  let correction = 1 - ties / (k * (k * k - 1) * n)
  let plain = 12 / (k * n * (k + 1)) * squares - 3 * n * (k + 1)
  return ChiSquaredTest(
    statistic: correction > 0 ? plain / correction : .nan, degreesOfFreedom: k - 1)
}

/// Wilcoxon's signed-rank test that differences are symmetric about 0.
package struct SignedRankTest: Sendable, Equatable {
  /// The smaller of the sums of positive and of negative ranks.
  package var statistic: Double
  /// How many differences are not 0.
  package var count: Int
  /// Two-sided; exact up to 300 differences, ties included, else normal.
  package var pValue: Double

  /// Differences of 0 are left out. The p-value of none is NaN.
  package init(_ differences: [Double]) {
    let present = differences.filter { $0 != 0 && !$0.isNaN }
    let ranks = Ranks(present.map(abs))
    var positive = 0.0
    for (difference, rank) in zip(present, ranks.ranks) where difference > 0 { positive += rank }
    let n = Double(present.count)
    count = present.count
    statistic = min(positive, n * (n + 1) / 2 - positive)
    if present.isEmpty {
      pValue = .nan
    } else if present.count <= 300 {
      let exact = SignedRankDistribution(doubledRanks: ranks.ranks.map { Int(2 * $0) })
      pValue = exact.twoSided(doubled: Int(2 * positive))
    } else {
      let variance = n * (n + 1) * (2 * n + 1) / 24 - ranks.tieCubes / 48
      pValue = Normal.twoSided((positive - n * (n + 1) / 4) / variance.squareRoot())
    }
  }
}
