import CXXHash

extension XXH3 {
  /// The XXH3 hash of `bytes` as two words, for keys in memory; `hash128` writes the same as text.
  ///
  /// - Complexity: O(*n*), some nanoseconds for short keys.
  package static func words128(_ bytes: Span<UInt8>) -> (high: UInt64, low: UInt64) {
    // Benefit: no text. Soundness: the library reads exactly `count` bytes and keeps nothing.
    let hash = unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe XXH3_128bits(buffer.baseAddress, buffer.count)
    }
    return (hash.high64, hash.low64)
  }
}
