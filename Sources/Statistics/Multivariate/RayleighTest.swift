import Glibc

/// Whether directions prefer one side of the circle (Rayleigh, 1880; Mardia and Jupp, 2000).
///
/// Valid for independent directions. The phases of clustered events are not: describe with it, test
/// with `HotellingTest` on daily vectors.
package struct RayleighTest: Sendable, Equatable {
  /// How many directions.
  package let count: Int
  /// R̄, the length of the mean direction, from 0 (even) to 1 (all alike).
  package let meanLength: Double
  /// The mean direction, from 0 to 2π.
  package let angle: Double

  /// The test of `angles` in radians; nil for none.
  ///
  /// - Complexity: O(n).
  package init?(_ angles: [Double]) {
    guard !angles.isEmpty else { return nil }
    let cosine = sum(angles.map { cos($0) })
    let sine = sum(angles.map { sin($0) })
    count = angles.count
    meanLength = hypot(cosine, sine) / Double(angles.count)
    let direction = atan2(sine, cosine)
    angle = direction < 0 ? direction + 2 * Double.pi : direction
  }

  /// Z = n·R̄².
  package var statistic: Double { Double(count) * meanLength * meanLength }

  /// ln P, by √(1 + 4n + 4(n² − R²)) − (1 + 2n) (Zar, 1999), rearranged so that nothing cancels.
  package var logPValue: Double {
    let n = Double(count)
    let square = n * meanLength * n * meanLength
    let root = (1 + 4 * n + 4 * (n * n - square)).squareRoot()
    return -4 * square / (root + 1 + 2 * n)
  }

  /// P of a mean direction at least this long when all directions are equally likely.
  package var pValue: Double { exp(logPValue) }
}
