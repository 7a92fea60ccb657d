extension JSONTape {
  /// Scans the one value that begins at or after `start`.
  ///
  /// - Parameters:
  ///   - start: Where to begin; blanks are skipped.
  ///   - end: Where the text ends.
  ///   - lines: Whether a line feed ends the text: a value then lies on one line.
  /// - Returns: Where the value ends. The value is token 0.
  /// - Throws: `JSONProblem` for anything that is not JSON, also for lone surrogates and bad UTF-8.
  /// - Complexity: O(*n*).
  package mutating func scan(
    from start: Int, to end: Int, lines: Bool
  ) throws(JSONProblem) -> Int {
    if let end = scanAgain(from: start, to: end, lines: lines) { return end }
    shape &+= 1
    pattern.values.removeAll(keepingCapacity: true)
    if tokens.isEmpty { tokens = [Token](repeating: .none, count: 64) }
    let most = lines ? Self.mostTokensOfLine : Self.mostTokens
    while true {
      var scanner = JSONScanner(end: end, newline: lines ? 0x20 : 0x0A, index: start)
      let text = bytes
      var span = tokens.mutableSpan
      do throws(JSONProblem) {
        let end = try scanner.value(text.span, &span)
        count = scanner.count
        return end
      } catch {
        count = 0
        guard error.reason == .tooMany, tokens.count < most else { throw error }
      }
      let room = min(most, 4 * tokens.count)
      // The old tokens go first: the two are never alive together.
      tokens = []
      tokens = [Token](repeating: .none, count: room)
    }
  }

  /// The first byte at or after `start` that is not a blank, or `end`.
  package func skippingBlanks(from start: Int, to end: Int, lines: Bool) -> Int {
    Self.skippingBlanks(bytes.span, from: start, to: end, lines: lines)
  }

  /// The same in any text.
  @inlinable @inline(__always)
  package static func skippingBlanks(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, lines: Bool
  ) -> Int {
    if start < end, bytes[start] > 0x20 || lines && bytes[start] == 0x0A { return start }
    return skippingSome(bytes, from: start, to: end, lines: lines)
  }

  @usableFromInline
  static func skippingSome(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, lines: Bool
  ) -> Int {
    var scanner = JSONScanner(end: end, newline: lines ? 0x20 : 0x0A, index: start)
    _ = scanner.nextByte(bytes)
    return scanner.index
  }
}

/// One pass over the text; the open containers form a chain through their tokens.
struct JSONScanner {
  let end: Int
  /// A line feed where it is a blank, else a second blank.
  let newline: UInt8
  var index: Int
  /// The tokens written.
  private(set) var count = 0
  private var depth = 0
  /// The innermost open container, or −1, and what ends it.
  private var open: Int32 = -1
  private var closing: UInt8 = 0

  init(end: Int, newline: UInt8, index: Int) {
    (self.end, self.newline, self.index) = (end, newline, index)
  }

  /// Skips blanks; the byte there, or 0 at the end (which nothing in JSON begins with).
  @inline(__always)
  mutating func nextByte(_ bytes: Span<UInt8>) -> UInt8 {
    while index < end {
      let byte = bytes[index]
      guard byte <= 0x20 else { return byte }
      guard byte == 0x20 || byte == newline || byte == 0x09 || byte == 0x0D else { return byte }
      index &+= 1
    }
    return 0
  }

  mutating func value(
    _ bytes: Span<UInt8>, _ tokens: inout MutableSpan<JSONTape.Token>
  ) throws(JSONProblem) -> Int {
    while true {
      let opened = try begin(bytes, &tokens)
      if opened { continue }
      guard try closeOrContinue(bytes, &tokens) else { return index }
    }
  }

  /// Reads a scalar (false) or the opening of a container with something in it (true).
  @inline(__always)
  private mutating func begin(
    _ bytes: Span<UInt8>, _ tokens: inout MutableSpan<JSONTape.Token>
  ) throws(JSONProblem) -> Bool {
    let byte = nextByte(bytes)
    switch byte {
    case UInt8(ascii: "\""): try string(bytes, &tokens)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number(bytes, &tokens)
    case UInt8(ascii: "{"): return try enter(.object, bytes, &tokens)
    case UInt8(ascii: "["): return try enter(.array, bytes, &tokens)
    case UInt8(ascii: "t"): try word("true", .bool, bytes, &tokens)
    case UInt8(ascii: "f"): try word("false", .bool, bytes, &tokens)
    case UInt8(ascii: "n"): try word("null", .null, bytes, &tokens)
    default: throw JSONProblem(index < end ? .badValue : .noValue, at: index)
    }
    return false
  }

  @inline(__always)
  private mutating func append(
    _ kind: JSONTape.Kind, from start: Int, to end: Int, isEscaped: Bool = false,
    signature: UInt64 = 0, _ tokens: inout MutableSpan<JSONTape.Token>
  ) throws(JSONProblem) {
    guard count < tokens.count else { throw JSONProblem(.tooMany, at: start) }
    tokens[count] = JSONTape.Token(
      kind: kind, isEscaped: isEscaped, start: Int32(truncatingIfNeeded: start),
      end: Int32(truncatingIfNeeded: end), next: Int32(truncatingIfNeeded: count &+ 1),
      signature: signature)
    count &+= 1
  }

  private mutating func enter(
    _ kind: JSONTape.Kind, _ bytes: Span<UInt8>, _ tokens: inout MutableSpan<JSONTape.Token>
  ) throws(JSONProblem) -> Bool {
    guard depth < JSONTape.depth else { throw JSONProblem(.tooDeep, at: index) }
    depth &+= 1
    let token = count
    try append(kind, from: index, to: Int(open), &tokens)
    open = Int32(truncatingIfNeeded: token)
    closing = kind == .object ? UInt8(ascii: "}") : UInt8(ascii: "]")
    index &+= 1
    if nextByte(bytes) == closing {
      leave(&tokens)
      return false
    }
    if kind == .object { try key(bytes, &tokens) }
    return true
  }

  /// Closes the innermost container at its bracket.
  private mutating func leave(_ tokens: inout MutableSpan<JSONTape.Token>) {
    index &+= 1
    depth &-= 1
    let token = Int(open)
    open = tokens[token].end
    tokens[token].end = Int32(truncatingIfNeeded: index)
    tokens[token].next = Int32(truncatingIfNeeded: count)
    guard open >= 0 else { return }
    let isObject = tokens[Int(open)].kind == .object
    closing = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
  }

  /// After a value: closes what ends here; whether another value follows.
  @inline(__always)
  private mutating func closeOrContinue(
    _ bytes: Span<UInt8>, _ tokens: inout MutableSpan<JSONTape.Token>
  ) throws(JSONProblem) -> Bool {
    while open >= 0 {
      let byte = nextByte(bytes)
      if byte == UInt8(ascii: ",") {
        index &+= 1
        if closing == UInt8(ascii: "}") { try key(bytes, &tokens) }
        return true
      }
      guard byte == closing else {
        throw JSONProblem(index < end ? .noComma : .unclosed, at: index)
      }
      leave(&tokens)
    }
    return false
  }

  @inline(__always)
  private mutating func key(
    _ bytes: Span<UInt8>, _ tokens: inout MutableSpan<JSONTape.Token>
  ) throws(JSONProblem) {
    guard nextByte(bytes) == UInt8(ascii: "\"") else { throw JSONProblem(.noKey, at: index) }
    let token = count
    try string(bytes, &tokens)
    tokens[token].isKey = true
    guard nextByte(bytes) == UInt8(ascii: ":") else { throw JSONProblem(.noColon, at: index) }
    index &+= 1
  }

  private mutating func word(
    _ word: StaticString, _ kind: JSONTape.Kind, _ bytes: Span<UInt8>,
    _ tokens: inout MutableSpan<JSONTape.Token>
  ) throws(JSONProblem) {
    let start = index
    for byte in word.description.utf8 {
      guard index < end, bytes[index] == byte else { throw JSONProblem(.badWord, at: start) }
      index &+= 1
    }
    try append(kind, from: start, to: index, &tokens)
  }

  @inline(__always)
  private mutating func digits(_ bytes: Span<UInt8>, _ start: Int) throws(JSONProblem) {
    let first = index
    while index < end, bytes[index] &- 0x30 <= 9 { index &+= 1 }
    guard index > first else { throw JSONProblem(.badNumber, at: start) }
  }

  private mutating func number(
    _ bytes: Span<UInt8>, _ tokens: inout MutableSpan<JSONTape.Token>
  ) throws(JSONProblem) {
    let start = index
    if bytes[index] == UInt8(ascii: "-") { index &+= 1 }
    if index < end, bytes[index] == UInt8(ascii: "0") {
      index &+= 1
    } else {
      try digits(bytes, start)
    }
    if index < end, bytes[index] == UInt8(ascii: ".") {
      index &+= 1
      try digits(bytes, start)
    }
    if index < end, bytes[index] | 0x20 == UInt8(ascii: "e") {
      index &+= 1
      if index < end, bytes[index] == 0x2B || bytes[index] == 0x2D { index &+= 1 }
      try digits(bytes, start)
    }
    try append(.number, from: start, to: index, &tokens)
  }

  /// A string: eight bytes a step until a quote, an escape, a control character or a non-ASCII one.
  @inline(__always)
  private mutating func string(
    _ bytes: Span<UInt8>, _ tokens: inout MutableSpan<JSONTape.Token>
  ) throws(JSONProblem) {
    let start = index &+ 1
    var place = start
    while place < end {
      let stops = Self.stops(ByteWords.load(bytes, place))
      guard stops != 0 else {
        place &+= 8
        continue
      }
      place &+= stops.trailingZeroBitCount >> 3
      guard place < end, bytes[place] == UInt8(ascii: "\"") else { break }
      index = place &+ 1
      let signature = JSONKeys.signature(bytes, start, place &- start)
      return try append(.string, from: start, to: place, signature: signature, &tokens)
    }
    index = min(place, end)
    try oddString(start, bytes, &tokens)
  }

  /// The lowest bit set lies in the first byte that is not plain text inside a string: a quote, a
  /// backslash, a control character or one that is not ASCII.
  @inline(__always)
  static func stops(_ word: UInt64) -> UInt64 {
    // With the second bit flipped, a quote is 0x20 and so just above the control characters; of
    // those without it none becomes less than 0x21. Borrows reach only above a byte that is one.
    let low = (word ^ ByteWords.repeated(0x02)) &- ByteWords.repeated(0x21)
    let escapes = (word ^ ByteWords.repeated(UInt8(ascii: "\\"))) &- ByteWords.lows
    return (low | escapes | word) & ByteWords.highs
  }

  /// The rest of a string from the first byte that is not plain ASCII.
  private mutating func oddString(
    _ start: Int, _ bytes: Span<UInt8>, _ tokens: inout MutableSpan<JSONTape.Token>
  ) throws(JSONProblem) {
    var isEscaped = false
    var isASCII = true
    while index < end, bytes[index] != UInt8(ascii: "\"") {
      let byte = bytes[index]
      guard byte >= 0x20 else {
        throw JSONProblem(byte == 0x0A ? .openString : .controlCharacter, at: index)
      }
      index &+= 1
      if byte >= 0x80 { isASCII = false }
      if byte == UInt8(ascii: "\\") {
        isEscaped = true
        try escape(bytes)
      }
    }
    guard index < end else { throw JSONProblem(.openString, at: start &- 1) }
    guard isASCII || Self.isUTF8(bytes, start..<index) else {
      throw JSONProblem(.notUTF8, at: start)
    }
    let signature = JSONKeys.signature(bytes, start, index &- start)
    try append(.string, from: start, to: index, isEscaped: isEscaped, signature: signature, &tokens)
    index &+= 1
  }

  private static func isUTF8(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    do {
      _ = try UTF8Span(validating: bytes.extracting(range))
      return true
    } catch {
      return false
    }
  }

  private mutating func escape(_ bytes: Span<UInt8>) throws(JSONProblem) {
    guard index < end else { throw JSONProblem(.openString, at: index) }
    let byte = bytes[index]
    index &+= 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return
    case UInt8(ascii: "u"):
      let unit = try hex(bytes)
      if unit >> 10 == 0xDC00 >> 10 { throw JSONProblem(.loneSurrogate, at: index &- 6) }
      guard unit >> 10 == 0xD800 >> 10 else { return }
      guard index &+ 1 < end, bytes[index] == UInt8(ascii: "\\"),
        bytes[index &+ 1] == UInt8(ascii: "u")
      else { throw JSONProblem(.loneSurrogate, at: index &- 6) }
      index &+= 2
      guard try hex(bytes) >> 10 == 0xDC00 >> 10 else {
        throw JSONProblem(.loneSurrogate, at: index &- 12)
      }
    default: throw JSONProblem(.badEscape, at: index &- 2)
    }
  }

  private mutating func hex(_ bytes: Span<UInt8>) throws(JSONProblem) -> UInt32 {
    guard index &+ 4 <= end, let value = JSONTape.hex(bytes, index) else {
      throw JSONProblem(.badEscape, at: index &- 2)
    }
    index &+= 4
    return value
  }
}

extension JSONTape {
  /// The value of the four hexadecimal digits from `start`.
  static func hex(_ bytes: Span<UInt8>, _ start: Int) -> UInt32? {
    var value: UInt32 = 0
    for index in start..<(start &+ 4) {
      let byte = bytes[index]
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte &- 0x30
      case 0x41...0x46, 0x61...0x66: digit = (byte | 0x20) &- 0x57
      default: return nil
      }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
