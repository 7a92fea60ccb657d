import Glibc

/// An ordinary least-squares fit, by Householder reflections: it does not square the condition
/// number as the normal equations would.
package struct LeastSquares: Sendable {
  /// The design, column after column.
  package let columns: [[Double]]
  /// One for each column.
  package let coefficients: [Double]
  /// y less what the columns explain.
  package let residuals: [Double]
  /// (XᵀX)⁻¹.
  package let inverse: SymmetricMatrix
  /// Σ(y − ȳ)².
  package let totalSquares: Double

  /// The fit of `y` on `columns`, or nil when they are linearly dependent or too many.
  ///
  /// The caller adds the constant: no column is implied.
  /// - Precondition: Every column is as long as `y`.
  /// - Complexity: O(*n*·*k*²).
  package init?(_ y: [Double], on columns: [[Double]]) {
    precondition(columns.allSatisfy { $0.count == y.count }, "columns differ in length")
    guard y.count > columns.count, let triangle = HouseholderTriangle(y, columns) else {
      return nil
    }
    self.columns = columns
    coefficients = triangle.solution
    inverse = triangle.inverseGram
    residuals = y.indices.map { row in
      var residual = y[row]
      for (column, coefficient) in zip(columns, triangle.solution) {
        residual -= column[row] * coefficient
      }
      return residual
    }
    totalSquares = squaredDeviations(y)
  }

  package var count: Int { residuals.count }
  /// n − k.
  package var degreesOfFreedom: Int { count - columns.count }
  /// Σ e².
  package var residualSquares: Double { sum(residuals.map { $0 * $0 }) }
  /// 1 − Σe²/Σ(y − ȳ)²; meaningful when a constant is among the columns.
  package var rSquared: Double { 1 - residualSquares / totalSquares }

  /// The covariance of the coefficients if the errors were independent and of one variance.
  package var classicalCovariance: SymmetricMatrix {
    inverse.scaled(by: residualSquares / Double(degreesOfFreedom))
  }
}

/// R and Qᵀy of a design.
private struct HouseholderTriangle {
  private var columns: [[Double]]
  private var right: [Double]
  private var diagonal: [Double] = []

  /// Nil when a column depends on those before it.
  init?(_ y: [Double], _ columns: [[Double]]) {
    self.columns = columns
    right = y
    for pivot in columns.indices {
      let whole = norm(columns[pivot][...])
      let length = norm(self.columns[pivot][pivot...])
      guard length > 1e-13 * whole, length.isFinite else { return nil }
      reflect(pivot, length)
    }
  }

  private mutating func reflect(_ pivot: Int, _ length: Double) {
    let head = columns[pivot][pivot] > 0 ? -length : length
    columns[pivot][pivot] -= head
    diagonal.append(head)
    let reflector = columns[pivot]
    let scale = -head * reflector[pivot]
    for later in columns.indices where later > pivot {
      Self.apply(reflector, from: pivot, scale, to: &columns[later])
    }
    Self.apply(reflector, from: pivot, scale, to: &right)
  }

  private static func apply(
    _ reflector: [Double], from pivot: Int, _ scale: Double, to values: inout [Double]
  ) {
    var product = 0.0
    for row in pivot..<values.count { product += reflector[row] * values[row] }
    let factor = product / scale
    for row in pivot..<values.count { values[row] -= factor * reflector[row] }
  }

  /// R⁻¹·Qᵀy.
  var solution: [Double] { solve(right) }

  private func solve(_ right: [Double]) -> [Double] {
    var x = [Double](repeating: 0, count: columns.count)
    for row in columns.indices.reversed() {
      var rest = right[row]
      for column in columns.indices where column > row { rest -= columns[column][row] * x[column] }
      x[row] = rest / diagonal[row]
    }
    return x
  }

  /// R⁻¹·R⁻ᵀ.
  var inverseGram: SymmetricMatrix {
    let k = columns.count
    let inverse = (0..<k).map { column -> [Double] in
      var unit = [Double](repeating: 0, count: k)
      unit[column] = 1
      return solve(unit)
    }
    var result = SymmetricMatrix(dimension: k)
    for i in 0..<k {
      for j in 0...i { result[i, j] = inverse.reduce(0) { $0 + $1[i] * $1[j] } }
    }
    return result
  }
}

private func norm(_ values: ArraySlice<Double>) -> Double {
  var sum = 0.0
  for value in values { sum += value * value }
  return sum.squareRoot()
}
