/// UNCOMPRESSED = 0: the page's bytes as they are.
enum UncompressedCodec: Codec {
  static let code: Int32 = 0
  static let name = "UNCOMPRESSED"

  static func decompressed(
    _ bytes: Span<UInt8>, expectedCount: Int
  ) throws(ParquetError) -> [UInt8] {
    guard bytes.count == expectedCount else {
      throw ParquetError(.truncated(needed: expectedCount, available: bytes.count))
    }
    var result: [UInt8] = []
    append(bytes, to: &result)
    return result
  }

  static func compressor(level: Int) -> (any PageCompressor)? { Compressor() }

  private struct Compressor: PageCompressor {
    func compressed(_ bytes: [UInt8]) -> [UInt8] { bytes }
  }
}
