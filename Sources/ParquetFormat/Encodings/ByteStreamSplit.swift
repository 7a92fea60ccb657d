// BYTE_STREAM_SPLIT = 9 (Encodings.md): "This encoding creates K byte-streams of length N, where K is
// the size in bytes of the data type and N is the number of elements … The bytes of each value are
// scattered to the corresponding streams. The 0-th byte goes to the 0-th stream …"

/// Appends to `target` the values of `width` bytes that lie split in `bytes`, one after another.
func joinByteStreams(_ bytes: Span<UInt8>, width: Int, to target: inout [UInt8]) {
  let count = bytes.count / width
  let base = target.count
  target.append(contentsOf: repeatElement(0, count: count * width))
  var out = target.mutableSpan
  let blocks = width == 8 ? count / 8 : 0
  for block in 0..<blocks { joinBlock(bytes, count: count, block: block, to: &out, base: base) }
  for row in blocks * 8..<count {
    for stream in 0..<width { out[base + row * width + stream] = bytes[stream * count + row] }
  }
}

/// Appends to `target` the values of `width` bytes in `bytes` split into `width` streams.
func splitByteStreams(_ bytes: Span<UInt8>, width: Int, to target: inout [UInt8]) {
  let count = bytes.count / width
  let base = target.count
  target.append(contentsOf: repeatElement(0, count: count * width))
  var out = target.mutableSpan
  let blocks = width == 8 ? count / 8 : 0
  for block in 0..<blocks { splitBlock(bytes, count: count, block: block, to: &out, base: base) }
  for row in blocks * 8..<count {
    for stream in 0..<width { out[base + stream * count + row] = bytes[row * width + stream] }
  }
}

/// Eight values of eight bytes: eight words, one a stream, transposed to one a value.
private func joinBlock(
  _ bytes: Span<UInt8>, count: Int, block: Int, to out: inout MutableSpan<UInt8>, base: Int
) {
  var rows = SIMD8<UInt64>()
  for stream in 0..<8 { rows[stream] = load64(bytes, at: stream &* count &+ block &* 8) }
  rows = transposed(rows)
  for row in 0..<8 { store64(rows[row], to: &out, at: base &+ block &* 64 &+ row &* 8) }
}

private func splitBlock(
  _ bytes: Span<UInt8>, count: Int, block: Int, to out: inout MutableSpan<UInt8>, base: Int
) {
  var rows = SIMD8<UInt64>()
  for row in 0..<8 { rows[row] = load64(bytes, at: block &* 64 &+ row &* 8) }
  rows = transposed(rows)
  for stream in 0..<8 {
    store64(rows[stream], to: &out, at: base &+ stream &* count &+ block &* 8)
  }
}

/// The transpose of an 8×8 matrix of bytes, one row a word, by swapping ever larger blocks
/// (Warren, Hacker's Delight, 7–3, with bytes for bits).
private func transposed(_ rows: SIMD8<UInt64>) -> SIMD8<UInt64> {
  var words = rows
  for (distance, mask) in [
    (4, 0x0000_0000_FFFF_FFFF as UInt64), (2, 0x0000_FFFF_0000_FFFF), (1, 0x00FF_00FF_00FF_00FF),
  ] {
    let shift = UInt64(8 * distance)
    for index in 0..<8 where index & distance == 0 {
      let upper = words[index]
      let lower = words[index + distance]
      let swap = (upper >> shift ^ lower) & mask
      words[index + distance] = lower ^ swap
      words[index] = upper ^ swap << shift
    }
  }
  return words
}
