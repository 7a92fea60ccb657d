import Glibc

/// The limit distribution of √n times the largest distance of two distribution functions.
package enum Kolmogorov {
  /// P(K > x) = 2·Σ (−1)ᵏ⁻¹e^(−2k²x²); below 1 by the quickly converging theta transform.
  package static func upperTail(_ x: Double) -> Double {
    guard x > 0 else { return x.isNaN ? .nan : 1 }
    return x < 1 ? 1 - lowerByTheta(x) : exp(logUpperTail(x))
  }

  /// ln P(K > x), also where the tail itself underflows.
  package static func logUpperTail(_ x: Double) -> Double {
    guard x >= 1 else { return log(upperTail(x)) }
    let first = exp(-6 * x * x)
    let second = exp(-16 * x * x)
    return log(2) - 2 * x * x + log1p(second - first - exp(-30 * x * x))
  }

  /// P(√n·D > √n·`distance`) for a sample of `count`, with the correction of order 1/√n.
  ///
  /// Vrbik (2018): the limit distribution at √n·D + 1/(6√n) + (√n·D − 1)/(4n).
  package static func upperTail(distance: Double, count: Int) -> Double {
    let n = Double(count)
    let root = n.squareRoot()
    return upperTail(root * distance + 1 / (6 * root) + (root * distance - 1) / (4 * n))
  }

  /// √(2π)/x·Σ e^(−(2k−1)²π²/(8x²)).
  private static func lowerByTheta(_ x: Double) -> Double {
    let unit = -Double.pi * Double.pi / (8 * x * x)
    let sum = exp(unit) + exp(9 * unit) + exp(25 * unit) + exp(49 * unit)
    return (2 * Double.pi).squareRoot() / x * sum
  }
}
