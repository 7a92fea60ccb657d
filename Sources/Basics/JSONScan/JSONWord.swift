/// A text of 1 to 16 bytes to compare values with: two words instead of a loop.
@usableFromInline package struct JSONWord: Sendable {
  @usableFromInline let count: Int
  /// The first eight bytes and the last eight, or all there are, twice.
  @usableFromInline let first, last, mask: UInt64

  package init(_ word: StaticString) {
    let bytes = Array(word.description.utf8)
    precondition((1...16).contains(bytes.count), "\(word) is too long to compare at once")
    count = bytes.count
    mask = count < 8 ? (1 << UInt64(count * 8)) - 1 : .max
    let padded = bytes + JSONTape.slack
    first = ByteWords.load(padded.span, 0) & mask
    last = ByteWords.load(padded.span, max(0, count - 8)) & mask
  }

  /// Whether it is what begins at `start`, of its own length and with slack behind it.
  @inlinable @inline(__always)
  func isAt(_ start: Int, in bytes: Span<UInt8>) -> Bool {
    let first = ByteWords.load(bytes, start) ^ first
    let last = ByteWords.load(bytes, start &+ max(0, count &- 8)) ^ last
    return (first | last) & mask == 0
  }
}
