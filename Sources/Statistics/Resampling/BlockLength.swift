import Glibc

/// The mean block length that suits a series, after Politis and White (2004) with the correction
/// of Patton, Politis and White (2009).
package struct BlockLength: Sendable, Equatable {
  /// For the stationary bootstrap.
  package var stationary: Double
  /// For the circular block bootstrap.
  package var circular: Double

  /// - Parameter values: Equally spaced, without gaps; nil for fewer than 8 or a constant series.
  /// - Complexity: O(*n*^1.5).
  package init?(_ values: [Double]) {
    let n = Double(values.count)
    guard values.count >= 8 else { return nil }
    let deviations = centred(values)
    let run = max(5, Int(log10(n)))
    let last = min(Int(n.squareRoot().rounded(.up)) + run, values.count - 2)
    let covariances = (0...last).map { laggedProduct(deviations, $0) / n }
    guard covariances[0] > 0 else { return nil }
    let lag = Self.bandwidth(deviations, covariances, run: run)
    var (slope, level) = (0.0, covariances[0])
    for k in stride(from: 1, through: min(lag, last), by: 1) {
      let share = Double(k) / Double(lag)
      let weight = share <= 0.5 ? 1 : 2 * (1 - share)
      slope += 2 * weight * Double(k) * covariances[k]
      level += 2 * weight * covariances[k]
    }
    let longest = min(3 * n.squareRoot(), n / 3).rounded(.up)
    let base = 2 * slope * slope / (level * level)
    stationary = min(cbrt(base / 2) * cbrt(n), longest)
    circular = min(cbrt(base * 0.75) * cbrt(n), longest)
  }

  /// Twice the first lag after which `run` autocorrelations in a row are insignificant.
  private static func bandwidth(
    _ deviations: [Double], _ covariances: [Double], run: Int
  ) -> Int {
    let n = Double(deviations.count)
    let critical = 2 * (log10(n) / n).squareRoot()
    let last = covariances.count - 1
    var quiet = 0
    for lag in 0..<last {
      let size = abs(n * covariances[lag]) / trimmedNorm(deviations, lag)
      quiet = size < critical ? quiet + 1 : 0
      if quiet == run { return min(2 * max(lag + 1 - run, 1), last) }
    }
    return last
  }

  /// √(Σ of squares without the first lag + 1 · Σ of squares without the last lag + 1).
  private static func trimmedNorm(_ deviations: [Double], _ lag: Int) -> Double {
    let squares = deviations.map { $0 * $0 }
    return (sum(Array(squares[(lag + 1)...])) * sum(Array(squares[..<(squares.count - lag - 1)])))
      .squareRoot()
  }
}
