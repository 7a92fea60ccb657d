import Glibc

/// Out-of-sample forecasts of a regression refitted at every step on all that came before.
package struct ExpandingForecasts: Sendable, Equatable {
  /// The index of the first forecast.
  package let first: Int
  /// The forecast of the target at `first`, `first + 1`, ….
  package let means: [Double]
  /// The residual variance of each fit, SSR/(t − k).
  package let variances: [Double]

  /// Forecasts `target[t]` from the columns at t with coefficients from the rows before t.
  ///
  /// The cross-products are kept up to date instead of refitting, about the means of the first
  /// training rows so that no digits are lost; nil when some fit is singular or `first` does not
  /// exceed the number of coefficients.
  ///
  /// - Parameters:
  ///   - target: What is forecast.
  ///   - columns: Regressors known when the forecast is made; a constant is added.
  ///   - first: The first forecast, and the length of the first training window.
  /// - Complexity: O(n·k³).
  package init?(_ target: [Double], on columns: [[Double]], first: Int) {
    precondition(columns.allSatisfy { $0.count == target.count }, "columns differ in length")
    guard first > columns.count + 1, first < target.count else { return nil }
    let centres = (columns + [target]).map { mean(Array($0.prefix(first))) }
    var products = SymmetricMatrix(dimension: columns.count + 2)
    var (means, variances): ([Double], [Double]) = ([], [])
    for t in target.indices {
      let row = [1] + zip(columns, centres).map { $0[t] - $1 }
      let value = target[t] - centres[columns.count]
      if t >= first {
        guard let fit = NormalEquations(products, count: t) else { return nil }
        means.append(centres[columns.count] + dot(row, fit.coefficients))
        variances.append(fit.variance)
      }
      products.addOuterProduct(of: row + [value])
    }
    self.first = first
    self.means = means
    self.variances = variances
  }

  /// exp(mean + variance/2): the forecast of eᵗᵃʳᵍᵉᵗ when the errors are normal.
  package var exponentialMeans: [Double] { zip(means, variances).map { exp($0 + $1 / 2) } }
}

/// The regression of the last variable of a cross-product matrix on the others.
private struct NormalEquations {
  let coefficients: [Double]
  let variance: Double

  init?(_ products: SymmetricMatrix, count: Int) {
    let size = products.dimension - 1
    guard let factor = products.submatrix(Array(0..<size)).cholesky else { return nil }
    let right = (0..<size).map { products[size, $0] }
    coefficients = factor.solve(right)
    let residual = products[size, size] - dot(coefficients, right)
    variance = max(0, residual) / Double(count - size)
  }
}

extension SymmetricMatrix {
  /// Adds v·vᵀ.
  mutating func addOuterProduct(of vector: [Double]) {
    for i in vector.indices {
      for j in 0...i { self[i, j] += vector[i] * vector[j] }
    }
  }
}
