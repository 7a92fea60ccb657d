import Basics

/// GZIP = 2: "gzip … as defined by RFC 1952"; several members in one page are read as one.
enum GzipCodec: Codec {
  static let code: Int32 = 2
  static let name = "GZIP"

  static func decompressed(
    _ bytes: Span<UInt8>, expectedCount: Int
  ) throws(ParquetError) -> [UInt8] {
    let result: [UInt8]
    do throws(CompressionError) {
      result = try gzipDecompressed(bytes, limit: expectedCount)
    } catch { throw ParquetError(.page("\(error)")) }
    guard result.count == expectedCount else {
      throw ParquetError(.truncated(needed: expectedCount, available: result.count))
    }
    return result
  }

  static func compressor(level: Int) -> (any PageCompressor)? { Compressor(level: level) }

  private struct Compressor: PageCompressor {
    let level: Int

    func compressed(_ bytes: [UInt8]) throws(ParquetError) -> [UInt8] {
      do throws(CompressionError) {
        return try gzipCompressed(bytes.span, level: level)
      } catch { throw ParquetError(.unwritable("\(error)")) }
    }
  }
}
