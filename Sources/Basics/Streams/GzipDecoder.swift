/// gzip (RFC 1952), one member or several after each other; zeros after the last are padding.
///
/// Layout of a member: ten bytes that begin with `1F 8B 08`, the fourth being flags; as these say,
/// an extra field with its length in two bytes before it, a name and a comment that end with a
/// zero, the header's CRC-16; a deflate stream; CRC-32 and length of what it inflates to.
final class GzipDecoder: Decoder {
  private enum Place { case header, stream, trailer }

  private enum Flag {
    static let checksum: UInt8 = 2
    static let extra: UInt8 = 4
    static let name: UInt8 = 8
    static let comment: UInt8 = 16
    static let reserved: UInt8 = 0xE0
  }

  private let input: RawInput
  private let inflater = Inflater()
  private var place = Place.header
  /// What was found wrong behind bytes that were good.
  private var damage: StreamError?

  init(_ input: RawInput) { self.input = input }

  func read(into output: inout [UInt8], _ range: Range<Int>) throws(StreamError) -> Int {
    while true {
      if let damage { throw damage }
      switch place {
      case .header:
        try readHeader()
        inflater.reset()
        place = .stream
      case .stream:
        let count = try inflate(into: &output, range)
        if count > 0 { return count }
      case .trailer:
        try readTrailer()
        guard try findMember() else { return 0 }
        place = .header
      }
    }
  }

  private func inflate(
    into output: inout [UInt8], _ range: Range<Int>
  ) throws(StreamError) -> Int {
    try input.fill()
    let isLast = input.available == 0
    let (count, state) = inflater.step(input, into: &output, range)
    switch state {
    case .ended: place = .trailer
    case .damaged(let message): damage = Self.damaged(message)
    case .more where isLast && count == 0: throw Self.endsEarly
    case .more: break
    }
    return count
  }

  private func readHeader() throws(StreamError) {
    try input.gather(10)
    let header = input.position..<min(input.filled, input.position + 10)
    guard header.count == 10 else { throw Self.endsEarly }
    let bytes = Array(input.buffer[header])
    guard bytes[0] == 0x1F, bytes[1] == 0x8B else { throw Self.damaged("incorrect header check") }
    guard bytes[2] == 8 else { throw Self.damaged("unknown compression method") }
    let flags = bytes[3]
    guard flags & Flag.reserved == 0 else { throw Self.damaged("unknown header flags set") }
    var checksum: UInt32 = 0
    skip(10, &checksum)
    if flags & Flag.extra != 0 {
      var left = try number(bytes: 2)
      skip(2, &checksum)
      while left > 0 {
        try more()
        left -= skip(min(left, input.available), &checksum)
      }
    }
    if flags & Flag.name != 0 { try skipText(&checksum) }
    if flags & Flag.comment != 0 { try skipText(&checksum) }
    guard flags & Flag.checksum != 0 else { return }
    guard try number(bytes: 2) == Int(checksum & 0xFFFF) else {
      throw Self.damaged("header crc mismatch")
    }
    input.take(2)
  }

  /// Skips a text and the zero that ends it.
  private func skipText(_ checksum: inout UInt32) throws(StreamError) {
    while true {
      try more()
      let buffer = input.buffer
      let end = ByteWords.index(of: 0, in: buffer.span, from: input.position, to: input.filled)
      let isEnded = end < input.filled
      skip(end - input.position + (isEnded ? 1 : 0), &checksum)
      if isEnded { return }
    }
  }

  @discardableResult
  private func skip(_ count: Int, _ checksum: inout UInt32) -> Int {
    let buffer = input.buffer
    let range = input.position..<(input.position + count)
    checksum = crc32(buffer.span.extracting(range), after: checksum)
    input.take(count)
    return count
  }

  private func more() throws(StreamError) {
    try input.fill()
    guard input.available > 0 else { throw Self.endsEarly }
  }

  private func readTrailer() throws(StreamError) {
    guard try number(bytes: 4) == Int(inflater.checksum) else {
      throw Self.damaged("incorrect data check")
    }
    input.take(4)
    guard try number(bytes: 4) == Int(inflater.count) else {
      throw Self.damaged("incorrect length check")
    }
    input.take(4)
  }

  /// Whether another member begins after the one that ended.
  private func findMember() throws(StreamError) -> Bool {
    while true {
      try input.fill()
      guard input.available > 0 else { return false }
      let byte = input.buffer[input.position]
      guard byte == 0 else {
        if byte == 0x1F { return true }
        throw StreamError(.damaged, "gzip stream is followed by something else")
      }
      input.take(1)
    }
  }

  /// The number that the next bytes write, the lowest first.
  private func number(bytes count: Int) throws(StreamError) -> Int {
    try input.gather(count)
    guard input.available >= count else { throw Self.endsEarly }
    return (0..<count).reversed().reduce(0) { $0 << 8 | Int(input.buffer[input.position + $1]) }
  }

  private static let endsEarly = StreamError(.damaged, "gzip stream ends early")

  private static func damaged(_ message: String) -> StreamError {
    StreamError(.damaged, "gzip stream is damaged: \(message)")
  }
}
