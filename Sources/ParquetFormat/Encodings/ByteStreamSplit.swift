// BYTE_STREAM_SPLIT = 9 (Encodings.md): "This encoding creates K byte-streams of length N, where K
// is the size in bytes of the data type and N is the number of elements … The bytes of each value
// are scattered to the corresponding streams. The 0-th byte goes to the 0-th stream …"

/// Writes the values of `width` bytes that lie split in `bytes` to `target` from byte `base` on,
/// one after another.
func joinByteStreams(
  _ bytes: Span<UInt8>, width: Int, to target: inout MutableSpan<UInt8>, at base: Int
) {
  let count = bytes.count / width
  let blocks = width == 8 ? count / 8 : 0
  for block in 0..<blocks { joinBlock(bytes, count: count, block: block, to: &target, at: base) }
  for row in blocks * 8..<count {
    for stream in 0..<width { target[base + row * width + stream] = bytes[stream * count + row] }
  }
}

/// Appends to `target` the values of `width` bytes in `bytes` split into `width` streams.
func splitByteStreams(_ bytes: Span<UInt8>, width: Int, to target: inout [UInt8]) {
  let count = bytes.count / width
  let base = target.count
  target.append(contentsOf: repeatElement(0, count: count * width))
  var out = target.mutableSpan
  let blocks = width == 8 ? count / 8 : 0
  for block in 0..<blocks { splitBlock(bytes, count: count, block: block, to: &out, at: base) }
  for row in blocks * 8..<count {
    for stream in 0..<width { out[base + stream * count + row] = bytes[row * width + stream] }
  }
}

/// Eight values of eight bytes: eight words, one a stream, become one a value.
private func joinBlock(
  _ bytes: Span<UInt8>, count: Int, block: Int, to out: inout MutableSpan<UInt8>, at base: Int
) {
  let start = block &* 8
  let words = transposed(
    (
      load64(bytes, at: start), load64(bytes, at: start &+ count),
      load64(bytes, at: start &+ 2 &* count), load64(bytes, at: start &+ 3 &* count),
      load64(bytes, at: start &+ 4 &* count), load64(bytes, at: start &+ 5 &* count),
      load64(bytes, at: start &+ 6 &* count), load64(bytes, at: start &+ 7 &* count)
    ))
  store(words, to: &out, at: base &+ block &* 64, stride: 8)
}

/// The other way round: one word a value becomes one a stream.
private func splitBlock(
  _ bytes: Span<UInt8>, count: Int, block: Int, to out: inout MutableSpan<UInt8>, at base: Int
) {
  let start = block &* 64
  let words = transposed(
    (
      load64(bytes, at: start), load64(bytes, at: start &+ 8), load64(bytes, at: start &+ 16),
      load64(bytes, at: start &+ 24), load64(bytes, at: start &+ 32),
      load64(bytes, at: start &+ 40),
      load64(bytes, at: start &+ 48), load64(bytes, at: start &+ 56)
    ))
  store(words, to: &out, at: base &+ block &* 8, stride: count)
}

/// Eight rows of eight bytes. A tuple, because its elements stay in registers.
private typealias Block = (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)

private func store(
  _ block: Block, to out: inout MutableSpan<UInt8>, at start: Int, stride: Int
) {
  store64(block.0, to: &out, at: start)
  store64(block.1, to: &out, at: start &+ stride)
  store64(block.2, to: &out, at: start &+ 2 &* stride)
  store64(block.3, to: &out, at: start &+ 3 &* stride)
  store64(block.4, to: &out, at: start &+ 4 &* stride)
  store64(block.5, to: &out, at: start &+ 5 &* stride)
  store64(block.6, to: &out, at: start &+ 6 &* stride)
  store64(block.7, to: &out, at: start &+ 7 &* stride)
}

/// The transpose of an 8×8 matrix of bytes, one row a word, by swapping ever smaller blocks
/// (Warren, Hacker's Delight, 7–3, with bytes for bits).
private func transposed(_ rows: Block) -> Block {
  var block = rows
  swapHalves(&block.0, &block.4, 32, 0x0000_0000_FFFF_FFFF)
  swapHalves(&block.1, &block.5, 32, 0x0000_0000_FFFF_FFFF)
  swapHalves(&block.2, &block.6, 32, 0x0000_0000_FFFF_FFFF)
  swapHalves(&block.3, &block.7, 32, 0x0000_0000_FFFF_FFFF)
  swapHalves(&block.0, &block.2, 16, 0x0000_FFFF_0000_FFFF)
  swapHalves(&block.1, &block.3, 16, 0x0000_FFFF_0000_FFFF)
  swapHalves(&block.4, &block.6, 16, 0x0000_FFFF_0000_FFFF)
  swapHalves(&block.5, &block.7, 16, 0x0000_FFFF_0000_FFFF)
  swapHalves(&block.0, &block.1, 8, 0x00FF_00FF_00FF_00FF)
  swapHalves(&block.2, &block.3, 8, 0x00FF_00FF_00FF_00FF)
  swapHalves(&block.4, &block.5, 8, 0x00FF_00FF_00FF_00FF)
  swapHalves(&block.6, &block.7, 8, 0x00FF_00FF_00FF_00FF)
  return block
}

/// Swaps the high halves of `low`'s fields with the low halves of `high`'s.
private func swapHalves(
  _ low: inout UInt64, _ high: inout UInt64, _ shift: UInt64, _ mask: UInt64
) {
  let difference = ((low >> shift) ^ high) & mask
  high ^= difference
  low ^= difference << shift
}
