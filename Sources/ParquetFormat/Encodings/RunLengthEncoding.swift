// The hybrid of run-length encoding and bit packing (Encodings.md, "RLE = 3"):
//
//     encoded-data := <run>*
//     run := <bit-packed-run> | <rle-run>
//     bit-packed-run := <bit-packed-header> <bit-packed-values>
//     bit-packed-header := varint-encode(<bit-pack-scaled-run-len> << 1 | 1)
//     rle-run := <rle-header> <repeated-value>
//     rle-header := varint-encode((rle-run-len) << 1)
//     repeated-value := value that is repeated, using a fixed-width of
// round-up-to-next-byte(bit-width)
//
// where `bit-pack-scaled-run-len` is the number of values divided by eight.

/// One run, as its header tells it.
private enum Run {
  case repeated(value: UInt32, count: Int)
  /// Packed values from byte `start` on.
  case packed(start: Int, count: Int)
}

/// Reads the run at `position` and moves past it; at most `limit` of its values are wanted.
private func nextRun(
  _ bytes: Span<UInt8>, at position: inout Int, bitWidth: Int, limit: Int
) throws(ParquetError) -> Run {
  let header = try readVarint(bytes, at: &position)
  let length = header >> 1
  guard length > 0 else { throw ParquetError(.page("a run has no values")) }
  let available = bytes.count - position
  if header & 1 == 1 {
    // The last run's padding may be cut off: only what the wanted values take must be there.
    let count = length > UInt64(limit / 8) ? limit : Int(length) * 8
    let needed = (count * bitWidth + 7) / 8
    guard needed <= available else {
      throw ParquetError(.truncated(needed: needed, available: available))
    }
    let start = position
    let whole = length.multipliedReportingOverflow(by: UInt64(bitWidth))
    position += whole.overflow ? available : Int(min(whole.partialValue, UInt64(available)))
    return .packed(start: start, count: count)
  }
  let width = (bitWidth + 7) / 8
  guard width <= available else {
    throw ParquetError(.truncated(needed: width, available: available))
  }
  var value: UInt32 = 0
  for index in 0..<width { value |= UInt32(bytes[position + index]) << UInt32(8 * index) }
  position += width
  return .repeated(value: value, count: Int(min(length, UInt64(limit))))
}

/// Appends `count` values of `bitWidth` bits (0 to 32) to `codes`.
///
/// - Parameters:
///   - bytes: The runs; what comes after the last one needed is ignored.
///   - bitWidth: The width of a value; at width 0 every value is 0 and no byte is read.
///   - count: How many values to read; the caller has bounded it by the rows there are.
///   - codes: Where they go.
/// - Throws: `ParquetError.Kind.page` or `.truncated` when the runs are damaged.
func decodeRuns(
  _ bytes: Span<UInt8>, bitWidth: Int, count: Int, into codes: inout [UInt32]
) throws(ParquetError) {
  guard (0...32).contains(bitWidth) else {
    throw ParquetError(.page("a bit width is \(bitWidth)"))
  }
  var index = codes.count
  let end = index + count
  codes.append(contentsOf: repeatElement(0, count: count))
  if bitWidth == 0 { return }
  var target = codes.mutableSpan
  var position = 0
  while index < end {
    switch try nextRun(bytes, at: &position, bitWidth: bitWidth, limit: end - index) {
    case .repeated(let value, let count):
      for row in index..<index + count { target[row] = value }
      index += count
    case .packed(let start, let count):
      unpack(bytes, from: start, bitWidth: bitWidth, count: count, into: &target, at: index)
      index += count
    }
  }
}

/// Adds `count` definition levels of a flat optional column, one bit each, to `presence`.
func decodeLevels(
  _ bytes: Span<UInt8>, count: Int, into presence: inout Presence
) throws(ParquetError) {
  var position = 0
  var left = count
  while left > 0 {
    switch try nextRun(bytes, at: &position, bitWidth: 1, limit: left) {
    case .repeated(let value, let count):
      guard value <= 1 else { throw ParquetError(.page("a definition level is \(value)")) }
      presence.append(value == 1, count: count)
      left -= count
    case .packed(let start, let count):
      for row in 0..<count {
        presence.append(bytes[start + row >> 3] >> UInt8(row & 7) & 1 == 1, count: 1)
      }
      left -= count
    }
  }
}

/// Adds `count` definition levels in the deprecated BIT_PACKED encoding: highest bit first.
func decodeBitPackedLevels(
  _ bytes: Span<UInt8>, count: Int, into presence: inout Presence
) throws(ParquetError) {
  guard (count + 7) / 8 <= bytes.count else {
    throw ParquetError(.truncated(needed: (count + 7) / 8, available: bytes.count))
  }
  for row in 0..<count {
    presence.append(bytes[row >> 3] >> UInt8(7 - row & 7) & 1 == 1, count: 1)
  }
}

/// Appends `codes` as runs of `bitWidth` bits (1 to 32).
///
/// A stretch of one value becomes a repeated run when that is shorter than packing it and opening
/// a new packed run after it. Packed runs hold multiples of eight, so it is looked for from eight
/// to eight.
func encodeRuns(_ codes: Span<UInt32>, bitWidth: Int, to bytes: inout [UInt8]) {
  let worthwhile = max(8, (40 / bitWidth + 7) / 8 * 8)
  var packedStart = 0
  var index = 0
  while index + 8 <= codes.count {
    var end = index + 8
    if isRepeated(codes, at: index) {
      while end < codes.count, codes[end] == codes[index] { end += 1 }
      if end - index >= worthwhile {
        appendPacked(codes.extracting(packedStart..<index), bitWidth: bitWidth, to: &bytes)
        appendRepeated(codes[index], count: end - index, bitWidth: bitWidth, to: &bytes)
        packedStart = end
      } else {
        end = index + (end - index) / 8 * 8
      }
    }
    index = end
  }
  appendPacked(codes.extracting(packedStart..<codes.count), bitWidth: bitWidth, to: &bytes)
}

/// Whether the eight codes from `start` on are the same; without branches, since they seldom are.
private func isRepeated(_ codes: Span<UInt32>, at start: Int) -> Bool {
  let first = codes[start]
  var differences: UInt32 = 0
  for index in start &+ 1..<start &+ 8 { differences |= codes[index] ^ first }
  return differences == 0
}

/// Appends one run of `count` times the value.
func appendRepeated(
  _ value: UInt32, count: Int, bitWidth: Int, to bytes: inout [UInt8]
) {
  appendVarint(UInt64(count) << 1, to: &bytes)
  for index in 0..<(bitWidth + 7) / 8 {
    bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(8 * index)))
  }
}

private func appendPacked(_ codes: Span<UInt32>, bitWidth: Int, to bytes: inout [UInt8]) {
  if codes.isEmpty { return }
  let groups = (codes.count + 7) / 8
  appendVarint(UInt64(groups) << 1 | 1, to: &bytes)
  let byteCount = groups * bitWidth
  var packed = [UInt8](repeating: 0, count: byteCount + 8)
  var target = packed.mutableSpan
  var word: UInt64 = 0
  var bits = 0
  var offset = 0
  for index in codes.indices {
    let value = UInt64(codes[index])
    word |= value << UInt64(bits)
    bits += bitWidth
    if bits >= 64 {
      store64(word, to: &target, at: offset)
      offset += 8
      bits -= 64
      word = value >> UInt64(bitWidth - bits)
    }
  }
  store64(word, to: &target, at: offset)
  append(packed.span.extracting(0..<byteCount), to: &bytes)
}
