/// Correlations of one series with another at lags −K…K.
package struct CrossCorrelation: Sendable, Equatable {
  /// The largest lag K.
  package let maxLag: Int
  /// corr(xₜ, yₜ₊ₖ) for k = −K…K: at positive lags x comes first.
  package let values: [Double]
  /// The pairs at lag 0.
  package let count: Int

  /// Missing values (NaN) are left out pairwise; every lag is divided by the same number of pairs.
  ///
  /// - Precondition: Both series have the same length.
  /// - Complexity: O(*n*·K).
  package init(_ x: [Double], _ y: [Double], maxLag: Int) {
    precondition(x.count == y.count, "x has \(x.count) values, y has \(y.count)")
    let (a, b) = (deviationsWithGaps(x), deviationsWithGaps(y))
    let scale = (laggedProduct(a, 0) * laggedProduct(b, 0)).squareRoot()
    self.maxLag = maxLag
    count = zip(x, y).count { !$0.isNaN && !$1.isNaN }
    values = (-maxLag...maxLag).map { laggedProduct(a.span, b.span, $0) / scale }
  }
}
