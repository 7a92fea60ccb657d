import Basics

/// ZSTD = 6: "Zstandard … as defined by RFC 8478".
enum ZstdCodec: Codec {
  static let code: Int32 = 6
  static let name = "ZSTD"

  static func decompressed(
    _ bytes: Span<UInt8>, expectedCount: Int
  ) throws(ParquetError) -> [UInt8] {
    do throws(CompressionError) {
      return try zstdDecompressed(bytes, expectedCount: expectedCount)
    } catch { throw ParquetError(.page("\(error)")) }
  }

  static func compressor(level: Int) throws(ParquetError) -> (any PageCompressor)? {
    do throws(CompressionError) {
      return Compressor(try ZstdCompressor(level: level))
    } catch { throw ParquetError(.unwritable("\(error)")) }
  }

  /// A class because a context cannot be copied and a protocol value can.
  private final class Compressor: PageCompressor {
    private let context: ZstdCompressor

    init(_ context: consuming ZstdCompressor) { self.context = context }

    func compressed(_ bytes: [UInt8]) throws(ParquetError) -> [UInt8] {
      do throws(CompressionError) {
        return try context.compressed(bytes.span)
      } catch { throw ParquetError(.unwritable("\(error)")) }
    }
  }
}
