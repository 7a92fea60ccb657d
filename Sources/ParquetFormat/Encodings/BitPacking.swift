// Bit packing, lowest bit first: "the values are packed from the least significant bit of each byte
// to the most significant bit" (Encodings.md). Eight values of `bitWidth` bits fill `bitWidth`
// bytes.

/// Unpacks `count` values of 1 to 32 bits that start at byte `start` into `codes` from `index` on.
func unpack(
  _ bytes: Span<UInt8>, from start: Int, bitWidth: Int, count: Int,
  into codes: inout MutableSpan<UInt32>, at index: Int
) {
  let mask = UInt64(1) << UInt64(bitWidth) - 1
  // A value begins at most 7 bits into its first byte and ends within the eight loaded.
  let loadable = max(0, (bytes.count - start - 8) * 8 / bitWidth + 1)
  let fast = bytes.count - start >= 8 ? min(count, loadable) : 0
  for row in 0..<fast {
    let bit = row * bitWidth
    let word = load64(bytes, at: start + bit >> 3)
    codes[index + row] = UInt32(truncatingIfNeeded: word >> UInt64(bit & 7) & mask)
  }
  for row in fast..<count {
    let bit = row * bitWidth
    let word = load64Padded(bytes, at: start + bit >> 3)
    codes[index + row] = UInt32(truncatingIfNeeded: word >> UInt64(bit & 7) & mask)
  }
}

/// Appends `values` packed to `bitWidth` bits each (0 to 64); the last byte is filled with zeros.
///
/// `buffer` is scratch space that is kept between calls.
func pack(
  _ values: Span<UInt64>, bitWidth: Int, buffer: inout [UInt8], to bytes: inout [UInt8]
) {
  if bitWidth == 0 { return }
  let byteCount = (values.count * bitWidth + 7) / 8
  if buffer.count < byteCount + 8 { buffer = [UInt8](repeating: 0, count: byteCount + 8) }
  var target = buffer.mutableSpan
  var word: UInt64 = 0
  var bits = 0
  var offset = 0
  for index in values.indices {
    let value = values[index]
    word |= value << UInt64(bits)
    bits += bitWidth
    if bits >= 64 {
      store64(word, to: &target, at: offset)
      offset += 8
      bits -= 64
      word = bits == 0 ? 0 : value >> UInt64(bitWidth - bits)
    }
  }
  store64(word, to: &target, at: offset)
  append(buffer.span.extracting(0..<byteCount), to: &bytes)
}
