import Basics

/// ZSTD = 6: "Zstandard … as defined by RFC 8478".
enum ZstdCodec: Codec {
  static let code: Int32 = 6
  static let name = "ZSTD"

  static func decompressor() throws(ParquetError) -> any PageDecompressor {
    do throws(CompressionError) {
      return Decompressor(try ZstdDecompressor())
    } catch { throw ParquetError(.page("\(error)")) }
  }

  static func compressor(level: Int) throws(ParquetError) -> (any PageCompressor)? {
    do throws(CompressionError) {
      return Compressor(try ZstdCompressor(level: level))
    } catch { throw ParquetError(.unwritable("\(error)")) }
  }

  /// A class because a context cannot be copied and a protocol value can.
  private final class Decompressor: PageDecompressor {
    private let context: ZstdDecompressor

    init(_ context: consuming ZstdDecompressor) { self.context = context }

    func decompress(
      _ bytes: Span<UInt8>, expectedCount: Int, to page: inout [UInt8]
    ) throws(ParquetError) {
      do throws(CompressionError) {
        try context.decompress(bytes, expectedCount: expectedCount, to: &page)
      } catch { throw ParquetError(.page("\(error)")) }
    }
  }

  /// A class for the same reason.
  private final class Compressor: PageCompressor {
    private let context: ZstdCompressor

    init(_ context: consuming ZstdCompressor) { self.context = context }

    func compress(_ page: Span<UInt8>, to bytes: inout [UInt8]) throws(ParquetError) {
      do throws(CompressionError) {
        try context.compress(page, to: &bytes)
      } catch { throw ParquetError(.unwritable("\(error)")) }
    }
  }
}
