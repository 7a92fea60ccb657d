import CLanes

/// Sixteen bytes of text at a time.
package enum Lanes {
  static let count = 16

  /// The sixteen bytes from `offset`, which must all lie in `text`.
  @inline(__always)
  private static func load(_ text: Span<UInt8>, _ offset: Int) -> SIMD16<UInt8> {
    // Benefit: one load, and no loop that the compiler writes twice, with and without its checks.
    // Soundness: each caller, all in this file, has compared with the length of the text; any bits
    // are valid bytes.
    unsafe text.bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: offset, as: SIMD16<UInt8>.self)
  }

  /// Which of sixteen bytes from `offset` differ from `other`, one bit a byte; all of them where
  /// less than sixteen follow.
  @inline(__always)
  static func differences(
    _ text: Span<UInt8>, _ offset: Int, _ other: SIMD16<UInt8>
  ) -> UInt32 {
    guard offset >= 0, offset &+ count <= text.count else { return .max }
    return clanes_differences(load(text, offset), other)
  }

  /// Whether each of the 32 bytes from `offset` on, which must all be there, is a comma or a line
  /// feed: a bit each, the first lowest.
  @inline(__always)
  package static func separators(_ text: Span<UInt8>, from offset: Int) -> UInt32 {
    precondition(offset >= 0 && offset <= text.count &- 2 &* count)
    return clanes_separators(load(text, offset))
      | clanes_separators(load(text, offset &+ count)) << 16
  }

  /// Whether `count` bytes, of which there are sixteen or more, are the same in two places.
  @inline(__always)
  static func isSame(_ text: Span<UInt8>, _ left: Int, _ right: Int, _ count: Int) -> Bool {
    // The last ones are compared from behind: some twice, none masked.
    let last = count &- Self.count
    guard last >= 0, min(left, right) >= 0, max(left, right) <= text.count &- count else {
      return false
    }
    var differences = clanes_differences(load(text, left &+ last), load(text, right &+ last))
    var offset = 0
    while offset < last {
      differences |= clanes_differences(load(text, left &+ offset), load(text, right &+ offset))
      offset &+= Self.count
    }
    return differences == 0
  }

  /// The place of the quote that ends a string of plain ASCII without escapes, or nil, also where
  /// less than sixteen bytes follow.
  @inline(__always)
  static func plainStringEnd(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    var place = start
    while place >= 0, place &+ count <= text.count, place < end {
      let lanes = load(text, place)
      let quotes = clanes_quotes(lanes)
      // Of what comes before the first quote; of everything where there is none.
      guard clanes_odd(lanes) & (quotes ^ (quotes &- 1)) == 0 else { return nil }
      if quotes != 0 {
        place &+= quotes.trailingZeroBitCount
        return place < end ? place : nil
      }
      place &+= count
    }
    return nil
  }

  /// The first place that holds no digit, or nil where less than sixteen bytes follow.
  @inline(__always)
  static func digitsEnd(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    var place = start
    while place >= 0, place &+ count <= text.count {
      let others = clanes_not_digits(load(text, place))
      if others != 0 || place >= end { return min(end, place &+ others.trailingZeroBitCount) }
      place &+= count
    }
    return nil
  }
}
