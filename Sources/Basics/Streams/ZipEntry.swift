/// One entry of a zip archive, stored or deflated.
///
/// Layout (APPNOTE 6.3, 4.3.7): local header `PK\3\4`, 30 bytes with the name's and the extra
/// field's length at 26 and 28; data; with flag bit 3, a descriptor with the CRC-32 after them.
final class ZipEntry {
  let name: String
  private let input: RawInput
  private let inflater: Inflater?
  private let hasDescriptor: Bool
  private var expectedCRC: UInt32
  /// Bytes of a stored file still to come.
  private var left: Int
  /// Of a stored file, of what was copied so far.
  private var storedCRC: UInt32 = 0
  private var isAtEnd = false
  private var isChecked = false
  /// What was found wrong behind bytes that were good.
  private var damage: StreamError?

  /// The entry whose header comes next; nil where none does.
  ///
  /// - Throws: `StreamError` when it cannot be unpacked or its header ends early.
  init?(_ input: RawInput) throws(StreamError) {
    self.input = input
    guard let header = try Self.header(input) else { return nil }
    guard header.flags & 1 == 0 else {
      throw StreamError(.unsupported, "the zip is encrypted; unpack it first")
    }
    hasDescriptor = header.flags & 8 != 0
    (name, expectedCRC, left) = (header.name, header.crc, header.size)
    // Of a stored entry only the header tells the length; a folder has none.
    let isSized = !hasDescriptor && header.size != 0xFFFF_FFFF || header.name.hasSuffix("/")
    switch header.method {
    case 8: inflater = Inflater()
    case 0 where isSized: inflater = nil
    default:
      throw StreamError(
        .unsupported, "the zip uses a method other than store and deflate; unpack it first")
    }
  }

  /// Fills `range` of `output` from its beginning; 0 at the end, where the CRC-32 has been checked.
  func read(into output: inout [UInt8], _ range: Range<Int>) throws(StreamError) -> Int {
    while !isAtEnd {
      let count =
        if let inflater { try inflate(inflater, into: &output, range) } else {
          try copy(into: &output, range)
        }
      if count > 0 { return count }
    }
    try checkEnd()
    return 0
  }

  /// Reads to the end and keeps nothing.
  func drop() throws(StreamError) {
    var scratch = [UInt8](repeating: 0, count: 64 << 10)
    while try read(into: &scratch, scratch.indices) > 0 {}
  }

  private func inflate(
    _ inflater: Inflater, into output: inout [UInt8], _ range: Range<Int>
  ) throws(StreamError) -> Int {
    while true {
      if let damage { throw damage }
      try input.fill()
      let isLast = input.available == 0
      let (count, state) = inflater.step(input, into: &output, range)
      switch state {
      case .ended: isAtEnd = true
      case .damaged(let message):
        damage = StreamError(.damaged, "zip entry is damaged: \(message)")
      case .more where isLast && count == 0:
        throw StreamError(.damaged, "zip entry ends early")
      case .more: break
      }
      if count > 0 || isAtEnd { return count }
    }
  }

  private func copy(into output: inout [UInt8], _ range: Range<Int>) throws(StreamError) -> Int {
    let end = min(range.upperBound, range.lowerBound + left)
    let count = end > range.lowerBound ? try input.copy(into: &output, range.lowerBound..<end) : 0
    left -= count
    storedCRC = crc32(
      output.span.extracting(range.lowerBound..<(range.lowerBound + count)), after: storedCRC)
    if left == 0 {
      isAtEnd = true
    } else if count == 0 {
      throw StreamError(.damaged, "zip entry ends early")
    }
    return count
  }

  /// Checks the CRC-32.
  private func checkEnd() throws(StreamError) {
    guard !isChecked else { return }
    isChecked = true
    if hasDescriptor {
      try input.gather(24)
      if try Self.number(input, at: 0, bytes: 4) == 0x0807_4B50 { input.take(4) }
      expectedCRC = UInt32(truncatingIfNeeded: try Self.number(input, at: 0, bytes: 4))
      // The sizes are 4 bytes each, or 8 in zip64; what follows begins with PK.
      let isLong = input.available >= 14 && input.buffer[input.position + 12] != 0x50
      input.take(min(input.available, isLong ? 20 : 12))
    }
    guard inflater?.checksum ?? storedCRC == expectedCRC else {
      throw StreamError(.damaged, "zip entry is damaged: wrong CRC-32")
    }
  }

  private struct Header {
    var flags, method: Int
    var crc: UInt32
    var size: Int
    var name: String
  }

  /// The local header that comes next; nil where none does: there the directory of the archive
  /// begins, which may be shorter than a header.
  private static func header(_ input: RawInput) throws(StreamError) -> Header? {
    try input.gather(30)
    guard input.available >= 4, try number(input, at: 0, bytes: 4) == 0x0403_4B50 else {
      return nil
    }
    var header = Header(
      flags: try number(input, at: 6, bytes: 2), method: try number(input, at: 8, bytes: 2),
      crc: UInt32(truncatingIfNeeded: try number(input, at: 14, bytes: 4)),
      size: try number(input, at: 18, bytes: 4), name: "")
    let nameCount = try number(input, at: 26, bytes: 2)
    let extraCount = try number(input, at: 28, bytes: 2)
    input.take(30)
    try input.gather(nameCount + extraCount)
    guard input.available >= nameCount + extraCount else {
      throw StreamError(.damaged, "zip header ends early")
    }
    let start = input.position
    header.name = String(decoding: input.buffer[start..<(start + nameCount)], as: UTF8.self)
    input.take(nameCount + extraCount)
    return header
  }

  private static func number(
    _ input: RawInput, at offset: Int, bytes count: Int
  ) throws(StreamError) -> Int {
    guard input.available >= offset + count else {
      throw StreamError(.damaged, "zip header ends early")
    }
    var value = 0
    for place in (0..<count).reversed() {
      value = value << 8 | Int(input.buffer[input.position + offset + place])
    }
    return value
  }
}
