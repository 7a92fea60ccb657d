// Words in byte buffers. Parquet is little-endian throughout, as every machine we build for is:
// a load is a plain load.
#if _endian(big)
  #error("Parquet values are read in the machine's byte order, which must be little-endian")
#endif

/// The eight bytes at `offset`, which must exist.
func load64(_ bytes: Span<UInt8>, at offset: Int) -> UInt64 {
  // Benefit: one load instead of eight. Soundness: the load checks its bounds, and any eight bytes
  // are a UInt64.
  unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
}

/// The four bytes at `offset`, which must exist.
func load32(_ bytes: Span<UInt8>, at offset: Int) -> UInt32 {
  // Benefit and soundness as in `load64`.
  unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
}

/// The up to eight bytes from `offset` on, zero past the end: for the tail of a buffer.
func load64Padded(_ bytes: Span<UInt8>, at offset: Int) -> UInt64 {
  if offset + 8 <= bytes.count { return load64(bytes, at: offset) }
  var word: UInt64 = 0
  for index in stride(from: bytes.count - 1, through: offset, by: -1) {
    word = word << 8 | UInt64(bytes[index])
  }
  return word
}

/// Writes `word` as eight bytes at `offset`, which must exist.
func store64(_ word: UInt64, to bytes: inout MutableSpan<UInt8>, at offset: Int) {
  // Benefit: one store instead of eight. Soundness: the store checks its bounds, and a UInt64 is
  // any eight bytes.
  var raw = unsafe bytes.mutableBytes
  raw.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
}

/// Appends the values that lie in `bytes` one after another; `bytes` must be whole values.
func appendValues<Value: BitwiseCopyable>(of bytes: Span<UInt8>, to values: inout [Value]) {
  // Benefit: one copy of memory. Soundness: used for integers and floating-point numbers only, of
  // which every bit pattern is one, and the view is checked to hold whole values.
  precondition(bytes.count % MemoryLayout<Value>.size == 0, "\(bytes.count) bytes")
  let added = bytes.count / MemoryLayout<Value>.size
  values.append(addingCapacity: added) { (output: inout OutputSpan<Value>) in
    unsafe output.withUnsafeMutableBufferPointer { target, count in
      unsafe bytes.withUnsafeBytes {
        unsafe UnsafeMutableRawBufferPointer(target).copyMemory(from: $0)
      }
      count = added
    }
  }
}

/// Calls `body` with the bytes of `values` as they lie in memory.
func withBytes<Value: BitwiseCopyable>(of values: Span<Value>, _ body: (Span<UInt8>) -> Void) {
  // Benefit: no copy. Soundness: numbers have no padding, so every byte is initialised, and the
  // view does not leave the call.
  unsafe values.withUnsafeBytes { raw in
    unsafe raw.withMemoryRebound(to: UInt8.self) { unsafe body(Span(_unsafeElements: $0)) }
  }
}

/// Calls `body` with the bytes of `values`, which it may change to any others.
func withMutableBytes<Value: BitwiseCopyable>(
  of values: inout MutableSpan<Value>, _ body: (inout MutableSpan<UInt8>) -> Void
) {
  // Benefit and soundness as in `withBytes`; every bit pattern of a number is one.
  unsafe values.withUnsafeMutableBytes { raw in
    unsafe raw.withMemoryRebound(to: UInt8.self) {
      var bytes = unsafe MutableSpan(_unsafeElements: $0)
      body(&bytes)
    }
  }
}

/// Appends `bytes`.
func append(_ bytes: Span<UInt8>, to target: inout [UInt8]) {
  // Benefit: one copy of memory. Soundness: the buffer is read within the call only.
  unsafe bytes.withUnsafeBufferPointer { unsafe target.append(contentsOf: $0) }
}

/// Appends the bytes of `values` as they lie in memory.
func appendBytes<Value: BitwiseCopyable>(of values: Span<Value>, to bytes: inout [UInt8]) {
  // Benefit and soundness as in `append`.
  unsafe values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
}

/// Appends `value` as unsigned LEB128: seven bits a byte, lowest first, the top bit set on all but
/// the last.
func appendVarint(_ value: UInt64, to bytes: inout [UInt8]) {
  var rest = value
  while rest >= 0x80 {
    bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
    rest >>= 7
  }
  bytes.append(UInt8(rest))
}

/// Appends `value` in zigzag: 0, −1, 1, −2 … become 0, 1, 2, 3 ….
func appendZigzag(_ value: Int64, to bytes: inout [UInt8]) {
  appendVarint(UInt64(bitPattern: (value << 1) ^ (value >> 63)), to: &bytes)
}

/// Reads unsigned LEB128 at `position` and moves past it.
func readVarint(
  _ bytes: Span<UInt8>, at position: inout Int
) throws(ParquetError) -> UInt64 {
  var value: UInt64 = 0
  var shift: UInt64 = 0
  while position < bytes.count {
    let byte = bytes[position]
    position += 1
    guard shift < 63 || (shift == 63 && byte <= 1) else {
      throw ParquetError(.page("a number has over 64 bits"))
    }
    value |= UInt64(byte & 0x7F) << shift
    if byte < 0x80 { return value }
    shift += 7
  }
  throw ParquetError(.truncated(needed: 1, available: 0))
}

/// Reads a zigzag number at `position` and moves past it.
func readZigzag(_ bytes: Span<UInt8>, at position: inout Int) throws(ParquetError) -> Int64 {
  let value = try readVarint(bytes, at: &position)
  return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
}
