/// Free functions that print into a block of bytes at a place and move the place on.
///
/// The caller makes sure that the block has room; a missing byte traps and never overwrites.
enum TextBlock {
  /// The most bytes that a number takes, with sign and point.
  static let numberLength = 24

  /// Appends `text[range]`.
  static func put(
    _ text: Span<UInt8>, _ range: Range<Int>, to block: inout MutableSpan<UInt8>,
    at place: inout Int
  ) {
    for index in range {
      block[place] = text[index]
      place &+= 1
    }
  }

  /// Appends a whole number that is not negative.
  static func put(_ number: Int64, to block: inout MutableSpan<UInt8>, at place: inout Int) {
    place &+= digitCount(number.magnitude)
    putDigits(number.magnitude, before: place, in: &block)
  }

  /// Appends `units`·10^−`decimals`, not negative, with exactly so many digits after the point.
  static func put(
    _ units: Int64, decimals: Int, to block: inout MutableSpan<UInt8>, at place: inout Int
  ) {
    guard decimals > 0 else {
      put(units, to: &block, at: &place)
      return
    }
    let digits = digitCount(units.magnitude)
    let wholeDigits = max(digits &- decimals, 1)
    for index in place..<(place &+ max(decimals &+ 2 &- digits, 0)) {
      block[index] = UInt8(ascii: "0")
    }
    let end = place &+ wholeDigits &+ 1 &+ decimals
    putDigits(units.magnitude, before: end, in: &block)
    // All digits stand one place to the right of where the whole part belongs.
    for index in place..<(place &+ wholeDigits) { block[index] = block[index &+ 1] }
    block[place &+ wholeDigits] = UInt8(ascii: ".")
    place = end
  }

  /// Writes the digits of `number` so that the last is before `end`: two for each division.
  private static func putDigits(
    _ number: UInt64, before end: Int, in block: inout MutableSpan<UInt8>
  ) {
    var rest = number
    var end = end
    while rest >= 100 {
      let quotient = rest / 100
      let pair = rest &- quotient &* 100
      let tens = (pair &* 103) >> 10
      block[end &- 1] = UInt8(truncatingIfNeeded: pair &- tens &* 10) | 0x30
      block[end &- 2] = UInt8(truncatingIfNeeded: tens) | 0x30
      end &-= 2
      rest = quotient
    }
    let tens = (rest &* 103) >> 10
    block[end &- 1] = UInt8(truncatingIfNeeded: rest &- tens &* 10) | 0x30
    if tens > 0 { block[end &- 2] = UInt8(truncatingIfNeeded: tens) | 0x30 }
  }

  private static func digitCount(_ number: UInt64) -> Int {
    var count = 1
    var rest = number
    while rest >= 10_000 {
      rest /= 10_000
      count &+= 4
    }
    return count &+ (rest >= 1_000 ? 3 : rest >= 100 ? 2 : rest >= 10 ? 1 : 0)
  }
}
