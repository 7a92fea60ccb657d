/// How values become bytes (parquet-format, Encodings.md). The numbers are the file's.
package enum Encoding: Int32, Sendable, Equatable, CaseIterable {
  case plain = 0
  /// The old name of `rleDictionary`; read, never written.
  case plainDictionary = 2
  /// Run-length and bit-packed hybrid: levels, and booleans.
  case rle = 3
  /// The deprecated encoding of levels; read, never written.
  case bitPacked = 4
  case deltaBinaryPacked = 5
  case deltaLengthByteArray = 6
  /// Incremental (front-coded) strings; read, never written.
  case deltaByteArray = 7
  case rleDictionary = 8
  case byteStreamSplit = 9

  /// The format's own name.
  package var name: String {
    switch self {
    case .plain: "PLAIN"
    case .plainDictionary: "PLAIN_DICTIONARY"
    case .rle: "RLE"
    case .bitPacked: "BIT_PACKED"
    case .deltaBinaryPacked: "DELTA_BINARY_PACKED"
    case .deltaLengthByteArray: "DELTA_LENGTH_BYTE_ARRAY"
    case .deltaByteArray: "DELTA_BYTE_ARRAY"
    case .rleDictionary: "RLE_DICTIONARY"
    case .byteStreamSplit: "BYTE_STREAM_SPLIT"
    }
  }

  /// Whether values are stored as places in the chunk's dictionary page.
  var isDictionary: Bool { self == .rleDictionary || self == .plainDictionary }
}
