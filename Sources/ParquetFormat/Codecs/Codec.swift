/// A way to compress pages: one file each, one line in `Codecs.all`.
///
/// To add one: a type with its number and name from parquet.thrift (`CompressionCodec`), a line in
/// the list, and a file it was used in under the tests' `Fixtures`.
protocol Codec: Sendable {
  /// The number in the file.
  static var code: Int32 { get }
  /// The format's own name.
  static var name: String { get }

  /// What decompresses pages.
  static func decompressor() throws(ParquetError) -> any PageDecompressor

  /// What compresses pages at `level`; nil when this codec is only read.
  static func compressor(level: Int) throws(ParquetError) -> (any PageCompressor)?
}

extension Codec {
  static func compressor(level: Int) throws(ParquetError) -> (any PageCompressor)? { nil }
}

/// Decompresses one page after another.
protocol PageDecompressor {
  /// Appends the page's bytes, exactly `expectedCount` of them, to `page`.
  func decompress(
    _ bytes: Span<UInt8>, expectedCount: Int, to page: inout [UInt8]
  ) throws(ParquetError)
}

/// Compresses one page after another.
protocol PageCompressor {
  /// Appends `page`, compressed, to `bytes`.
  func compress(_ page: Span<UInt8>, to bytes: inout [UInt8]) throws(ParquetError)
}

/// The codecs there are.
enum Codecs {
  static let all: [any Codec.Type] = [
    UncompressedCodec.self, SnappyCodec.self, GzipCodec.self, ZstdCodec.self, LZ4RawCodec.self,
  ]

  /// The codec of this number, or an error that names the one it is.
  static func codec(_ code: Int32) throws(ParquetError) -> any Codec.Type {
    for codec in all where codec.code == code { return codec }
    throw ParquetError(.unsupported("compression \(name(code))"))
  }

  /// The format's name of the compression of this number, whether it can be read or not.
  static func name(_ code: Int32) -> String {
    for codec in all where codec.code == code { return codec.name }
    switch code {
    case 3: return "LZO"
    case 4: return "BROTLI"
    case 5: return "LZ4 (the deprecated Hadoop framing)"
    default: return "number \(code)"
    }
  }
}

/// The codecs the writer offers.
package enum CodecName: String, Sendable, CaseIterable {
  case uncompressed
  case gzip
  case zstd

  var codec: any Codec.Type {
    switch self {
    case .uncompressed: UncompressedCodec.self
    case .gzip: GzipCodec.self
    case .zstd: ZstdCodec.self
    }
  }
}
