import Glibc

/// The standard normal distribution.
package enum Normal {
  /// ln P(Z > z), to the end of the range of `Double`: also where the tail itself underflows.
  package static func logUpperTail(_ z: Double) -> Double {
    if z < -1 { return log1p(-upperTail(-z)) }
    if z < 36 { return log(upperTail(z)) }
    return -0.5 * z * z - halfLogTwoPi - log(z) + log(millsSeries(1 / (z * z)))
  }

  /// P(Z > z).
  package static func upperTail(_ z: Double) -> Double { 0.5 * erfc(z * 0.5.squareRoot()) }

  /// P(Z ≤ z).
  package static func lowerTail(_ z: Double) -> Double { upperTail(-z) }

  /// P(|Z| ≥ |z|).
  package static func twoSided(_ z: Double) -> Double { erfc(abs(z) * 0.5.squareRoot()) }

  /// ln P(|Z| ≥ |z|).
  package static func logTwoSided(_ z: Double) -> Double {
    min(0, logUpperTail(abs(z)) + log(2))
  }

  /// φ(z), the density.
  package static func density(_ z: Double) -> Double { exp(-0.5 * z * z - halfLogTwoPi) }

  /// Φ⁻¹(p), by Wichura's algorithm AS 241 (about 16 digits); ∓infinity at 0 and 1.
  package static func quantile(_ p: Double) -> Double {
    guard p > 0 else { return p == 0 ? -.infinity : .nan }
    guard p < 1 else { return p == 1 ? .infinity : .nan }
    let centred = p - 0.5
    if abs(centred) <= 0.425 {
      let r = 0.180625 - centred * centred
      return centred * ratio(r, centreNumerator, centreDenominator)
    }
    let r = (-log(centred < 0 ? p : 1 - p)).squareRoot()
    let size =
      r <= 5
      ? ratio(r - 1.6, middleNumerator, middleDenominator)
      : ratio(r - 5, tailNumerator, tailDenominator)
    return centred < 0 ? -size : size
  }

  /// 1 − u + 3u² − 15u³ + …: the asymptotic series of Mills' ratio at u = 1/z².
  private static func millsSeries(_ u: Double) -> Double {
    1 - u * (1 - 3 * u * (1 - 5 * u * (1 - 7 * u * (1 - 9 * u))))
  }

  private static func ratio(_ r: Double, _ above: [Double], _ below: [Double]) -> Double {
    polynomial(r, above) / polynomial(r, below)
  }

  private static func polynomial(_ r: Double, _ coefficients: [Double]) -> Double {
    var sum = 0.0
    for coefficient in coefficients.reversed() { sum = sum * r + coefficient }
    return sum
  }

  private static let centreNumerator = [
    3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3,
    1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
    3.3430575583588128105e4, 2.5090809287301226727e3,
  ]
  private static let centreDenominator = [
    1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
    2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
    5.2264952788528545610e3,
  ]
  private static let middleNumerator = [
    1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
    3.64784832476320460504, 1.27045825245236838258, 2.41780725177450611770e-1,
    2.27238449892691845833e-2, 7.74545014278341407640e-4,
  ]
  private static let middleDenominator = [
    1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
    1.05075007164441684324e-9,
  ]
  private static let tailNumerator = [
    6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
    2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
    2.71155556874348757815e-5, 2.01033439929228813265e-7,
  ]
  private static let tailDenominator = [
    1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
    2.04426310338993978564e-15,
  ]
}
