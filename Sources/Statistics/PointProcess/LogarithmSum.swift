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

/// Σ ln(1 + xᵢ) of xᵢ ≥ 0 without losing small ones: what the product exceeds 1 by is kept, so the
/// relative error stays that of ln(1 + x) however many there are.
struct LogarithmOnePlusSum {
  private var total = 0.0
  private var excess = 0.0

  /// Adds ln(1 + `value`).
  @inline(__always)
  mutating func add(_ value: Double) {
    excess += value + excess * value
    // Written so that NaN is kept too.
    if !(excess < 1e100) {
      total += log1p(excess)
      excess = 0
    }
  }

  /// The sum so far.
  var value: Double { total + log1p(excess) }
}
