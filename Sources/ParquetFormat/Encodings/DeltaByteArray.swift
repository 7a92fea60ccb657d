// Byte arrays whose lengths are DELTA_BINARY_PACKED (Encodings.md).

/// Appends the `count` byte arrays of DELTA_LENGTH_BYTE_ARRAY = 6: "`<Delta Encoded Lengths>`
/// `<Byte Array Data>`".
func decodeDeltaLengthByteArrays(
  _ bytes: Span<UInt8>, count: Int, into column: inout ByteColumn
) throws(ParquetError) {
  var position = 0
  let lengths = try decodeLengths(bytes, at: &position, count: count)
  for length in lengths {
    guard length <= bytes.count - position else {
      throw ParquetError(.truncated(needed: length, available: bytes.count - position))
    }
    column.append(bytes.extracting(position..<position + length))
    position += length
  }
  guard position == bytes.count else {
    throw ParquetError(.page("\(bytes.count - position) bytes follow its last value"))
  }
}

/// Appends `column` as delta-encoded lengths and then all the bytes.
func encodeDeltaLength(_ column: ByteColumn, rows: Range<Int>, to bytes: inout [UInt8]) {
  var lengths: [Int32] = []
  lengths.reserveCapacity(rows.count)
  for row in rows { lengths.append(Int32(truncatingIfNeeded: column.range(at: row).count)) }
  encodeDeltas(lengths.span, to: &bytes)
  if rows.isEmpty { return }
  let content = column.range(at: rows.lowerBound).lowerBound..<column.ends[rows.upperBound - 1]
  append(column.bytes.span.extracting(content), to: &bytes)
}

/// Appends the `count` byte arrays of DELTA_BYTE_ARRAY = 7: "for each element in a sequence of
/// strings, store the prefix length of the previous entry plus the suffix".
func decodeDeltaByteArrays(
  _ bytes: Span<UInt8>, count: Int, into column: inout ByteColumn
) throws(ParquetError) {
  var position = 0
  let prefixes = try decodeLengths(bytes, at: &position, count: count)
  let suffixes = try decodeLengths(bytes, at: &position, count: count)
  var previous: [UInt8] = []
  for row in 0..<count {
    let (prefix, suffix) = (prefixes[row], suffixes[row])
    guard prefix <= previous.count, suffix <= bytes.count - position else {
      throw ParquetError(.page("a string takes \(prefix) and \(suffix) bytes that are not there"))
    }
    guard column.bytes.count + prefix + suffix <= Limits.expandedByteCount else {
      throw ParquetError(.unsupported("a column chunk of over \(Limits.expandedByteCount) bytes"))
    }
    previous.removeLast(previous.count - prefix)
    append(bytes.extracting(position..<position + suffix), to: &previous)
    position += suffix
    column.append(previous.span)
  }
  guard position == bytes.count else {
    throw ParquetError(.page("\(bytes.count - position) bytes follow its last value"))
  }
}

/// Lengths are never negative.
private func decodeLengths(
  _ bytes: Span<UInt8>, at position: inout Int, count: Int
) throws(ParquetError) -> [Int] {
  var lengths: [Int32] = []
  try decodeDeltas(bytes, at: &position, count: count, into: &lengths)
  guard let shortest = lengths.min() else { return [] }
  guard shortest >= 0 else { throw ParquetError(.page("a string has the length \(shortest)")) }
  return lengths.map { Int($0) }
}
