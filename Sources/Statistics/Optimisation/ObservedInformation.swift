/// Minus the Hessian of a log-likelihood, by central differences of its gradient; the two halves of
/// the matrix are averaged.
///
/// - Parameters:
///   - point: Where, normally the maximum.
///   - steps: How far each coordinate is moved to either side; about 10⁻⁴ of its scale.
///   - gradient: The gradient of the log-likelihood.
/// - Returns: The information; its inverse is the covariance of the estimates.
/// - Complexity: Two gradients a coordinate.
func observedInformation(
  at point: [Double], steps: [Double], _ gradient: ([Double]) -> [Double]
) -> SymmetricMatrix {
  let rows = zip(point.indices, steps).map { j, step in
    var (above, below) = (point, point)
    above[j] += step
    below[j] -= step
    return zip(gradient(above), gradient(below)).map { ($1 - $0) / (2 * step) }
  }
  var information = SymmetricMatrix(dimension: point.count)
  for i in point.indices {
    for j in 0...i { information[i, j] = (rows[i][j] + rows[j][i]) / 2 }
  }
  return information
}
