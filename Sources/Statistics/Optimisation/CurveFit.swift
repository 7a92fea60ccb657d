/// A curve fitted by least squares.
package struct CurveFit: Sendable, Equatable {
  /// The estimates.
  package let parameters: [Double]
  /// Σ (y − curve)².
  package let residualSquares: Double
  /// The covariance of the estimates, s²·(JᵀJ)⁻¹ with s² = SSE/(n − k); assumes independent errors
  /// of one variance.
  package let covariance: SymmetricMatrix

  /// The square roots of the covariance's diagonal.
  package var standardErrors: [Double] { covariance.diagonal.map { $0.squareRoot() } }
}

/// Fits a curve to `y` by Levenberg and Marquardt's method (Marquardt, 1963).
///
/// - Parameters:
///   - y: The observations; more of them than parameters.
///   - start: The first guess.
///   - maxIterations: The most steps.
///   - curve: The value at observation i; fills the slopes by each parameter.
/// - Returns: nil when it does not converge or the parameters are not determined.
/// - Complexity: O(n·k²) a step.
package func fitCurve(
  _ y: [Double], from start: [Double], maxIterations: Int = 500,
  _ curve: (_ index: Int, _ parameters: [Double], _ slopes: inout [Double]) -> Double
) -> CurveFit? {
  guard y.count > start.count else { return nil }
  var current = CurvePoint(y, start, curve)
  var damping = 1e-3
  for _ in 0..<maxIterations {
    guard current.squares.isFinite, let step = current.step(damping: damping) else { return nil }
    let next = CurvePoint(y, zip(current.parameters, step).map(+), curve)
    let isSmall = zip(step, current.parameters).allSatisfy { abs($0) <= 1e-11 * (abs($1) + 1e-11) }
    if next.squares <= current.squares {
      current = next
      damping = max(1e-12, damping / 10)
    } else {
      damping *= 10
    }
    if isSmall || damping > 1e12 { return current.fit(count: y.count) }
  }
  return nil
}

/// The normal equations at one point.
private struct CurvePoint {
  let parameters: [Double]
  private(set) var squares = 0.0
  private var gram: SymmetricMatrix
  private var descent: [Double]

  init(
    _ y: [Double], _ parameters: [Double],
    _ curve: (Int, [Double], inout [Double]) -> Double
  ) {
    self.parameters = parameters
    gram = SymmetricMatrix(dimension: parameters.count)
    descent = [Double](repeating: 0, count: parameters.count)
    var slopes = descent
    for i in y.indices {
      let residual = y[i] - curve(i, parameters, &slopes)
      squares += residual * residual
      gram.addOuterProduct(of: slopes)
      for j in slopes.indices { descent[j] += residual * slopes[j] }
    }
  }

  /// The step that solves (JᵀJ + damping·diagonal)·step = Jᵀr.
  func step(damping: Double) -> [Double]? {
    var damped = gram
    for i in parameters.indices { damped[i, i] *= 1 + damping }
    return damped.cholesky?.solve(descent)
  }

  func fit(count: Int) -> CurveFit? {
    guard let inverse = gram.inverse else { return nil }
    let variance = squares / Double(count - parameters.count)
    return CurveFit(
      parameters: parameters, residualSquares: squares,
      covariance: inverse.scaled(by: variance))
  }
}
