/// UNCOMPRESSED = 0: the page's bytes as they are.
enum UncompressedCodec: Codec {
  static let code: Int32 = 0
  static let name = "UNCOMPRESSED"

  static func decompressor() -> any PageDecompressor { Copy() }
  static func compressor(level: Int) -> (any PageCompressor)? { Copy() }

  private struct Copy: PageDecompressor, PageCompressor {
    func decompress(
      _ bytes: Span<UInt8>, expectedCount: Int, to page: inout [UInt8]
    ) throws(ParquetError) {
      guard bytes.count == expectedCount else {
        throw ParquetError(.truncated(needed: expectedCount, available: bytes.count))
      }
      append(bytes, to: &page)
    }

    func compress(_ page: Span<UInt8>, to bytes: inout [UInt8]) { append(page, to: &bytes) }
  }
}
