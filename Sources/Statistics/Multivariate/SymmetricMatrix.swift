import Glibc

/// A small dense symmetric matrix, such as an information matrix or a covariance.
package struct SymmetricMatrix: Sendable, Equatable {
  /// Rows, and columns.
  package let dimension: Int
  private var values: [Double]

  /// The zero matrix.
  package init(dimension: Int) {
    self.dimension = dimension
    values = [Double](repeating: 0, count: dimension * dimension)
  }

  /// The element of a row and a column. Setting it sets its mirror image.
  package subscript(row: Int, column: Int) -> Double {
    get { values[row * dimension + column] }
    set {
      values[row * dimension + column] = newValue
      values[column * dimension + row] = newValue
    }
  }

  /// The elements of the diagonal.
  package var diagonal: [Double] { (0..<dimension).map { self[$0, $0] } }

  /// The rows and columns at `indices`, in that order.
  package func submatrix(_ indices: [Int]) -> SymmetricMatrix {
    var result = SymmetricMatrix(dimension: indices.count)
    for (i, row) in indices.enumerated() {
      for (j, column) in indices.enumerated() where j <= i { result[i, j] = self[row, column] }
    }
    return result
  }

  /// xᵀ·A·x.
  package func quadraticForm(_ vector: [Double]) -> Double {
    var sum = 0.0
    for i in 0..<dimension {
      for j in 0..<dimension { sum += vector[i] * self[i, j] * vector[j] }
    }
    return sum
  }

  /// The Cholesky factor, or nil when the matrix is not positive definite (to rounding).
  ///
  /// - Complexity: O(d³).
  package var cholesky: CholeskyFactor? { CholeskyFactor(self) }

  /// The inverse, or nil when the matrix is not positive definite.
  package var inverse: SymmetricMatrix? {
    guard let factor = cholesky else { return nil }
    var result = SymmetricMatrix(dimension: dimension)
    for column in 0..<dimension {
      var unit = [Double](repeating: 0, count: dimension)
      unit[column] = 1
      let solution = factor.solve(unit)
      for row in column..<dimension { result[row, column] = solution[row] }
    }
    return result
  }
}

/// The lower triangle L of A = L·Lᵀ.
package struct CholeskyFactor: Sendable {
  private let dimension: Int
  private var lower: [Double]

  fileprivate init?(_ matrix: SymmetricMatrix) {
    let n = matrix.dimension
    dimension = n
    lower = [Double](repeating: 0, count: n * n)
    for j in 0..<n {
      var pivot = matrix[j, j]
      for k in 0..<j { pivot -= lower[j * n + k] * lower[j * n + k] }
      // A pivot that lost all its digits is rounding noise: the matrix is singular.
      guard pivot > 1e-14 * abs(matrix[j, j]), pivot.isFinite else { return nil }
      let root = pivot.squareRoot()
      lower[j * n + j] = root
      for i in (j + 1)..<max(n, j + 1) {
        var sum = matrix[i, j]
        for k in 0..<j { sum -= lower[i * n + k] * lower[j * n + k] }
        lower[i * n + j] = sum / root
      }
    }
  }

  /// ln |A|.
  package var logDeterminant: Double {
    (0..<dimension).reduce(0) { $0 + 2 * log(lower[$1 * dimension + $1]) }
  }

  /// The x of A·x = `right`.
  package func solve(_ right: [Double]) -> [Double] {
    var x = right
    for i in 0..<dimension {
      for k in 0..<i { x[i] -= lower[i * dimension + k] * x[k] }
      x[i] /= lower[i * dimension + i]
    }
    for i in (0..<dimension).reversed() {
      for k in (i + 1)..<max(dimension, i + 1) { x[i] -= lower[k * dimension + i] * x[k] }
      x[i] /= lower[i * dimension + i]
    }
    return x
  }
}
