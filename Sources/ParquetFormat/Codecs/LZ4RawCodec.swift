/// LZ4_RAW = 7, read only: one LZ4 block without a frame (lz4_Block_format.md).
///
/// "Each sequence starts with a token … the first field uses the 4 high-bits of the token … the
/// length of literals", the low four the match length less 4; 15 is followed by more bytes, of
/// which 255 continues. "The last sequence contains only literals."
enum LZ4RawCodec: Codec {
  static let code: Int32 = 7
  static let name = "LZ4_RAW"

  /// The most bytes one byte of input can stand for: a length byte of 255.
  private static let largestRatio = 255

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
    guard expectedCount / largestRatio <= bytes.count else {
      throw ParquetError(.truncated(needed: expectedCount / largestRatio, available: bytes.count))
    }
    var result = [UInt8](repeating: 0, count: expectedCount)
    var target = result.mutableSpan
    var position = 0
    var written = 0
    while position < bytes.count {
      let token = bytes[position]
      position += 1
      let literals = try length(token >> 4, bytes, at: &position)
      try copyLiteral(bytes, at: &position, count: literals, to: &target, at: &written)
      if position == bytes.count { break }
      guard bytes.count - position >= 2 else {
        throw ParquetError(.truncated(needed: 2, available: bytes.count - position))
      }
      let offset = Int(bytes[position]) | Int(bytes[position + 1]) << 8
      position += 2
      let count = try length(token & 15, bytes, at: &position) + 4
      try copyBack(count: count, offset: offset, in: &target, at: &written)
    }
    guard written == expectedCount else {
      throw ParquetError(.truncated(needed: expectedCount, available: written))
    }
    return result
  }

  private static func length(
    _ field: UInt8, _ bytes: Span<UInt8>, at position: inout Int
  ) throws(ParquetError) -> Int {
    var length = Int(field)
    if field < 15 { return length }
    while true {
      guard position < bytes.count else {
        throw ParquetError(.truncated(needed: 1, available: 0))
      }
      let more = bytes[position]
      position += 1
      length += Int(more)
      if more < 255 { return length }
    }
  }
}
