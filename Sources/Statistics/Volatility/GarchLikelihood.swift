import Glibc

/// The conditional variances of `returns` under `parameters`.
///
/// The first is ω + (α + γ/2 + β)·backcast; see `varianceBackcast`.
///
/// - Parameters:
///   - returns: Returns of mean zero, at least one.
///   - parameters: The model.
/// - Returns: n + 1 variances; the last is the forecast for the next return.
/// - Complexity: O(n).
package func garchVariances(_ returns: [Double], _ parameters: GarchParameters) -> [Double] {
  var variance = parameters.constant + parameters.persistence * varianceBackcast(returns)
  var variances = [variance]
  variances.reserveCapacity(returns.count + 1)
  for value in returns {
    let weight = parameters.arch + (value < 0 ? parameters.asymmetry : 0)
    variance = parameters.constant + weight * value * value + parameters.garch * variance
    variances.append(variance)
  }
  return variances
}

/// The log-likelihood of a GARCH model with its derivatives.
package struct GarchScore: Sendable, Equatable {
  /// ℓ with all its constants.
  package var logLikelihood: Double
  /// ∂ℓ by ω, α, γ, β and, for Student's t, ν.
  package var gradient: [Double]
}

/// The log-likelihood of `returns` with its analytic gradient.
///
/// −½ Σ (ln 2π + ln σ² + r²/σ²) for normal innovations; Student's t is scaled to variance 1.
///
/// - Parameters:
///   - returns: Returns of mean zero, at least one.
///   - parameters: The model; nil degrees of freedom mean normal innovations.
/// - Returns: The value and slopes; −∞ or NaN where a variance is not positive.
/// - Complexity: O(n), one pass.
package func garchScore(_ returns: [Double], _ parameters: GarchParameters) -> GarchScore {
  let law = InnovationLaw(parameters.degreesOfFreedom)
  var (sums, slopes) = (InnovationSums(), SIMD4<Double>.zero)
  garchPass(returns.span, parameters, backcast: varianceBackcast(returns)) { square, variance, by in
    slopes += law.byVariance(square, variance, &sums) * by
  }
  let gradient = (0..<4).map { slopes[$0] }
  return GarchScore(
    logLikelihood: law.value(of: sums, count: returns.count),
    gradient: parameters.degreesOfFreedom == nil
      ? gradient : gradient + [law.byDegrees(of: sums, count: returns.count)])
}

/// Σ over returns of the outer product of the derivatives of their log densities.
func garchOuterProducts(
  _ returns: [Double], _ parameters: GarchParameters
) -> SymmetricMatrix {
  let law = InnovationLaw(parameters.degreesOfFreedom)
  let size = parameters.degreesOfFreedom == nil ? 4 : 5
  var outer = SymmetricMatrix(dimension: size)
  garchPass(returns.span, parameters, backcast: varianceBackcast(returns)) { square, variance, by in
    var own = InnovationSums()
    let byVariance = law.byVariance(square, variance, &own)
    let scores = (0..<4).map { byVariance * by[$0] } + [law.byDegrees(of: own, count: 1)]
    for i in 0..<size {
      for j in 0...i { outer[i, j] += scores[i] * scores[j] }
    }
  }
  return outer
}

/// Visits every return with its square, its variance σ² and ∂σ² by ω, α, γ, β.
@inline(__always)
private func garchPass(
  _ returns: Span<Double>, _ parameters: GarchParameters, backcast: Double,
  visit: (_ square: Double, _ variance: Double, _ byParameters: SIMD4<Double>) -> Void
) {
  let (constant, arch) = (parameters.constant, parameters.arch)
  let (asymmetry, garch) = (parameters.asymmetry, parameters.garch)
  var (square, fall, variance) = (backcast, backcast / 2, backcast)
  var slopes = SIMD4<Double>.zero
  for t in returns.indices {
    slopes = SIMD4(1, square, fall, variance) + garch * slopes
    // In this order only one product and one sum wait for the variance before.
    variance = (constant + arch * square + asymmetry * fall) + garch * variance
    square = returns[t] * returns[t]
    fall = returns[t] < 0 ? square : 0
    visit(square, variance, slopes)
  }
}

/// What the log-likelihood adds up over returns: logarithms as products, so that there is one for
/// dozens of returns.
private struct InnovationSums {
  /// Σ ln σ².
  var logVariances = LogarithmSum()
  /// Student's t: Σ ln(1 + r²/(σ²(ν − 2))).
  var logTails = LogarithmOnePlusSum()
  /// Normal: Σ r²/σ²; Student's t: the same with its weights.
  var ratios = 0.0
}

/// The law of the standardised returns, with what does not change from return to return.
private struct InnovationLaw {
  private let degrees: Double?
  private let constant: Double
  private let byDegreesConstant: Double

  init(_ degrees: Double?) {
    self.degrees = degrees
    guard let degrees else {
      (constant, byDegreesConstant) = (-0.5 * log(2 * Double.pi), 0)
      return
    }
    constant = Self.constant(degrees)
    let step = 1e-5 * (degrees - 2)
    byDegreesConstant =
      degrees > Self.manyDegrees
      ? 0.5 / degrees - 0.5 / (degrees - 2) + 0.25 / (degrees * degrees)
      : (Self.constant(degrees + step) - Self.constant(degrees - step)) / (2 * step)
  }

  /// Where lnΓ((ν + 1)/2) − lnΓ(ν/2) is taken from its expansion: the error is below 10⁻¹³, and
  /// the difference of two large logarithms no longer has such digits.
  private static let manyDegrees = 400.0

  /// ln Γ((ν + 1)/2) − ln Γ(ν/2) − ½·ln(π(ν − 2)).
  private static func constant(_ nu: Double) -> Double {
    guard nu > manyDegrees else {
      return logGamma((nu + 1) / 2) - logGamma(nu / 2) - 0.5 * log(Double.pi * (nu - 2))
    }
    // ½·ln(ν/2) − 1/(4ν) + 1/(24ν³), put together with the rest.
    return -0.5 * log(2 * Double.pi) - 0.5 * log1p(-2 / nu) - 0.25 / nu + 1 / (24 * nu * nu * nu)
  }

  /// Adds one return; the slope of its log density by its variance.
  @inline(__always)
  func byVariance(_ square: Double, _ variance: Double, _ sums: inout InnovationSums) -> Double {
    let inverse = 1 / variance
    var weight = square * inverse
    sums.logVariances.add(variance)
    if let degrees {
      let scaled = weight / (degrees - 2)
      sums.logTails.add(scaled)
      weight = (degrees + 1) * scaled / (1 + scaled)
    }
    sums.ratios += weight
    return 0.5 * (weight - 1) * inverse
  }

  /// ℓ of what was added.
  func value(of sums: InnovationSums, count: Int) -> Double {
    let level = Double(count) * constant - 0.5 * sums.logVariances.value
    guard let degrees else { return level - 0.5 * sums.ratios }
    return level - 0.5 * (degrees + 1) * sums.logTails.value
  }

  /// ∂ℓ by ν; 0 for normal innovations.
  func byDegrees(of sums: InnovationSums, count: Int) -> Double {
    guard let degrees else { return 0 }
    return Double(count) * byDegreesConstant - 0.5 * sums.logTails.value
      + 0.5 * sums.ratios / (degrees - 2)
  }
}
