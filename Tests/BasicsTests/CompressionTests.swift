import Basics
import Testing

@Suite struct CompressionTests {
  /// Texts of several sizes: empty, tiny, repetitive, and one that does not compress.
  static let samples: [[UInt8]] = {
    var random = SplitMix64(seed: 1)
    return [
      [], [7], Array("liquidation ".utf8), [UInt8](repeating: 0, count: 100_000),
      (0..<70_000).map { _ in UInt8(truncatingIfNeeded: random.next()) },
    ]
  }()

  @Test(arguments: samples)
  func `gzip gives back what it was given`(bytes: [UInt8]) throws {
    for level in [1, 6, 9] {
      let packed = try gzipCompressed(bytes.span, level: level)
      #expect(Array(packed.prefix(3)) == [0x1F, 0x8B, 8])
      #expect(try gzipDecompressed(packed.span, limit: bytes.count) == bytes)
    }
  }

  @Test(arguments: samples)
  func `zstd gives back what it was given`(bytes: [UInt8]) throws {
    for level in [1, 3, 19] {
      let packed = try zstdCompressed(bytes.span, level: level)
      #expect(try zstdDecompressed(packed.span, expectedCount: bytes.count) == bytes)
    }
  }

  @Test func `gzip members one after another are one text`() throws {
    let first = try gzipCompressed(Array("abc".utf8).span)
    let second = try gzipCompressed(Array("defg".utf8).span)
    let both = first + second
    #expect(try gzipDecompressed(both.span, limit: 100) == Array("abcdefg".utf8))
  }

  @Test func `a bomb stops at its limit`() throws {
    let zeros = [UInt8](repeating: 0, count: 1_000_000)
    let gzip = try gzipCompressed(zeros.span)
    #expect(throws: CompressionError.tooLong(format: "gzip", limit: 999_999)) {
      try gzipDecompressed(gzip.span, limit: 999_999)
    }
    let zstd = try zstdCompressed(zeros.span)
    #expect(throws: CompressionError.self) {
      try zstdDecompressed(zstd.span, expectedCount: 999_999)
    }
    #expect(throws: CompressionError.truncated(format: "zstd")) {
      try zstdDecompressed(zstd.span, expectedCount: 1_000_001)
    }
  }

  @Test func `what is cut off or changed is an error`() throws {
    let text = (0..<400).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) }
    let gzip = try gzipCompressed(text.span)
    for cut in 0..<gzip.count {
      let part = Array(gzip[..<cut])
      #expect(throws: CompressionError.self) { try gzipDecompressed(part.span, limit: 1000) }
    }
    for index in 10..<gzip.count {
      var damaged = gzip
      damaged[index] ^= 0x10
      // Bits that fill the last byte of the deflate data mean nothing.
      let found = try? gzipDecompressed(damaged.span, limit: 1000)
      #expect(found == nil || found == text, "byte \(index)")
    }
    let zstd = try zstdCompressed(text.span)
    for cut in 0..<zstd.count {
      let part = Array(zstd[..<cut])
      #expect(throws: CompressionError.self) {
        try zstdDecompressed(part.span, expectedCount: text.count)
      }
    }
  }

  @Test func `levels there are not are refused`() {
    #expect(throws: CompressionError.self) { try gzipCompressed([1].span, level: 10) }
    #expect(throws: CompressionError.self) { try zstdCompressed([1].span, level: 0) }
  }

  /// The check value of CRC-32/ISO-HDLC.
  @Test func `the CRC of the nine digits is the published one`() {
    let digits = Array("123456789".utf8)
    #expect(crc32(digits.span) == 0xCBF4_3926)
    let (head, tail) = (Array(digits[..<4]), Array(digits[4...]))
    #expect(crc32(tail.span, after: crc32(head.span)) == 0xCBF4_3926)
    #expect(crc32([UInt8]().span) == 0)
  }

  /// The values of the reference implementation (`xxhsum -H2`).
  @Test func `the CRC-32 of any length is that of the polynomial`() {
    var random = SplitMix64(seed: 5)
    let bytes = (0..<5_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    var register: UInt32 = ~0
    for (index, byte) in bytes.enumerated() {
      register ^= UInt32(byte)
      for _ in 0..<8 { register = register >> 1 ^ (register & 1 == 1 ? 0xEDB8_8320 : 0) }
      guard index < 600 || index % 97 == 0 else { continue }
      #expect(crc32(bytes.span.extracting(0..<index + 1)) == ~register)
      let cut = random.index(below: index + 1)
      let head = crc32(bytes.span.extracting(0..<cut))
      #expect(crc32(bytes.span.extracting(cut..<index + 1), after: head) == ~register)
    }
  }

  @Test func `XXH3 of 128 bits is the reference's`() {
    #expect(XXH3.hash128([]) == "99aa06d3014798d86001c324468d497f")
    #expect(XXH3.hash128(Array("a".utf8)) == "a96faf705af16834e6c632b61e964e1f")
  }

  @Test(arguments: [1, 7, 1000])
  func `XXH3 of parts is that of the whole`(part: Int) {
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 * 31) }
    var hasher = XXH3.Hasher()
    for start in stride(from: 0, to: bytes.count, by: part) {
      hasher.update(bytes.span.extracting(start..<min(bytes.count, start + part)))
    }
    let digest = hasher.digest()
    #expect(digest == XXH3.hash128(bytes))
    #expect(digest.count == 32)
    for end in [Array("footer".utf8), [], bytes] {
      #expect(hasher.digest(followedBy: end.span) == XXH3.hash128(bytes + end))
    }
  }
}
