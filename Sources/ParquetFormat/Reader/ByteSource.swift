/// Where a file's bytes come from.
package protocol ByteSource: Sendable {
  /// The number of bytes there are.
  var count: Int { get }

  /// The bytes in `range`, all of them, or an error.
  func read(_ range: Range<Int>) throws(ParquetError) -> [UInt8]
}

/// A file that is already in memory.
package struct MemorySource: ByteSource {
  private let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package var count: Int { bytes.count }

  package func read(_ range: Range<Int>) throws(ParquetError) -> [UInt8] {
    guard range.lowerBound >= 0, range.upperBound <= bytes.count else {
      throw ParquetError(
        .truncated(needed: range.upperBound, available: bytes.count), offset: range.lowerBound)
    }
    return Array(bytes[range])
  }
}
