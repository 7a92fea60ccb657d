import Glibc

/// y = scale·x^exponent, fitted on the scale of y by nonlinear least squares.
///
/// Unlike a line through logarithms it may use observations of either sign, so leaving out the
/// negative ones cannot bend the exponent.
package struct PowerLaw: Sendable, Equatable {
  package let scale: Double
  package let exponent: Double
  /// Standard errors of scale and exponent.
  package let standardErrors: [Double]
  /// Σ of squared residuals.
  package let residualSquares: Double

  /// Fits `y` to positive `x`; nil when it does not converge.
  ///
  /// - Complexity: O(n) a step, some tens of steps.
  package init?(_ y: [Double], of x: [Double]) {
    precondition(x.count == y.count, "\(x.count) and \(y.count) values")
    guard x.allSatisfy({ $0 > 0 }) else { return nil }
    let logs = x.map { log($0) }
    let start = [Self.firstScale(y, logs), 0.5]
    let fit = fitCurve(y, from: start) { i, parameters, slopes in
      let power = exp(parameters[1] * logs[i])
      slopes[0] = power
      slopes[1] = parameters[0] * power * logs[i]
      return parameters[0] * power
    }
    guard let fit else { return nil }
    (scale, exponent) = (fit.parameters[0], fit.parameters[1])
    standardErrors = fit.standardErrors
    residualSquares = fit.residualSquares
  }

  /// The best scale for exponent ½: the problem is linear in it.
  private static func firstScale(_ y: [Double], _ logs: [Double]) -> Double {
    let powers = logs.map { exp(0.5 * $0) }
    return dot(y, powers) / dot(powers, powers)
  }

  /// (exponent − value)/standard error.
  package func exponentStatistic(against value: Double) -> Double {
    (exponent - value) / standardErrors[1]
  }
}
