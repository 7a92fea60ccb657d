/// Decodes BOOLEAN: PLAIN bits, or RLE "preceded by the length of the data in 4 bytes".
struct BooleanDecoder: ValueDecoder {
  private var values: [Bool] = []

  mutating func setDictionary(_ bytes: Span<UInt8>, count: Int) throws(ParquetError) {
    throw ParquetError(.unsupported("a dictionary of BOOLEAN"))
  }

  mutating func decode(
    _ bytes: Span<UInt8>, encoding: Encoding, count: Int
  ) throws(ParquetError) {
    switch encoding {
    case .plain: try decodePlainBooleans(bytes, count: count, into: &values)
    case .rle:
      if count == 0 { return }
      let runs = try prefixedRange(bytes)
      var bits: [UInt32] = []
      try decodeRuns(bytes.extracting(runs), bitWidth: 1, count: count, into: &bits)
      values.reserveCapacity(values.count + count)
      for bit in bits {
        guard bit <= 1 else { throw ParquetError(.page("a boolean is \(bit)")) }
        values.append(bit == 1)
      }
    default: throw unsupportedEncoding(encoding, "BOOLEAN")
    }
  }

  consuming func finish() -> ColumnValues { .boolean(values) }
}

/// The bytes after a length of four bytes, which must be there.
func prefixedRange(_ bytes: Span<UInt8>) throws(ParquetError) -> Range<Int> {
  guard bytes.count >= 4 else {
    throw ParquetError(.truncated(needed: 4, available: bytes.count))
  }
  let length = Int(load32(bytes, at: 0))
  guard length <= bytes.count - 4 else {
    throw ParquetError(.truncated(needed: length, available: bytes.count - 4))
  }
  return 4..<4 + length
}
