import Glibc

/// A decimal number as written: `mantissa × 10^exponent`, before any rounding.
package struct DecimalText: Equatable, Sendable {
  package var isNegative: Bool
  /// The first 19 significant digits.
  package var mantissa: UInt64
  /// The power of ten of the mantissa's last digit.
  package var exponent: Int
  /// Whether digits other than zero follow the mantissa's.
  package var isCut: Bool

  /// Reads `[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?` with blanks around it, or gives nil.
  ///
  /// Nothing else is a number: no `nan`, no `inf`, no hexadecimal, no `_`, no thousands separators.
  ///
  /// - Complexity: O(*n*), no allocation.
  package init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    let range = Self.trimmed(bytes, range)
    var index = range.lowerBound
    isNegative = false
    if index < range.upperBound {
      let sign = bytes[index]
      isNegative = sign == UInt8(ascii: "-")
      if isNegative || sign == UInt8(ascii: "+") { index &+= 1 }
    }
    (mantissa, exponent, isCut) = (0, 0, false)
    let isShort = range.upperBound &- index <= 19
    guard
      isShort
        ? readShort(bytes, &index, range.upperBound)
        : readLong(bytes, &index, range.upperBound)
    else { return nil }
    if index < range.upperBound {
      guard let power = Self.power(bytes, index..<range.upperBound) else { return nil }
      exponent &+= power
    }
  }

  /// The nearest double; infinite when the number is too large.
  package var double: Double? {
    guard !isCut else { return nil }
    return (isNegative ? -1 : 1) * magnitude
  }

  /// The digits of a text too short to overflow the mantissa.
  @inline(__always)
  private mutating func readShort(_ bytes: Span<UInt8>, _ index: inout Int, _ end: Int) -> Bool {
    let start = index
    var point = -1
    while index < end {
      let byte = bytes[index]
      let digit = byte &- 0x30
      if digit <= 9 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
      } else if byte == UInt8(ascii: "."), point < 0 {
        point = index
      } else {
        break
      }
      index &+= 1
    }
    guard point >= 0 else { return index > start }
    exponent = point &+ 1 &- index
    return index &- start > 1
  }

  /// The digits of a text of any length: those after the 19th only move the exponent.
  private mutating func readLong(_ bytes: Span<UInt8>, _ index: inout Int, _ end: Int) -> Bool {
    var digits = 0
    var significant = 0
    var hasPoint = false
    while index < end {
      let byte = bytes[index]
      let digit = byte &- 0x30
      if digit <= 9 {
        digits &+= 1
        if significant < 19 {
          mantissa = mantissa &* 10 &+ UInt64(digit)
          if mantissa != 0 { significant &+= 1 }
          if hasPoint { exponent &-= 1 }
        } else {
          if digit != 0 { isCut = true }
          if !hasPoint { exponent &+= 1 }
        }
      } else if byte == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
      } else {
        break
      }
      index &+= 1
    }
    return digits > 0
  }

  /// The power of ten in `e-12`; beyond ±99,999 it is cut, which no number can tell.
  private static func power(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var index = range.lowerBound
    guard bytes[index] | 0x20 == UInt8(ascii: "e") else { return nil }
    index &+= 1
    var isNegative = false
    if index < range.upperBound, bytes[index] == UInt8(ascii: "-") || bytes[index] == 0x2B {
      isNegative = bytes[index] == UInt8(ascii: "-")
      index &+= 1
    }
    guard index < range.upperBound else { return nil }
    var power = 0
    while index < range.upperBound {
      let digit = bytes[index] &- 0x30
      guard digit <= 9 else { return nil }
      power = min(power &* 10 &+ Int(digit), 99_999)
      index &+= 1
    }
    return isNegative ? -power : power
  }

  /// `range` without blanks at either end.
  static func trimmed(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, isBlank(bytes[start]) { start &+= 1 }
    while end > start, isBlank(bytes[end &- 1]) { end &-= 1 }
    return start..<end
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

extension DecimalText {
  /// The double nearest to the number that `range` of `bytes` writes, or nil when it writes none.
  ///
  /// Correctly rounded, ties to even, for any number of digits; infinite when it is too large.
  ///
  /// - Complexity: O(*n*); a division for up to 19 digits, `strtod` for more.
  package static func double(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Double? {
    if let plain = plainDouble(bytes, range) { return plain }
    guard let text = DecimalText(bytes, range) else { return nil }
    return text.double ?? longDouble(bytes, trimmed(bytes, range))
  }

  /// ⌊|value| × 10^power⌋ with the sign of the value, or nil when it does not fit: no rounding.
  package func scaled(by power: Int) -> Int64? {
    var power = exponent &+ power
    var value = mantissa
    while power < 0, value != 0 {
      value /= 10
      power &+= 1
    }
    while power > 0, value != 0 {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      value = product
      power &-= 1
    }
    guard value <= UInt64(Int64.max) else { return nil }
    return isNegative ? -Int64(value) : Int64(value)
  }

  /// The powers of ten that a double holds exactly.
  package static let tens: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// The powers of five that 64 bits hold exactly.
  private static let fives: [UInt64] = {
    var powers: [UInt64] = [1]
    for _ in 1...27 { powers.append(powers[powers.count - 1] * 5) }
    return powers
  }()

  private var magnitude: Double {
    if mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
      let value = Double(mantissa)
      return exponent < 0 ? value / Self.tens[-exponent] : value * Self.tens[exponent]
    }
    if mantissa == 0 { return 0 }
    if exponent >= 0, exponent <= 27 { return product(Self.fives[exponent]) }
    if exponent < 0, exponent >= -27 { return quotient(Self.fives[-exponent]) }
    return Self.standard("\(mantissa)e\(exponent)")
  }

  /// The mantissa × 5^e × 2^e from the exact product of 128 bits, rounded once.
  private func product(_ five: UInt64) -> Double {
    let (high, low) = mantissa.multipliedFullWidth(by: five)
    if high == 0 { return Double(low) * Self.powerOfTwo(exponent) }
    let shift = high.leadingZeroBitCount
    let top = shift == 0 ? high : high << shift | low >> (64 - shift)
    let rest = low << shift
    return Double(top | (rest == 0 ? 0 : 1)) * Self.powerOfTwo(64 - shift + exponent)
  }

  /// The mantissa ÷ 5^e ÷ 2^e from the exact quotient and whether it has a remainder, rounded once.
  ///
  /// Both are shifted to 64 significant bits, so the quotient has at least 63, ten more than
  /// needed; the remainder becomes its lowest bit, which is enough to round right.
  private func quotient(_ five: UInt64) -> Double {
    let left = mantissa.leadingZeroBitCount
    let right = five.leadingZeroBitCount
    let numerator = mantissa << left
    let (quotient, remainder) = (five << right).dividingFullWidth((numerator >> 1, numerator << 63))
    return Double(quotient | (remainder == 0 ? 0 : 1))
      * Self.powerOfTwo(right - left - 63 + exponent)
  }

  private static func powerOfTwo(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }

  private static func longDouble(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Double {
    var text = ""
    for index in range { text.unicodeScalars.append(Unicode.Scalar(bytes[index])) }
    return standard(text)
  }

  /// Rounds what the short ways cannot: many digits or large powers.
  ///
  /// The C library's conversion is exact, and the process never leaves the C locale.
  private static func standard(_ text: String) -> Double {
    unsafe text.withCString { unsafe strtod($0, nil) }
  }
}
