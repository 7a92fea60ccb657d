import Glibc

/// Covariances of least-squares coefficients that survive errors which are correlated in time or
/// differ in variance.
extension LeastSquares {
  /// Newey and West's covariance with Bartlett's weights up to `lags`, times n/(n − k).
  ///
  /// - Complexity: O(*n*·`lags`·*k*²).
  package func neweyWestCovariance(lags: Int) -> SymmetricMatrix {
    let scores = self.scores
    let correction = Double(count) / Double(degreesOfFreedom)
    return sandwich { i, j in
      var sum = laggedProduct(scores[i], scores[j], 0)
      for lag in stride(from: 1, through: lags, by: 1) {
        let both =
          laggedProduct(scores[i], scores[j], lag)
          + laggedProduct(scores[j], scores[i], lag)
        sum += (1 - Double(lag) / Double(lags + 1)) * both
      }
      return sum
    }.scaled(by: correction)
  }

  /// White's covariance with the factor n/(n − k): HC1.
  package var whiteCovariance: SymmetricMatrix { neweyWestCovariance(lags: 0) }

  /// The number of cosines of the equal-weighted cosine estimator: ⌊0.4·n^(2/3)⌋.
  package var cosineCount: Int { Int(0.4 * pow(Double(count), 2.0 / 3)) }

  /// The equal-weighted cosine covariance of Lazarus, Lewis, Stock and Watson (2018); judge its
  /// ratios by Student's t with `cosineCount` degrees of freedom.
  ///
  /// - Complexity: O(*n* log *n*·*k* + *n*^(2/3)·*k*²).
  package var cosineCovariance: SymmetricMatrix {
    let transform = FourierTransform(length: count)
    // √(2/n)·Σ zₜ·cos(πj(t − ½)/n) without its factor, for j = 1, 2, …
    let projections = scores.map {
      transform.cosines(of: $0).dropFirst().prefix(max(1, cosineCount))
    }
    return sandwich { i, j in
      2 * sum(zip(projections[i], projections[j]).map { $0 * $1 }) / Double(cosineCount)
    }
  }

  /// Each column times the residuals.
  private var scores: [[Double]] {
    columns.map { column in zip(column, residuals).map { $0 * $1 } }
  }

  /// (XᵀX)⁻¹·M·(XᵀX)⁻¹ with Mᵢⱼ = `middle(i, j)`.
  private func sandwich(_ middle: (Int, Int) -> Double) -> SymmetricMatrix {
    let k = columns.count
    var meat = SymmetricMatrix(dimension: k)
    for i in 0..<k {
      for j in 0...i { meat[i, j] = middle(i, j) }
    }
    var result = SymmetricMatrix(dimension: k)
    for i in 0..<k {
      for j in 0...i {
        var sum = 0.0
        for a in 0..<k {
          for b in 0..<k { sum += inverse[i, a] * meat[a, b] * inverse[b, j] }
        }
        result[i, j] = sum
      }
    }
    return result
  }
}

extension SymmetricMatrix {
  /// Every element times `factor`.
  package func scaled(by factor: Double) -> SymmetricMatrix {
    var result = self
    for i in 0..<dimension {
      for j in 0...i { result[i, j] = self[i, j] * factor }
    }
    return result
  }
}

/// One coefficient with its standard error, and what it says under Student's t.
package struct CoefficientTest: Sendable, Equatable {
  package var estimate: Double
  package var standardError: Double
  package var degreesOfFreedom: Double

  /// - Parameters:
  ///   - fit: The regression.
  ///   - index: The coefficient's column.
  ///   - covariance: Which covariance to judge by.
  ///   - degreesOfFreedom: Of Student's t.
  package init(
    _ fit: LeastSquares, _ index: Int, covariance: SymmetricMatrix, degreesOfFreedom: Double
  ) {
    estimate = fit.coefficients[index]
    standardError = covariance[index, index].squareRoot()
    self.degreesOfFreedom = degreesOfFreedom
  }

  package var t: Double { estimate / standardError }
  package var pValue: Double { StudentT(degreesOfFreedom).twoSided(t) }

  /// The 95 % interval.
  package var interval: ConfidenceInterval {
    let width = StudentT(degreesOfFreedom).quantile(0.975) * standardError
    return ConfidenceInterval(low: estimate - width, high: estimate + width)
  }
}
