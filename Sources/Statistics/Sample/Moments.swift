import Glibc

/// The sum with Neumaier's compensation.
///
/// - Complexity: O(*n*), about 1 ns a value.
package func sum(_ values: [Double]) -> Double {
  var sum = 0.0
  var correction = 0.0
  for value in values {
    let total = sum + value
    correction += abs(sum) >= abs(value) ? (sum - total) + value : (value - total) + sum
    sum = total
  }
  return sum + correction
}

/// The mean; NaN of nothing.
package func mean(_ values: [Double]) -> Double { sum(values) / Double(values.count) }

/// Σ(x − x̄)²/n; NaN of nothing.
package func populationVariance(_ values: [Double]) -> Double {
  squaredDeviations(values) / Double(values.count)
}

/// Σ(x − x̄)²/(n − 1); NaN of fewer than two.
package func sampleVariance(_ values: [Double]) -> Double {
  values.count < 2 ? .nan : squaredDeviations(values) / Double(values.count - 1)
}

/// Σ(x − x̄)².
package func squaredDeviations(_ values: [Double]) -> Double {
  let centre = mean(values)
  return sum(values.map { ($0 - centre) * ($0 - centre) })
}

/// `values` less their mean.
package func centred(_ values: [Double]) -> [Double] {
  let centre = mean(values)
  return values.map { $0 - centre }
}

/// Pearson's correlation; NaN when either is constant.
///
/// - Precondition: Both have the same number of values.
package func correlation(_ x: [Double], _ y: [Double]) -> Double {
  precondition(x.count == y.count, "x has \(x.count) values, y has \(y.count)")
  let (a, b) = (centred(x), centred(y))
  let product = sum(zip(a, b).map { $0 * $1 })
  return product / (sum(a.map { $0 * $0 }) * sum(b.map { $0 * $0 })).squareRoot()
}
