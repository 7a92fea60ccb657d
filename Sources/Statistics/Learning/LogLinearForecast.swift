import Glibc

/// A forecast of a positive quantity: its logarithm is linear in z-scored features.
package struct LogLinearForecast: Sendable, Equatable {
  package let scales: [Scale]
  package let coefficients: [Double]
  package let intercept: Double
  /// The mean of e^error of held-out rows: what the expectation is above e^(expected logarithm),
  /// whatever the law of the errors (Duan, 1983).
  package let smearing: Double
  /// The 0.05 and 0.95 quantiles of the errors of the logarithm on held-out rows.
  package let low: Double
  package let high: Double

  package init(
    scales: [Scale], coefficients: [Double], intercept: Double, smearing: Double, low: Double,
    high: Double
  ) {
    self.scales = scales
    self.coefficients = coefficients
    self.intercept = intercept
    self.smearing = smearing
    self.low = low
    self.high = high
  }

  /// Learns from rows in time order; nil with fewer than 100 positive targets.
  ///
  /// A ridge of 1 on z-scores keeps dependent features apart. The errors are those of a fit to the
  /// first four fifths of the rows on the last fifth, so the quantiles are not flattered.
  ///
  /// - Parameters:
  ///   - columns: Raw features, finite.
  ///   - targets: What followed; rows where it is not positive are left out.
  ///   - gap: How many rows a target looks ahead; they are left out before the last fifth.
  /// - Complexity: O(rows · features²).
  package init?(learning columns: [[Double]], _ targets: [Double], gap: Int) {
    let rows = targets.indices.filter { targets[$0] > 0 }
    let x = columns.map { column in rows.map { column[$0] } }
    let y = rows.map { log(targets[$0]) }
    let cut = y.count * 4 / 5
    guard y.count >= 100, cut > gap,
      let early = RidgeFit(x.map { Array($0[..<(cut - gap)]) }, Array(y[..<(cut - gap)])),
      let whole = RidgeFit(x, y)
    else { return nil }
    let expected = early.values(x.map { Array($0[cut...]) })
    let errors = zip(y[cut...], expected).map { $0 - $1 }
    let edges = quantiles(errors, [0.05, 0.95])
    self.init(
      scales: whole.scales, coefficients: whole.coefficients, intercept: whole.intercept,
      smearing: mean(errors.map { exp($0) }), low: edges[0], high: edges[1])
  }

  /// The expected logarithm of each row.
  package func logMeans(_ columns: [[Double]]) -> [Double] {
    linearValues(columns, scales, coefficients, intercept)
  }

  /// The expectation of each row.
  package func means(_ columns: [[Double]]) -> [Double] {
    logMeans(columns).map { smearing * exp($0) }
  }
}

/// Least squares with a ridge of 1 on z-scored columns.
private struct RidgeFit {
  let scales: [Scale]
  let coefficients: [Double]
  let intercept: Double

  init?(_ columns: [[Double]], _ y: [Double]) {
    scales = columns.map(Scale.init)
    intercept = mean(y)
    let scored = zip(scales, columns).map { $0.applied(to: $1) }
    let target = centred(y)
    var products = SymmetricMatrix(dimension: columns.count)
    for i in columns.indices {
      for j in 0...i { products[i, j] = dot(scored[i], scored[j]) + (i == j ? 1 : 0) }
    }
    guard let factor = products.cholesky else { return nil }
    coefficients = factor.solve(scored.map { dot($0, target) })
  }

  func values(_ columns: [[Double]]) -> [Double] {
    linearValues(columns, scales, coefficients, intercept)
  }
}

private func linearValues(
  _ columns: [[Double]], _ scales: [Scale], _ coefficients: [Double], _ intercept: Double
) -> [Double] {
  var sums = [Double](repeating: intercept, count: columns.first?.count ?? 0)
  for (feature, column) in columns.enumerated() {
    for row in sums.indices {
      sums[row] += coefficients[feature] * scales[feature].applied(column[row])
    }
  }
  return sums
}
