/// A plain number of 1 to 8 characters before it is one: as eight digits, and how many of them are
/// behind the point.
///
///     let written = ShortNumber(ByteWords.load(bytes, start), count: 5)   // 71.25
///     ByteWords.numbers(written.digits, 0, 0, 0)                        // 7125
@usableFromInline package struct ShortNumber {
  /// The power of ten for each number of digits behind the point, and for no point the ninth.
  package static let tens: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1]

  /// The digits as values, zeros before them; anything else where it is no plain number. A point
  /// alone is zero.
  @usableFromInline package let digits: UInt64
  /// The index into `tens` of what to divide by.
  @usableFromInline package let fraction: Int

  /// Without a branch on where the point is, which differs from number to number.
  ///
  /// - Parameters:
  ///   - word: The characters, the first lowest, and whatever follows them.
  ///   - count: How many they are, from 1 to 8.
  @inlinable @inline(__always)
  package init(_ word: UInt64, count: Int) {
    // The characters in the highest bytes, zeros below them.
    let unused = 64 &- UInt64(truncatingIfNeeded: count) &* 8
    let text = (word ^ ByteWords.repeated(0x30)) << unused
    let hits = ByteWords.zeroBytes(text ^ ByteWords.repeated(UInt8(ascii: ".") ^ 0x30))
    let point = hits & (0 &- hits)
    let before = point == 0 ? 0 : point << 1 &- 1
    digits = (text & ~before) | (text << 8 & before)
    fraction = point.leadingZeroBitCount >> 3
  }

  /// The double nearest to the number that is written: one exact integer divided by one exact power
  /// of ten, which rounds correctly (Clinger 1990).
  ///
  /// - Parameters:
  ///   - number: What the digits say.
  ///   - tens: `ShortNumber.tens`, which a loop takes out once.
  /// - Returns: Means nothing where the digits are none.
  @inlinable @inline(__always)
  package func value(_ number: UInt32, _ tens: Span<Double>) -> Double {
    Double(number) / tens[fraction]
  }
}
