import CZstd

/// One zstd frame holding `bytes`, with its content size in the header.
///
/// - Parameters:
///   - bytes: What to compress.
///   - level: 1 (fast) to 19 (small); 3 is zstd's own default.
/// - Returns: The frame.
/// - Throws: `CompressionError.failed` when libzstd has no memory or no such level.
package func zstdCompressed(
  _ bytes: Span<UInt8>, level: Int = 3
) throws(CompressionError) -> [UInt8] {
  let compressor = try ZstdCompressor(level: level)
  var result: [UInt8] = []
  try compressor.compress(bytes, to: &result)
  return result
}

/// The content of the zstd frames in `bytes`, which must be exactly `expectedCount` bytes.
///
/// - Parameters:
///   - bytes: One or more frames, one after another.
///   - expectedCount: What the surrounding format says comes out.
/// - Returns: `expectedCount` bytes.
/// - Throws: `CompressionError` when a frame is damaged or another number of bytes comes out.
package func zstdDecompressed(
  _ bytes: Span<UInt8>, expectedCount: Int
) throws(CompressionError) -> [UInt8] {
  let decompressor = try ZstdDecompressor()
  var result: [UInt8] = []
  try decompressor.decompress(bytes, expectedCount: expectedCount, to: &result)
  return result
}

/// A zstd decompression context, made once and used for many buffers.
@safe package struct ZstdDecompressor: ~Copyable {
  private let context: OpaquePointer

  /// A context without history.
  package init() throws(CompressionError) {
    guard let context = unsafe ZSTD_createDCtx() else {
      throw .failed(format: "zstd", reason: "no memory for a context")
    }
    unsafe self.context = context
  }

  deinit { unsafe ZSTD_freeDCtx(context) }

  /// Appends the content of the frames in `bytes`, exactly `expectedCount` bytes, to `target`.
  package func decompress(
    _ bytes: Span<UInt8>, expectedCount: Int, to target: inout [UInt8]
  ) throws(CompressionError) {
    precondition(expectedCount >= 0, "expectedCount must not be negative, was \(expectedCount)")
    var code = 0
    // Benefit: libzstd is the only zstd we have. Soundness: it writes at most `expectedCount`
    // bytes, every byte it reports as written is initialised, and the context is ours alone.
    unsafe bytes.withUnsafeBufferPointer { input in
      target.append(addingCapacity: expectedCount) { (output: inout OutputSpan<UInt8>) in
        unsafe output.withUnsafeMutableBufferPointer { buffer, count in
          code = unsafe ZSTD_decompressDCtx(
            context, buffer.baseAddress, expectedCount, input.baseAddress, input.count)
          count = ZSTD_isError(code) == 0 ? code : 0
        }
      }
    }
    if ZSTD_isError(code) != 0 { throw .malformed(format: "zstd", reason: zstdErrorName(code)) }
    guard code == expectedCount else { throw .truncated(format: "zstd") }
  }
}

/// A zstd compression context, made once and used for many buffers.
///
/// A context is a megabyte of tables; making one a page would cost more than compressing the page.
@safe package struct ZstdCompressor: ~Copyable {
  private let context: OpaquePointer
  private let level: Int32

  /// A context that compresses at `level` (1 to 19).
  package init(level: Int) throws(CompressionError) {
    guard (1...19).contains(level), let context = unsafe ZSTD_createCCtx() else {
      throw .failed(format: "zstd", reason: "no context of level \(level)")
    }
    unsafe self.context = context
    self.level = Int32(level)
  }

  deinit { unsafe ZSTD_freeCCtx(context) }

  /// Appends one frame holding `bytes` to `target`.
  package func compress(
    _ bytes: Span<UInt8>, to target: inout [UInt8]
  ) throws(CompressionError) {
    let bound = ZSTD_compressBound(bytes.count)
    var code = 0
    // Benefit and soundness as in `ZstdDecompressor`: the type cannot be copied, so the context
    // is ours alone.
    unsafe bytes.withUnsafeBufferPointer { input in
      target.append(addingCapacity: bound) { (output: inout OutputSpan<UInt8>) in
        unsafe output.withUnsafeMutableBufferPointer { buffer, count in
          code = unsafe ZSTD_compressCCtx(
            context, buffer.baseAddress, bound, input.baseAddress, input.count, level)
          count = ZSTD_isError(code) == 0 ? code : 0
        }
      }
    }
    if ZSTD_isError(code) != 0 { throw .failed(format: "zstd", reason: zstdErrorName(code)) }
  }
}

private func zstdErrorName(_ code: Int) -> String {
  unsafe ZSTD_getErrorName(code).map { unsafe String(cString: $0) } ?? "code \(code)"
}
