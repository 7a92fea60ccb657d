/// Eight bytes at a time in one register: how text is scanned without a branch a byte.
///
/// The first byte of the text is the lowest of the word (little endian), so the first match is the
/// lowest bit set. Idioms from Hacker's Delight, chapter 6, and Mula's and Lemire's notes.
@usableFromInline package enum ByteWords {
  /// The lowest bit of every byte.
  @inlinable @inline(__always) package static var lows: UInt64 { 0x0101_0101_0101_0101 }
  /// The highest bit of every byte.
  @inlinable @inline(__always) package static var highs: UInt64 { 0x8080_8080_8080_8080 }

  /// The word whose eight bytes are `byte`.
  @inlinable @inline(__always) package static func repeated(_ byte: UInt8) -> UInt64 {
    UInt64(byte) &* lows
  }

  /// The eight bytes from `offset`, which must all lie in `bytes`.
  @inlinable @inline(__always) package static func load(_ bytes: Span<UInt8>, _ offset: Int)
    -> UInt64
  {
    // Benefit: one load instead of eight. Soundness: `RawSpan` checks that the eight bytes lie
    // inside, and any bits are a valid UInt64.
    UInt64(
      littleEndian: unsafe bytes.bytes.unsafeLoadUnaligned(
        fromByteOffset: offset, as: UInt64.self))
  }

  /// A word whose lowest set bit lies in the first byte of `word` that is zero.
  ///
  /// Bits above the lowest one may be wrong.
  @inlinable @inline(__always) package static func zeroBytes(_ word: UInt64) -> UInt64 {
    (word &- lows) & ~word & highs
  }

  /// The highest bit of every byte below `-`: commas, line feeds, quotes, blanks.
  @inlinable @inline(__always) package static func separators(_ word: UInt64) -> UInt64 {
    let notBelow = (word & ~highs) &+ repeated(0x80 - 0x2D)
    return ~(notBelow | word) & highs
  }

  /// The place of the first byte from `start` that is `byte`, or `end` when there is none before.
  package static func index(
    of byte: UInt8, in bytes: Span<UInt8>, from start: Int, to end: Int
  ) -> Int {
    let pattern = repeated(byte)
    var index = start
    while index &+ 8 <= end {
      let hits = zeroBytes(load(bytes, index) ^ pattern)
      if hits != 0 { return index &+ hits.trailingZeroBitCount >> 3 }
      index &+= 8
    }
    while index < end, bytes[index] != byte { index &+= 1 }
    return index
  }

  /// How many of the bytes from `start` to `end` are `byte`.
  package static func count(
    of byte: UInt8, in bytes: Span<UInt8>, from start: Int, to end: Int
  ) -> Int {
    let pattern = repeated(byte)
    let lowBits = ~highs
    var count = 0
    var index = start
    while index &+ 8 <= end {
      let difference = load(bytes, index) ^ pattern
      let nonzero = ((difference & lowBits) &+ lowBits) | difference
      count &+= (~nonzero & highs).nonzeroBitCount
      index &+= 8
    }
    while index < end {
      if bytes[index] == byte { count &+= 1 }
      index &+= 1
    }
    return count
  }

  /// The place of the last `byte` before `end`, or nil when there is none from `start` on.
  package static func lastIndex(
    of byte: UInt8, in bytes: Span<UInt8>, from start: Int, to end: Int
  ) -> Int? {
    var index = end
    while index > start {
      index &-= 1
      if bytes[index] == byte { return index }
    }
    return nil
  }

  /// The number that the eight decimal digits in `word` write, or nil when one is no digit.
  @inlinable @inline(__always) package static func eightDigits(_ word: UInt64) -> UInt64? {
    let carried = (word &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0
    guard (word & 0xF0F0_F0F0_F0F0_F0F0) | (carried >> 4) == 0x3333_3333_3333_3333 else {
      return nil
    }
    let digits = word & 0x0F0F_0F0F_0F0F_0F0F
    let pairs = (digits &* 10 &+ digits >> 8) & 0x00FF_00FF_00FF_00FF
    let fours = (pairs &* 100 &+ pairs >> 16) & 0x0000_FFFF_0000_FFFF
    return (fours &* 10_000 &+ fours >> 32) & 0xFFFF_FFFF
  }

  /// The four numbers whose eight decimal digits are the bytes of each word, as values from 0 to 9,
  /// or nil when a byte is none.
  @inlinable @inline(__always)
  package static func numbers(
    _ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64
  ) -> (UInt32, UInt32, UInt32, UInt32)? {
    let over = repeated(0x80 - 10)
    let low = (first &+ over) | first | (second &+ over) | second
    let high = (third &+ over) | third | (fourth &+ over) | fourth
    guard (low | high) & highs == 0 else { return nil }
    return (number(first), number(second), number(third), number(fourth))
  }

  /// The number whose eight digits are the bytes of `digits`, as values from 0 to 9.
  @inlinable @inline(__always)
  static func number(_ digits: UInt64) -> UInt32 {
    let pairs = (digits &* 10 &+ digits >> 8) & 0x00FF_00FF_00FF_00FF
    let fours = (pairs &* 100 &+ pairs >> 16) & 0x0000_FFFF_0000_FFFF
    return UInt32(truncatingIfNeeded: fours &* 10_000 &+ fours >> 32)
  }
}
