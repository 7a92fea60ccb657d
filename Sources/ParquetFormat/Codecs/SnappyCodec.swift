/// SNAPPY = 1, read only (google/snappy, format_description.txt).
///
/// "The stream starts with the uncompressed length … as a little-endian varint." Then elements; the
/// two low bits of each tag byte are the kind: 0 a literal, 1, 2 and 3 copies of bytes already
/// written, with offsets of 11, 16 and 32 bits.
enum SnappyCodec: Codec {
  static let code: Int32 = 1
  static let name = "SNAPPY"

  /// The most bytes one byte of input can stand for: a copy of 64 bytes takes three.
  private static let largestRatio = 32

  static func decompressor() -> any PageDecompressor { Decompressor() }

  private struct Decompressor: PageDecompressor {
    func decompress(
      _ bytes: Span<UInt8>, expectedCount: Int, to page: inout [UInt8]
    ) throws(ParquetError) {
      page.append(contentsOf: try decompressed(bytes, expectedCount: expectedCount))
    }
  }

  private static func decompressed(
    _ bytes: Span<UInt8>, expectedCount: Int
  ) throws(ParquetError) -> [UInt8] {
    var position = 0
    let length = try readVarint(bytes, at: &position)
    guard length == UInt64(expectedCount), expectedCount / largestRatio <= bytes.count else {
      throw ParquetError(.page("the snappy data holds \(length) bytes, not \(expectedCount)"))
    }
    var result = [UInt8](repeating: 0, count: expectedCount)
    var target = result.mutableSpan
    var written = 0
    while position < bytes.count {
      let tag = bytes[position]
      position += 1
      if tag & 3 == 0 {
        let count = try literalLength(tag, bytes, at: &position)
        try copyLiteral(bytes, at: &position, count: count, to: &target, at: &written)
      } else {
        let (count, offset) = try backReference(tag, bytes, at: &position)
        try copyBack(count: count, offset: offset, in: &target, at: &written)
      }
    }
    guard written == expectedCount else {
      throw ParquetError(.truncated(needed: expectedCount, available: written))
    }
    return result
  }

  /// "For literals up to and including 60 bytes in length, the upper six bits contain (len-1) …
  /// otherwise 60–63 mean that the length is stored in the next one to four bytes."
  private static func literalLength(
    _ tag: UInt8, _ bytes: Span<UInt8>, at position: inout Int
  ) throws(ParquetError) -> Int {
    let short = Int(tag >> 2)
    if short < 60 { return short + 1 }
    return try number(short - 59, bytes, at: &position) + 1
  }

  private static func backReference(
    _ tag: UInt8, _ bytes: Span<UInt8>, at position: inout Int
  ) throws(ParquetError) -> (count: Int, offset: Int) {
    switch tag & 3 {
    case 1:
      let low = try number(1, bytes, at: &position)
      return (Int(tag >> 2 & 7) + 4, Int(tag >> 5) << 8 | low)
    case 2: return (Int(tag >> 2) + 1, try number(2, bytes, at: &position))
    default: return (Int(tag >> 2) + 1, try number(4, bytes, at: &position))
    }
  }

  private static func number(
    _ width: Int, _ bytes: Span<UInt8>, at position: inout Int
  ) throws(ParquetError) -> Int {
    guard width <= bytes.count - position else {
      throw ParquetError(.truncated(needed: width, available: bytes.count - position))
    }
    var value = 0
    for index in 0..<width { value |= Int(bytes[position + index]) << (8 * index) }
    position += width
    return value
  }
}

/// Copies `count` bytes of `bytes` at `position` to `target`, as LZ formats do with literals.
func copyLiteral(
  _ bytes: Span<UInt8>, at position: inout Int, count: Int,
  to target: inout MutableSpan<UInt8>, at written: inout Int
) throws(ParquetError) {
  guard count <= bytes.count - position, count <= target.count - written else {
    throw ParquetError(.truncated(needed: count, available: bytes.count - position))
  }
  for index in 0..<count { target[written + index] = bytes[position + index] }
  position += count
  written += count
}

/// Repeats `count` bytes that start `offset` before `written`; they may overlap what is written.
func copyBack(
  count: Int, offset: Int, in target: inout MutableSpan<UInt8>, at written: inout Int
) throws(ParquetError) {
  guard offset > 0, offset <= written, count <= target.count - written else {
    throw ParquetError(.page("a copy of \(count) bytes reaches \(offset) back from \(written)"))
  }
  for index in written..<written + count { target[index] = target[index - offset] }
  written += count
}
