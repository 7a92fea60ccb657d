import Basics

/// GZIP = 2: "gzip … as defined by RFC 1952"; several members in one page are read as one.
enum GzipCodec: Codec {
  static let code: Int32 = 2
  static let name = "GZIP"

  static func decompressor() -> any PageDecompressor { Decompressor() }
  static func compressor(level: Int) -> (any PageCompressor)? { Compressor(level: level) }

  private struct Decompressor: PageDecompressor {
    func decompress(
      _ bytes: Span<UInt8>, expectedCount: Int, to page: inout [UInt8]
    ) throws(ParquetError) {
      let result: [UInt8]
      do throws(CompressionError) {
        result = try gzipDecompressed(bytes, limit: expectedCount)
      } catch { throw ParquetError(.page("\(error)")) }
      guard result.count == expectedCount else {
        throw ParquetError(.truncated(needed: expectedCount, available: result.count))
      }
      page.append(contentsOf: result)
    }
  }

  private struct Compressor: PageCompressor {
    let level: Int

    func compress(_ page: Span<UInt8>, to bytes: inout [UInt8]) throws(ParquetError) {
      do throws(CompressionError) {
        bytes.append(contentsOf: try gzipCompressed(page, level: level))
      } catch { throw ParquetError(.unwritable("\(error)")) }
    }
  }
}
