/// A number as the unevaluated sum of two doubles: about 32 digits.
///
/// Running sums that samples enter and leave keep their 16 digits this way, whatever passed through
/// them. The algorithms are Dekker's and Knuth's error-free transformations.
struct DoubleDouble: Sendable {
  var high: Double
  var low: Double

  static let zero = DoubleDouble(high: 0, low: 0)

  init(high: Double, low: Double) {
    self.high = high
    self.low = low
  }

  /// `a + b` without error.
  init(sum a: Double, _ b: Double) {
    let sum = a + b
    let part = sum - a
    self.init(high: sum, low: (a - (sum - part)) + (b - part))
  }

  /// `a − b` without error.
  init(difference a: Double, _ b: Double) { self.init(sum: a, -b) }

  /// `a · b` without error.
  init(product a: Double, _ b: Double) {
    let product = a * b
    self.init(high: product, low: (-product).addingProduct(a, b))
  }

  var value: Double { high + low }
  var isFinite: Bool { high.isFinite && low.isFinite }

  static prefix func - (value: Self) -> Self { Self(high: -value.high, low: -value.low) }

  static func + (left: Self, right: Self) -> Self {
    let highs = Self(sum: left.high, right.high)
    let lows = Self(sum: left.low, right.low)
    let first = fastSum(highs.high, highs.low + lows.high)
    return fastSum(first.high, first.low + lows.low)
  }

  static func += (left: inout Self, right: Self) { left = left + right }
  static func -= (left: inout Self, right: Self) { left = left + -right }

  static func * (left: Self, right: Self) -> Self {
    let product = Self(product: left.high, right.high)
    return fastSum(product.high, product.low + (left.high * right.low + left.low * right.high))
  }

  static func / (left: Self, right: Double) -> Self {
    let first = left.high / right
    let rest = left + -Self(product: first, right)
    return fastSum(first, rest.high / right)
  }

  /// `a + b` without error when |a| ≥ |b|.
  private static func fastSum(_ a: Double, _ b: Double) -> Self {
    let sum = a + b
    return Self(high: sum, low: b - (sum - a))
  }
}
