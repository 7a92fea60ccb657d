// DELTA_BINARY_PACKED = 5 (Encodings.md):
//
//     <block size in values> <number of miniblocks in a block> <total value count> <first value>
//     block := <min delta> <list of bitwidths of miniblocks> <miniblocks>
//
// Counts are unsigned varints, the first value and the minimum delta zigzag ones. "The block size
// is a multiple of 128; the miniblock count per block is a divisor of the block size such that
// their quotient … is a multiple of 32." Arithmetic wraps, by the specification.

private let blockSize = 128
private let miniblockSize = 32
private let miniblockCount = blockSize / miniblockSize

/// The header of a delta-encoded sequence.
private struct DeltaHeader {
  let miniblockCount: Int
  let valuesPerMiniblock: Int
  let valueCount: Int
  let first: Int64

  init(_ bytes: Span<UInt8>, at position: inout Int) throws(ParquetError) {
    let block = try readVarint(bytes, at: &position)
    let miniblocks = try readVarint(bytes, at: &position)
    let total = try readVarint(bytes, at: &position)
    first = try readZigzag(bytes, at: &position)
    guard block > 0, block % 128 == 0, block <= 1 << 24, miniblocks > 0, block % miniblocks == 0,
      block / miniblocks % 32 == 0
    else { throw ParquetError(.page("a delta block has \(block) values in \(miniblocks) parts")) }
    guard let valueCount = Int(exactly: total) else {
      throw ParquetError(.page("a delta page has \(total) values"))
    }
    miniblockCount = Int(miniblocks)
    valuesPerMiniblock = Int(block / miniblocks)
    self.valueCount = valueCount
  }
}

/// Appends the `count` values of the delta-encoded sequence at `position` and moves past it.
///
/// - Parameters:
///   - bytes: The sequence, and perhaps more after it.
///   - position: Where it starts; afterwards, where it ends.
///   - count: How many values there must be; the caller has bounded it by the rows there are.
///   - values: Where they go.
/// - Throws: `ParquetError.Kind.page` or `.truncated` when the sequence is damaged.
func decodeDeltas<Value: FixedWidthInteger & BitwiseCopyable>(
  _ bytes: Span<UInt8>, at position: inout Int, count: Int, into values: inout [Value]
) throws(ParquetError) {
  let header = try DeltaHeader(bytes, at: &position)
  guard header.valueCount == count else {
    throw ParquetError(.page("\(header.valueCount) delta values stand for \(count)"))
  }
  if count == 0 { return }
  var index = values.count
  let end = index + count
  values.append(contentsOf: repeatElement(0, count: count))
  var target = values.mutableSpan
  var previous = header.first
  target[index] = Value(truncatingIfNeeded: previous)
  index += 1
  while index < end {
    let minimum = try readZigzag(bytes, at: &position)
    let widths = position
    guard header.miniblockCount <= bytes.count - position else {
      throw ParquetError(
        .truncated(needed: header.miniblockCount, available: bytes.count - position))
    }
    position += header.miniblockCount
    for miniblock in 0..<header.miniblockCount where index < end {
      let width = Int(bytes[widths + miniblock])
      let wanted = min(header.valuesPerMiniblock, end - index)
      try checkMiniblock(bytes, at: position, width: width, count: wanted)
      unpackDeltas(
        bytes, from: position, bitWidth: width, count: wanted, minimum: minimum,
        previous: &previous, into: &target, at: index)
      index += wanted
      position = min(bytes.count, position + header.valuesPerMiniblock / 8 * width)
    }
  }
}

/// "If … there are not enough values to fill the last miniblock", writers may cut its padding off:
/// only the wanted values must be there.
private func checkMiniblock(
  _ bytes: Span<UInt8>, at position: Int, width: Int, count: Int
) throws(ParquetError) {
  guard width <= 64 else { throw ParquetError(.page("a bit width is \(width)")) }
  let needed = (count * width + 7) / 8
  guard needed <= bytes.count - position else {
    throw ParquetError(.truncated(needed: needed, available: bytes.count - position))
  }
}

/// Unpacks one miniblock and sums it up.
private func unpackDeltas<Value: FixedWidthInteger & BitwiseCopyable>(
  _ bytes: Span<UInt8>, from start: Int, bitWidth: Int, count: Int, minimum: Int64,
  previous: inout Int64, into values: inout MutableSpan<Value>, at index: Int
) {
  var sum = previous
  let mask = bitWidth == 64 ? ~0 : UInt64(1) << UInt64(bitWidth) - 1
  let last = start + (count * bitWidth) >> 3
  if bitWidth <= 56, last + 8 <= bytes.count {
    for row in 0..<count {
      let bit = row &* bitWidth
      let word = load64(bytes, at: start &+ bit >> 3) >> UInt64(bit & 7) & mask
      sum = sum &+ minimum &+ Int64(bitPattern: word)
      values[index + row] = Value(truncatingIfNeeded: sum)
    }
  } else {
    for row in 0..<count {
      let bit = row * bitWidth
      let offset = start + bit >> 3
      let shift = bit & 7
      var word = load64Padded(bytes, at: offset) >> UInt64(shift)
      if shift + bitWidth > 64 { word |= UInt64(bytes[offset + 8]) << UInt64(64 - shift) }
      sum = sum &+ minimum &+ Int64(bitPattern: word & mask)
      values[index + row] = Value(truncatingIfNeeded: sum)
    }
  }
  previous = sum
}

/// Appends `values` as blocks of 128 in miniblocks of 32.
///
/// Deltas are taken in the width of `Value`, so that those of 32-bit values need at most 32 bits.
/// Of values that are all the same, as the caller may know, only the first is looked at.
func encodeDeltas<Value: FixedWidthInteger & SignedInteger & BitwiseCopyable>(
  _ values: Span<Value>, isConstant: Bool = false, to bytes: inout [UInt8]
) {
  appendVarint(UInt64(blockSize), to: &bytes)
  appendVarint(UInt64(miniblockCount), to: &bytes)
  appendVarint(UInt64(values.count), to: &bytes)
  appendZigzag(values.isEmpty ? 0 : Int64(values[0]), to: &bytes)
  if isConstant {
    // A least delta of 0 and four miniblocks of no bits.
    let blocks = max(0, values.count - 2 + blockSize) / blockSize
    bytes.append(contentsOf: repeatElement(0, count: blocks * (1 + miniblockCount)))
    return
  }
  var deltas = [UInt64](repeating: 0, count: blockSize)
  var buffer: [UInt8] = []
  var start = 1
  while start < values.count {
    let count = min(blockSize, values.count - start)
    encodeBlock(values, from: start, count: count, deltas: &deltas, buffer: &buffer, to: &bytes)
    start += count
  }
}

private func encodeBlock<Value: FixedWidthInteger & SignedInteger & BitwiseCopyable>(
  _ values: Span<Value>, from start: Int, count: Int, deltas: inout [UInt64],
  buffer: inout [UInt8], to bytes: inout [UInt8]
) {
  var minimum = Value.max
  for row in start..<start + count { minimum = min(minimum, values[row] &- values[row - 1]) }
  appendZigzag(Int64(minimum), to: &bytes)
  let widths = bytes.count
  bytes.append(contentsOf: repeatElement(0, count: miniblockCount))
  var target = deltas.mutableSpan
  for row in 0..<count {
    let delta = values[start + row] &- values[start + row - 1] &- minimum
    target[row] = UInt64(truncatingIfNeeded: Value.Magnitude(truncatingIfNeeded: delta))
  }
  for row in count..<blockSize { target[row] = 0 }
  for miniblock in 0..<(count + miniblockSize - 1) / miniblockSize {
    let range = miniblock * miniblockSize..<(miniblock + 1) * miniblockSize
    let part = deltas.span.extracting(range)
    var bits: UInt64 = 0
    for index in part.indices { bits |= part[index] }
    let width = 64 - bits.leadingZeroBitCount
    bytes[widths + miniblock] = UInt8(width)
    pack(part, bitWidth: width, buffer: &buffer, to: &bytes)
  }
}
