/// Collects the values of one column chunk, page after page.
protocol ValueDecoder {
  /// Takes the chunk's dictionary: `count` values in PLAIN.
  mutating func setDictionary(_ bytes: Span<UInt8>, count: Int) throws(ParquetError)

  /// Appends the `count` values of one page.
  mutating func decode(
    _ bytes: Span<UInt8>, encoding: Encoding, count: Int
  ) throws(ParquetError)

  /// Everything collected.
  consuming func finish() -> ColumnValues
}

/// The places in the dictionary that a data page holds: "the bit width used to encode the entry
/// ids stored as 1 byte (max bit width = 32), followed by the values encoded using RLE/Bit packed".
func decodeCodes(
  _ bytes: Span<UInt8>, count: Int, below dictionaryCount: Int?, into codes: inout [UInt32]
) throws(ParquetError) {
  guard let dictionaryCount else { throw ParquetError(.page("its dictionary is missing")) }
  if count == 0 { return }
  guard bytes.count > 0 else { throw ParquetError(.truncated(needed: 1, available: 0)) }
  let start = codes.count
  try decodeRuns(
    bytes.extracting(1..<bytes.count), bitWidth: Int(bytes[0]), count: count, into: &codes)
  let largest = codes.span.extracting(start..<codes.count).largest
  guard Int(largest) < dictionaryCount else {
    throw ParquetError(.page("entry \(largest) of a dictionary of \(dictionaryCount)"))
  }
}

extension Span<UInt32> {
  /// The largest element, 0 when there is none.
  fileprivate var largest: UInt32 {
    var largest: UInt32 = 0
    for index in indices { largest = Swift.max(largest, self[index]) }
    return largest
  }
}

/// The error for an encoding that a type cannot have.
func unsupportedEncoding(_ encoding: Encoding, _ type: String) -> ParquetError {
  ParquetError(.unsupported("encoding \(encoding.name) of \(type)"))
}
