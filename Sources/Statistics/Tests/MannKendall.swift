import Glibc

/// The Mann–Kendall test of a monotone trend.
package struct MannKendall: Sendable, Equatable {
  /// How many pairs rise less how many fall.
  package var score: Double
  /// The variance of the score if the values were independent, ties counted.
  package var variance: Double
  /// The pairs.
  package var pairs: Double

  /// The test of `values` in time order; missing ones (NaN) are left out.
  ///
  /// - Complexity: O(*n* log *n*).
  package init(_ values: [Double]) {
    let present = values.filter { !$0.isNaN }
    let n = Double(present.count)
    let ties = Ranks(present).ties.map(Double.init)
    pairs = 0.5 * n * (n - 1)
    let tied = ties.reduce(0) { $0 + $1 * ($1 - 1) * (2 * $1 + 5) }
    variance = (n * (n - 1) * (2 * n + 5) - tied) / 18
    score = Double(risingLessFalling(present))
  }

  /// The seasonal test of Hirsch and Slack: the scores within each season, added.
  ///
  /// - Parameter seasons: For each season, its values in time order.
  package init(seasons: [[Double]]) {
    let parts = seasons.map { MannKendall($0) }
    score = parts.reduce(0) { $0 + $1.score }
    variance = parts.reduce(0) { $0 + $1.variance }
    pairs = parts.reduce(0) { $0 + $1.pairs }
  }

  /// The standardised score with the correction for continuity; NaN when it cannot vary.
  package var z: Double {
    if score == 0 { return variance > 0 ? 0 : .nan }
    return (score > 0 ? score - 1 : score + 1) / variance.squareRoot()
  }

  package var pValue: Double { Normal.twoSided(z) }
  package var logPValue: Double { Normal.logTwoSided(z) }
  /// Kendall's τ of type a.
  package var tau: Double { score / pairs }

  /// The same test with the variance corrected for autocorrelation after Hamed and Rao (1998), as
  /// pymannkendall does it: ranks of the values less Sen's trend, significant lags only.
  ///
  /// Anti-conservative when a cycle makes negative lags. For equally spaced values.
  /// - Complexity: O(*n* log *n*).
  package func hamedRao(_ values: [Double], slope: Double) -> MannKendall {
    let detrended = values.indices.map { values[$0] - Double($0 + 1) * slope }
    let ranks = Ranks(detrended.filter { !$0.isNaN }).ranks
    let rho = allAutocorrelations(ranks)
    let n = Double(rho.count)
    let band = Normal.quantile(0.975) / n.squareRoot()
    var sum = 0.0
    for (lag, r) in rho.enumerated().dropFirst() where abs(r) > band {
      let rest = n - Double(lag)
      sum += rest * (rest - 1) * (rest - 2) * r
    }
    var corrected = self
    corrected.variance *= 1 + 2 / (n * (n - 1) * (n - 2)) * sum
    return corrected
  }
}

/// Pairs i < j with vᵢ < vⱼ, less those with vᵢ > vⱼ, by a merge sort.
func risingLessFalling(_ values: [Double]) -> Int {
  let falling = descents(values)
  let rising = descents(values.map { -$0 })
  return rising - falling
}

/// Pairs i < j with vᵢ > vⱼ.
///
/// - Complexity: O(*n* log *n*).
func descents(_ values: [Double]) -> Int {
  var current = values
  var next = values
  var count = 0
  var width = 1
  while width < current.count {
    count += mergePass(current.span, width, into: &next)
    swap(&current, &next)
    width *= 2
  }
  return count
}

/// Merges neighbouring runs of `width` sorted values; returns the descents between them.
private func mergePass(_ source: Span<Double>, _ width: Int, into target: inout [Double]) -> Int {
  let n = source.count
  var count = 0
  var start = 0
  while start < n {
    let middle = min(start + width, n)
    let end = min(start + 2 * width, n)
    var (left, right) = (start, middle)
    for place in start..<end {
      if left < middle, right == end || source[left] <= source[right] {
        target[place] = source[left]
        left += 1
      } else {
        target[place] = source[right]
        right += 1
        count += middle - left
      }
    }
    start = end
  }
  return count
}
