/// The fast way for what nearly all numbers of the venues are: up to 16 digits and a point.
extension DecimalText {
  /// The nearest double of up to 16 characters that are digits and at most one point, or nil for
  /// anything else, and for more than 2⁵³ behind the point's removal: the general way reads those.
  ///
  /// The point is shifted out of the bytes and eight digits are converted at once, so the length
  /// costs no mispredicted branch. The result is one exact integer divided by one exact power of
  /// ten, which rounds correctly (Clinger 1990).
  package static func plainDouble(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Double? {
    let start = range.lowerBound
    let count = range.count
    if count <= 8 {
      guard count > 0, start &+ 8 <= bytes.count else { return nil }
      return shortDouble(ByteWords.load(bytes, start) & mask(count), count)
    }
    guard count <= 16, start &+ 16 <= bytes.count else { return nil }
    return longerDouble(
      ByteWords.load(bytes, start), ByteWords.load(bytes, start &+ 8) & mask(count &- 8), count)
  }

  /// The number of the `count` characters (1 to 8) in `word`, zeros behind them.
  @inline(__always)
  private static func shortDouble(_ word: UInt64, _ count: Int) -> Double? {
    let hits = points(word)
    guard hits != 0 else { return digits(word, count).map { Double($0) } }
    let place = hits.trailingZeroBitCount >> 3
    let below: UInt64 = (1 << UInt64(place &* 8)) &- 1
    let joined = (word & below) | (word >> 8 & ~below)
    guard let value = digits(joined, count &- 1) else { return nil }
    return Double(value) / tens[count &- 1 &- place]
  }

  private static func longerDouble(
    _ first: UInt64, _ second: UInt64, _ count: Int
  ) -> Double? {
    var (first, second, digitCount, fraction) = (first, second, count, 0)
    let firstHits = points(first)
    if firstHits != 0 {
      let place = firstHits.trailingZeroBitCount >> 3
      let below: UInt64 = (1 << UInt64(place &* 8)) &- 1
      first = (first & below) | ((first >> 8 | second << 56) & ~below)
      second >>= 8
      (digitCount, fraction) = (count &- 1, count &- 1 &- place)
    } else {
      let hits = points(second)
      if hits != 0 {
        let place = hits.trailingZeroBitCount >> 3
        let below: UInt64 = (1 << UInt64(place &* 8)) &- 1
        second = (second & below) | (second >> 8 & ~below)
        (digitCount, fraction) = (count &- 1, count &- 9 &- place)
      }
    }
    guard let high = ByteWords.eightDigits(first) else { return nil }
    var value = high
    if digitCount > 8 {
      guard let low = digits(second, digitCount &- 8) else { return nil }
      value = high &* wholeTens[digitCount &- 8] &+ low
    }
    guard value <= 1 << 53 else { return nil }
    return Double(value) / tens[fraction]
  }

  /// Ones in the lowest `count` bytes, of up to eight.
  @inline(__always)
  private static func mask(_ count: Int) -> UInt64 {
    ~0 >> (64 &- UInt64(truncatingIfNeeded: count) &* 8)
  }

  @inline(__always)
  private static func points(_ word: UInt64) -> UInt64 {
    ByteWords.zeroBytes(word ^ ByteWords.repeated(UInt8(ascii: ".")))
  }

  /// The number that the lowest `count` bytes, of up to eight, write.
  @inline(__always)
  private static func digits(_ word: UInt64, _ count: Int) -> UInt64? {
    guard count > 0 else { return nil }
    let missing = 64 &- UInt64(truncatingIfNeeded: count) &* 8
    let zeros: UInt64 = 0x3030_3030_3030_3030 & ((1 << missing) &- 1)
    return ByteWords.eightDigits(word << missing | zeros)
  }

  private static let wholeTens: [UInt64] = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
  ]
}
