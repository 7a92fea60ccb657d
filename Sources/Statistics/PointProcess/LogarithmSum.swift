import Glibc

/// Σ ln xᵢ at the price of one multiplication a term.
///
/// Terms are multiplied and the logarithm of the product is taken only when it leaves
/// 10^±100. The error is that of the product, about √n roundings of it.
struct LogarithmSum {
  private var total = 0.0
  private var product = 1.0

  /// Adds ln `value`. Zero makes the sum −∞, a negative value NaN.
  mutating func add(_ value: Double) {
    guard value > 1e-100 && value < 1e100 else {
      total += log(value)
      return
    }
    product *= value
    if product < 1e-100 || product > 1e100 {
      total += log(product)
      product = 1
    }
  }

  /// The sum so far.
  var value: Double { total + log(product) }
}
