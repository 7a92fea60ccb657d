// PLAIN = 0 (Encodings.md): "values are encoded back to back". Numbers little-endian; "BYTE_ARRAY:
// length in 4 bytes little endian followed by the bytes contained in the array"; "BOOLEAN:
// bit-packed, LSB first".

/// Appends the `count` byte arrays in `bytes`, which must hold exactly them.
func decodePlainByteArrays(
  _ bytes: Span<UInt8>, count: Int, into column: inout ByteColumn
) throws(ParquetError) {
  guard count <= bytes.count / 4 else {
    throw ParquetError(.truncated(needed: count * 4, available: bytes.count))
  }
  column.reserve(count: count, byteCount: bytes.count - 4 * count)
  var position = 0
  for _ in 0..<count {
    guard position + 4 <= bytes.count else {
      throw ParquetError(.truncated(needed: 4, available: bytes.count - position))
    }
    let length = Int(load32(bytes, at: position))
    position += 4
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

/// Appends `column` as byte arrays, each after its length.
func encodePlain(_ column: ByteColumn, rows: Range<Int>, to bytes: inout [UInt8]) {
  let content = column.bytes.span
  for row in rows {
    let range = column.range(at: row)
    appendLength(UInt32(range.count), to: &bytes)
    append(content.extracting(range), to: &bytes)
  }
}

/// Appends `length` as four bytes, lowest first.
func appendLength(_ length: UInt32, to bytes: inout [UInt8]) {
  for shift in stride(from: 0, to: 32, by: 8) {
    bytes.append(UInt8(truncatingIfNeeded: length >> UInt32(shift)))
  }
}

/// Appends the `count` booleans packed in `bytes`.
func decodePlainBooleans(
  _ bytes: Span<UInt8>, count: Int, into values: inout [Bool]
) throws(ParquetError) {
  guard (count + 7) / 8 == bytes.count else {
    throw ParquetError(.page("\(bytes.count) bytes hold \(count) booleans"))
  }
  values.reserveCapacity(values.count + count)
  for row in 0..<count { values.append(bytes[row >> 3] >> UInt8(row & 7) & 1 == 1) }
}

/// Appends `values` packed eight a byte.
func encodePlain(_ values: Span<Bool>, to bytes: inout [UInt8]) {
  let base = bytes.count
  bytes.append(contentsOf: repeatElement(0, count: (values.count + 7) / 8))
  for row in values.indices where values[row] { bytes[base + row >> 3] |= 1 << UInt8(row & 7) }
}
