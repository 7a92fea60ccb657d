import CZlib

/// The most bytes deflate makes of one compressed byte (zlib's technical notes: 1032 to 1).
private let largestDeflateRatio = 1032

/// One gzip member holding `bytes`.
///
/// - Parameters:
///   - bytes: What to compress; under 4 GiB.
///   - level: 1 (fast) to 9 (small).
/// - Returns: The member: ten bytes of header without name or time, deflate data, CRC-32, length.
/// - Throws: `CompressionError.failed` when zlib has no memory or no such level.
package func gzipCompressed(
  _ bytes: Span<UInt8>, level: Int = 6
) throws(CompressionError) -> [UInt8] {
  guard (1...9).contains(level), bytes.count < Int(UInt32.max) else {
    throw .failed(format: "gzip", reason: "no level \(level) for \(bytes.count) bytes")
  }
  var stream = unsafe z_stream()
  let started = unsafe deflateInit2_(
    &stream, Int32(level), Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  guard started == Z_OK else { throw .failed(format: "gzip", reason: "zlib code \(started)") }
  defer { unsafe deflateEnd(&stream) }
  let bound = unsafe Int(deflateBound(&stream, UInt(bytes.count)))
  var code = Z_OK
  // Benefit: zlib is the only gzip we have. Soundness: both buffers live through the one call, and
  // zlib writes at most `avail_out` bytes.
  let result = unsafe bytes.withUnsafeBufferPointer { input in
    unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
      unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      unsafe stream.avail_in = UInt32(input.count)
      unsafe stream.next_out = output.baseAddress
      unsafe stream.avail_out = UInt32(bound)
      code = unsafe deflate(&stream, Z_FINISH)
      count = unsafe bound - Int(stream.avail_out)
    }
  }
  guard code == Z_STREAM_END else { throw .failed(format: "gzip", reason: "zlib code \(code)") }
  return result
}

/// The bytes of one or more gzip (or zlib) members, one after another.
///
/// - Parameters:
///   - bytes: The members; nothing may follow the last one.
///   - limit: The most bytes that may come out; a bomb stops there.
/// - Returns: What the members hold, in order.
/// - Throws: `CompressionError` when a member is damaged, cut off, or the limit is passed.
/// - Complexity: O(output); memory is bounded by `limit` and by 1032 times the input.
package func gzipDecompressed(
  _ bytes: Span<UInt8>, limit: Int
) throws(CompressionError) -> [UInt8] {
  let (most, overflows) = bytes.count.multipliedReportingOverflow(by: largestDeflateRatio)
  let capacity = max(1, overflows ? limit : min(limit, most))
  guard bytes.count < Int(UInt32.max), capacity < Int(UInt32.max) else {
    throw .tooLong(format: "gzip", limit: limit)
  }
  var stream = unsafe z_stream()
  let started = unsafe inflateInit2_(
    &stream, 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  guard started == Z_OK else { throw .failed(format: "gzip", reason: "zlib code \(started)") }
  defer { unsafe inflateEnd(&stream) }
  var code = Z_OK
  var unread = 0
  // Benefit and soundness as in `gzipCompressed`.
  let result = unsafe bytes.withUnsafeBufferPointer { input in
    unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
      unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      unsafe stream.avail_in = UInt32(input.count)
      unsafe stream.next_out = output.baseAddress
      unsafe stream.avail_out = UInt32(capacity)
      code = unsafe inflateMembers(&stream)
      count = unsafe capacity - Int(stream.avail_out)
      unread = unsafe Int(stream.avail_in)
    }
  }
  if code == Z_STREAM_END { return result }
  if code == Z_BUF_ERROR || code == Z_OK {
    throw unread == 0 && result.count < capacity
      ? .truncated(format: "gzip") : .tooLong(format: "gzip", limit: limit)
  }
  throw .malformed(format: "gzip", reason: "zlib code \(code)")
}

/// Inflates member after member until the input ends; `Z_STREAM_END` when it ends with one.
private func inflateMembers(_ stream: inout z_stream) -> Int32 {
  while true {
    let code = unsafe inflate(&stream, Z_FINISH)
    guard code == Z_STREAM_END, unsafe stream.avail_in > 0 else { return code }
    let restarted = unsafe inflateReset(&stream)
    guard restarted == Z_OK else { return restarted }
  }
}
