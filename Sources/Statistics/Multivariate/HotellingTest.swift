import Glibc

/// Whether the mean of independent vectors is zero: Hotelling's T² (1931).
///
/// On one vector a day (the first harmonic of its hourly counts, say) this is a test of daily phase
/// that keeps its level under clustering, because the days are the units.
package struct HotellingTest: Sendable, Equatable {
  /// T² = n·m̄ᵀ·S⁻¹·m̄.
  package let statistic: Double
  /// By F = T²·(n − d)/(d·(n − 1)) with d and n − d degrees of freedom.
  package let pValue: Double
  /// m̄, the mean vector.
  package let mean: [Double]

  /// The test of `vectors`, all of one dimension; nil when there are not more of them than
  /// dimensions or their covariance is singular.
  ///
  /// - Complexity: O(n·d² + d³).
  package init?(_ vectors: [[Double]]) {
    let dimension = vectors.first?.count ?? 0
    let count = Double(vectors.count)
    guard dimension > 0, vectors.count > dimension else { return nil }
    let centre = (0..<dimension).map { i in Statistics.mean(vectors.map { $0[i] }) }
    var covariance = SymmetricMatrix(dimension: dimension)
    for vector in vectors { covariance.addOuterProduct(of: zip(vector, centre).map(-)) }
    guard let factor = covariance.scaled(by: 1 / (count - 1)).cholesky else { return nil }
    mean = centre
    statistic = count * dot(centre, factor.solve(centre))
    let rest = Double(vectors.count - dimension)
    let ratio = statistic * rest / (Double(dimension) * (count - 1))
    pValue = FisherF(Double(dimension), rest).upperTail(ratio)
  }

  /// The direction of a two-dimensional mean, from 0 to 2π.
  package var angle: Double {
    let angle = atan2(mean[1], mean[0])
    return angle < 0 ? angle + 2 * Double.pi : angle
  }
}
