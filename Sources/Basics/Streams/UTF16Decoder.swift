/// UTF-16 as UTF-8: what Excel calls "Unicode text".
///
/// A unit that is half of a pair without the other half, and an odd number of bytes, are damage.
final class UTF16Decoder: Decoder {
  private static let chunk = 256 << 10

  /// Where more comes from; nil when there is no more.
  private var input: (any Decoder)?
  /// What is wrong behind what was already read.
  private var damage: StreamError?
  private let isBigEndian: Bool
  private var raw: [UInt8]
  /// What was decoded and, from `position` on, not yet given.
  private var text: [UInt8] = []
  private var position = 0

  /// Begins with `head`, what was read so far without the byte order mark; `input` is nil when
  /// nothing comes after it, and `damage` says why.
  init(_ head: [UInt8], then input: (any Decoder)?, _ damage: StreamError?, isBigEndian: Bool) {
    (raw, self.input, self.damage, self.isBigEndian) = (head, input, damage, isBigEndian)
  }

  func read(into output: inout [UInt8], _ range: Range<Int>) throws(StreamError) -> Int {
    while position == text.count {
      guard try decode() else { return 0 }
    }
    let count = min(range.count, text.count - position)
    output.replaceSubrange(
      range.lowerBound..<(range.lowerBound + count), with: text[position..<(position + count)])
    position += count
    return count
  }

  /// Decodes what is there, or reads on; false at the end.
  private func decode() throws(StreamError) -> Bool {
    text.removeAll(keepingCapacity: true)
    position = 0
    let taken = decodeUnits()
    raw.removeFirst(taken)
    if taken > 0 { return true }
    guard let input else {
      if let damage { throw damage }
      guard raw.isEmpty else { throw Self.broken }
      return false
    }
    let start = raw.count
    raw += [UInt8](repeating: 0, count: Self.chunk)
    let count = try input.read(into: &raw, start..<raw.count)
    raw.removeLast(Self.chunk - count)
    if count == 0 { self.input = nil }
    return true
  }

  /// Decodes the whole characters of `raw` up to the first that is broken; how many bytes they are.
  private func decodeUnits() -> Int {
    var index = 0
    while index + 2 <= raw.count {
      let unit = unit(at: index)
      guard unit & 0xF800 == 0xD800 else {
        append(UInt32(unit))
        index += 2
        continue
      }
      guard index + 4 <= raw.count else { break }
      let second = self.unit(at: index + 2)
      guard unit < 0xDC00, second & 0xFC00 == 0xDC00 else {
        (input, damage) = (nil, Self.broken)
        break
      }
      append(0x1_0000 + UInt32(unit & 0x3FF) << 10 + UInt32(second & 0x3FF))
      index += 4
    }
    return index
  }

  private func unit(at index: Int) -> UInt16 {
    let (first, second) = (UInt16(raw[index]), UInt16(raw[index + 1]))
    return isBigEndian ? first << 8 | second : second << 8 | first
  }

  private func append(_ scalar: UInt32) {
    guard scalar >= 0x80 else { return text.append(UInt8(truncatingIfNeeded: scalar)) }
    if let known = Unicode.Scalar(scalar) { text += Array(String(known).utf8) }
  }

  private static let broken = StreamError(.damaged, "the UTF-16 text is damaged")
}
