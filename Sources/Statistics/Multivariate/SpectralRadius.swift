import Glibc

/// The largest absolute eigenvalue of a matrix without negative elements.
///
/// Gelfand's formula ‖Aᵐ‖^{1/m} with m doubled by repeated squaring up to 2⁴⁰. Nothing cancels and
/// the root divides the rounding errors away, so it also holds for periodic and defective
/// matrices, where power iteration stalls.
///
/// - Parameter rows: A square matrix, row by row; no element is negative.
/// - Returns: The radius; NaN when an element is not finite.
/// - Complexity: O(40·d³).
package func spectralRadius(nonnegative rows: [[Double]]) -> Double {
  let size = rows.count
  var matrix = rows.flatMap(\.self)
  precondition(matrix.count == size * size, "the matrix must be square")
  guard matrix.allSatisfy(\.isFinite) else { return .nan }
  // matrix = Aᵐ·e^{−scale}, and ln ‖A^m‖/m is what converges.
  var (scale, power, radius) = (0.0, 1.0, 0.0)
  for _ in 0...40 {
    let norm = matrix.max() ?? 0
    guard norm > 0 else { return 0 }
    scale += log(norm)
    for i in matrix.indices { matrix[i] /= norm }
    radius = exp(scale / power)
    matrix = squared(matrix, size)
    scale *= 2
    power *= 2
  }
  return radius
}

private func squared(_ matrix: [Double], _ size: Int) -> [Double] {
  var result = [Double](repeating: 0, count: matrix.count)
  for i in 0..<size {
    for k in 0..<size {
      let factor = matrix[i * size + k]
      for j in 0..<size { result[i * size + j] += factor * matrix[k * size + j] }
    }
  }
  return result
}
