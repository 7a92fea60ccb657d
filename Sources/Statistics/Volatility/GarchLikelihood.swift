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
  var (value, slopes, byDegrees) = (0.0, SIMD4<Double>.zero, 0.0)
  garchPass(returns.span, parameters, backcast: varianceBackcast(returns)) { term, single in
    value += term.value
    slopes += term.byVariance * single
    byDegrees += term.byDegrees
  }
  let gradient = (0..<4).map { slopes[$0] }
  return GarchScore(
    logLikelihood: value,
    gradient: parameters.degreesOfFreedom == nil ? gradient : gradient + [byDegrees])
}

/// Σ over returns of the outer product of the derivatives of their log densities.
func garchOuterProducts(
  _ returns: [Double], _ parameters: GarchParameters
) -> SymmetricMatrix {
  let size = parameters.degreesOfFreedom == nil ? 4 : 5
  var outer = SymmetricMatrix(dimension: size)
  garchPass(returns.span, parameters, backcast: varianceBackcast(returns)) { term, single in
    let scores = (0..<4).map { term.byVariance * single[$0] } + [term.byDegrees]
    for i in 0..<size {
      for j in 0...i { outer[i, j] += scores[i] * scores[j] }
    }
  }
  return outer
}

/// Visits every return with the log density and ∂σ² by ω, α, γ, β.
@inline(__always)
private func garchPass(
  _ returns: Span<Double>, _ parameters: GarchParameters, backcast: Double,
  visit: (InnovationTerm, SIMD4<Double>) -> Void
) {
  let law = InnovationLaw(parameters.degreesOfFreedom)
  let weights = SIMD4(
    parameters.constant, parameters.arch, parameters.asymmetry, parameters.garch)
  var inputs = SIMD4(1, backcast, backcast / 2, backcast)
  var slopes = SIMD4<Double>.zero
  for t in returns.indices {
    slopes = inputs + weights[3] * slopes
    let variance = (weights * inputs).sum()
    let square = returns[t] * returns[t]
    visit(law.term(square, variance), slopes)
    inputs = SIMD4(1, square, returns[t] < 0 ? square : 0, variance)
  }
}

/// The log density of one return with its derivatives by the variance and by ν.
private struct InnovationTerm {
  var value: Double
  var byVariance: Double
  var byDegrees: Double
}

/// The law of the standardised returns, with what does not change from return to return.
private struct InnovationLaw {
  private let degrees: Double?
  private let constant: Double
  private let byDegreesConstant: Double

  init(_ degrees: Double?) {
    self.degrees = degrees
    func constant(_ nu: Double) -> Double {
      logGamma((nu + 1) / 2) - logGamma(nu / 2) - 0.5 * log(Double.pi * (nu - 2))
    }
    guard let degrees else {
      (self.constant, byDegreesConstant) = (-0.5 * log(2 * Double.pi), 0)
      return
    }
    self.constant = constant(degrees)
    let step = 1e-5 * (degrees - 2)
    byDegreesConstant = (constant(degrees + step) - constant(degrees - step)) / (2 * step)
  }

  func term(_ square: Double, _ variance: Double) -> InnovationTerm {
    let ratio = square / variance
    guard let degrees else {
      let value = constant - 0.5 * (log(variance) + ratio)
      return InnovationTerm(
        value: value, byVariance: 0.5 * (ratio - 1) / variance, byDegrees: 0)
    }
    let scaled = ratio / (degrees - 2)
    let logTerm = log1p(scaled)
    let value = constant - 0.5 * log(variance) - 0.5 * (degrees + 1) * logTerm
    let weight = (degrees + 1) * scaled / (1 + scaled)
    let byDegrees =
      byDegreesConstant - 0.5 * logTerm + 0.5 * weight / (degrees - 2)
    return InnovationTerm(
      value: value, byVariance: 0.5 * (weight - 1) / variance, byDegrees: byDegrees)
  }
}
