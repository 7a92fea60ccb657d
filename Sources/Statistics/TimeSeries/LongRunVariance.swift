import Glibc

/// The lag length of Newey and West's rule: ⌊4·(n/100)^(2/9)⌋.
package func neweyWestLag(_ count: Int) -> Int {
  Int(4 * pow(Double(count) / 100, 2.0 / 9))
}

/// The long-run variance γ₀ + 2·Σ (1 − l/(L+1))·γₗ with Bartlett's weights, of deviations from 0.
package func bartlettLongRunVariance(_ values: [Double], lags: Int) -> Double {
  var sum = laggedProduct(values, 0)
  for lag in stride(from: 1, through: min(lags, values.count - 1), by: 1) {
    sum += 2 * (1 - Double(lag) / Double(lags + 1)) * laggedProduct(values, lag)
  }
  return sum / Double(values.count)
}
