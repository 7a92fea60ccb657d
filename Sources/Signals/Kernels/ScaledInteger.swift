/// Notionals and quantities as whole numbers of 10⁻⁸: sums do not depend on any order.
enum ScaledInteger {
  private static let scale = 1e8
  /// Beyond this a value is not money: 2³² rows of it still fit 128 bits.
  private static let limit = 0x1p94

  /// `value` × 10⁸, rounded half to even; nil when it is missing or beyond all measure.
  static func of(_ value: Double) -> Int128? {
    let scaled = (value * scale).rounded(.toNearestOrEven)
    guard abs(scaled) < limit else { return nil }
    return abs(scaled) < 0x1p62 ? Int128(Int64(scaled)) : Int128(scaled)
  }

  /// The number that a sum stands for.
  static func double(_ sum: Int128) -> Double {
    // Nearly all fit 64 bits, which the processor converts: a hundredth of what 128 bits cost.
    let low = Int64(truncatingIfNeeded: sum)
    return (Int128(low) == sum ? Double(low) : Double(sum)) / scale
  }
}
