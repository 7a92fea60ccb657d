import Glibc

/// The logarithms of both tails of a distribution at one point.
///
/// Kept as logarithms because the p-values of a strong effect underflow a `Double`; each is
/// computed directly where it is small, so neither loses digits to 1 − p.
package struct LogTails: Sendable, Equatable {
  /// ln P(X ≤ x).
  package var lower: Double
  /// ln P(X > x).
  package var upper: Double

  package init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// The tails when only the lower one was computed.
  init(lower: Double) { self.init(lower: lower, upper: logOneMinusExp(min(lower, 0))) }

  /// The tails when only the upper one was computed.
  init(upper: Double) { self.init(lower: logOneMinusExp(min(upper, 0)), upper: upper) }

  static let undefined = LogTails(lower: .nan, upper: .nan)
  static let allAbove = LogTails(lower: -.infinity, upper: 0)
  static let allBelow = LogTails(lower: 0, upper: -.infinity)

  /// The same with the ends exchanged.
  var swapped: LogTails { LogTails(lower: upper, upper: lower) }
}

/// The smallest positive `Double` for which `holds` is true, when it is false below and true above;
/// infinity when it never is.
///
/// Bisects the bit patterns, which are ordered like the numbers: exact after 63 steps whatever the
/// scale of the answer.
func smallestPositive(where holds: (Double) -> Bool) -> Double {
  var low: UInt64 = 0
  var high = Double.infinity.bitPattern
  while high - low > 1 {
    let middle = low + (high - low) / 2
    if holds(Double(bitPattern: middle)) { high = middle } else { low = middle }
  }
  return Double(bitPattern: high)
}

/// The smallest whole number in `range` for which `holds` is true, when it is false below and true
/// above; the upper bound when it never is.
func smallestInteger(in range: Range<Int>, where holds: (Int) -> Bool) -> Int {
  var low = range.lowerBound
  var high = range.upperBound
  while low < high {
    let middle = low + (high - low) / 2
    if holds(middle) { high = middle } else { low = middle + 1 }
  }
  return low
}
