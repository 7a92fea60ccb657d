import CZstd

/// Zstandard, one frame or several after each other; checksums are verified where they are.
///
/// Unsafe inside, safe to use: the C state has one owner, and every call is given buffers that
/// outlive it.
@safe final class ZstdDecoder: Decoder {
  private let input: RawInput
  private let stream: OpaquePointer
  /// Whether a frame has begun and not ended.
  private var isInside = true
  /// What was found wrong behind bytes that were good.
  private var damage: StreamError?

  init(_ input: RawInput) throws(StreamError) {
    self.input = input
    guard let stream = unsafe ZSTD_createDStream() else {
      throw StreamError(.cannotRead, "no memory to decompress")
    }
    unsafe self.stream = stream
    _ = unsafe ZSTD_initDStream(stream)
  }

  deinit { _ = unsafe ZSTD_freeDStream(stream) }

  func read(into output: inout [UInt8], _ range: Range<Int>) throws(StreamError) -> Int {
    while true {
      if let damage { throw damage }
      try input.fill()
      let isLast = input.available == 0
      if isLast, !isInside { return 0 }
      let (taken, count, code) = step(into: &output, range)
      input.take(taken)
      if ZSTD_isError(code) != 0 {
        let message = unsafe String(cString: ZSTD_getErrorName(code))
        damage = StreamError(.damaged, "zstd stream is damaged: \(message)")
        if count > 0 { return count }
        continue
      }
      isInside = code != 0
      if count > 0 { return count }
      if isLast, isInside { throw StreamError(.damaged, "zstd stream ends early") }
    }
  }

  private func step(
    into output: inout [UInt8], _ range: Range<Int>
  ) -> (taken: Int, count: Int, code: Int) {
    let part = input.position..<input.filled
    return unsafe input.buffer.withUnsafeBytes { source in
      unsafe output.withUnsafeMutableBytes { target in
        let from = unsafe UnsafeRawBufferPointer(rebasing: source[part])
        let to = unsafe UnsafeMutableRawBufferPointer(rebasing: target[range])
        var inBuffer = unsafe ZSTD_inBuffer(src: from.baseAddress, size: from.count, pos: 0)
        var outBuffer = unsafe ZSTD_outBuffer(dst: to.baseAddress, size: to.count, pos: 0)
        let code = unsafe ZSTD_decompressStream(stream, &outBuffer, &inBuffer)
        return unsafe (inBuffer.pos, outBuffer.pos, code)
      }
    }
  }
}
