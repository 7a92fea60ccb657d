/// What stays the same when a recorder writes one message after another.
struct JSONPattern: Sendable {
  /// Where a container begins and ends, told from the values around its brackets.
  struct Container: Sendable {
    var token: Int32
    /// The value before its opening bracket, or −1, and how far behind that the bracket is.
    var before: Int32
    var head: Int32
    /// How far behind the last thing in it it ends.
    var tail: Int32
  }

  /// Whether the rest belongs to the tokens on the tape.
  var isKnown = false
  /// All that are neither keys nor containers.
  var values: [Int32] = []
  /// Inner ones before those around them.
  var containers: [Container] = []
  /// Texts in a row that did not repeat the one before.
  var misses = 0
}

extension JSONTape {
  /// Scans a text that repeats the one before in all but plain strings and numbers.
  ///
  /// Between two values the bytes must be the same as before, so they are as right as they were;
  /// strings must be plain ASCII without escapes, numbers digits and a point. Then only values and
  /// containers have to be moved: a third of the work of a scan. Keys stay where they were found
  /// first, with the same bytes.
  ///
  /// - Returns: Where the value ends; nil when the text is different, and the tape is then to be
  ///   scanned in full.
  mutating func scanAgain(from start: Int, to end: Int, lines: Bool) -> Int? {
    guard lines, count > 1, pattern.misses < 4 || pattern.misses % 16 == 0 else {
      pattern.misses &+= 1
      return nil
    }
    if !pattern.isKnown { learn() }
    let (text, values, containers) = (bytes, pattern.values, pattern.containers)
    var span = tokens.mutableSpan
    let last = Self.move(&span, values.span, containers.span, text.span, start, end)
    pattern.isKnown = last != nil
    pattern.misses = last == nil ? pattern.misses &+ 1 : 0
    return last
  }

  /// Notes the values and how the containers lie between them.
  private mutating func learn() {
    pattern.isKnown = true
    pattern.values.removeAll(keepingCapacity: true)
    pattern.containers.removeAll(keepingCapacity: true)
    for index in 0..<count {
      let token = tokens[index]
      if token.isPlainValue {
        pattern.values.append(Int32(truncatingIfNeeded: index))
      } else if token.kind == .object || token.kind == .array {
        let before = pattern.values.last ?? -1
        let edge = before < 0 ? tokens[0].start : Self.edge(tokens[Int(before)])
        let last = Int(token.next) - 1
        let tail = last == index ? token.end &- token.start : token.end &- Self.edge(tokens[last])
        pattern.containers.append(
          JSONPattern.Container(
            token: Int32(truncatingIfNeeded: index), before: before, head: token.start &- edge,
            tail: tail))
      }
    }
    pattern.containers.reverse()
  }

  /// Where a token ends with its closing quote.
  @inline(__always)
  private static func edge(_ token: Token) -> Int32 {
    token.kind == .string ? token.end &+ 1 : token.end
  }

  /// Moves the values to the text at `start`; nil, and the tokens are worthless, when it differs.
  private static func move(
    _ tokens: inout MutableSpan<Token>, _ values: Span<Int32>,
    _ containers: Span<JSONPattern.Container>, _ text: Span<UInt8>, _ start: Int, _ end: Int
  ) -> Int? {
    // Everything up to `old` in the text before is found up to `new` in this one.
    var old = Int(tokens[0].start)
    var new = start
    let oldEnd = Int(tokens[0].end)
    for index in values.indices {
      let token = Int(values[index])
      let before = Int(tokens[token].start)..<Int(tokens[token].end)
      let gap = before.lowerBound &- old
      let first = new &+ gap
      guard isSame(text, old, new, gap, end) else { return nil }
      let last: Int? =
        switch tokens[token].kind {
        case .string: plainStringEnd(text, first, end)
        case .number: plainNumberEnd(text, first, end)
        default:
          isSame(text, before.lowerBound, first, before.count, end) ? first &+ before.count : nil
        }
      guard let last else { return nil }
      old = before.upperBound
      new = last
      tokens[token].start = Int32(truncatingIfNeeded: first)
      tokens[token].end = Int32(truncatingIfNeeded: last)
      tokens[token].isEscaped = false
    }
    guard isSame(text, old, new, oldEnd &- old, end) else { return nil }
    for index in containers.indices { move(containers[index], start, &tokens) }
    return new &+ (oldEnd &- old)
  }

  @inline(__always)
  private static func move(
    _ container: JSONPattern.Container, _ start: Int, _ tokens: inout MutableSpan<Token>
  ) {
    let index = Int(container.token)
    let before = Int(container.before)
    let edge = before < 0 ? Int32(truncatingIfNeeded: start) : edge(tokens[before])
    tokens[index].start = edge &+ container.head
    let last = Int(tokens[index].next) &- 1
    tokens[index].end =
      (last == index ? tokens[index].start : Self.edge(tokens[last])) &+ container.tail
  }

  /// Whether `count` bytes are the same at `old` and `new`, the latter all before `end`.
  @inline(__always)
  private static func isSame(
    _ text: Span<UInt8>, _ old: Int, _ new: Int, _ count: Int, _ end: Int
  ) -> Bool {
    guard new &+ count <= end else { return false }
    var offset = 0
    while offset < count {
      let rest = count &- offset
      let mask: UInt64 = rest >= 8 ? .max : (1 << UInt64(truncatingIfNeeded: rest &* 8)) &- 1
      let left = ByteWords.load(text, old &+ offset)
      let right = ByteWords.load(text, new &+ offset)
      guard (left ^ right) & mask == 0 else { return false }
      offset &+= 8
    }
    return true
  }

  /// The closing quote of a string of plain ASCII without escapes, or nil.
  @inline(__always)
  private static func plainStringEnd(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    var place = start
    while place < end {
      let stops = JSONScanner.stops(ByteWords.load(text, place))
      guard stops != 0 else {
        place &+= 8
        continue
      }
      place &+= stops.trailingZeroBitCount >> 3
      return place < end && text[place] == UInt8(ascii: "\"") ? place : nil
    }
    return nil
  }

  /// The end of digits with at most one point inside, without a leading zero, or nil.
  @inline(__always)
  private static func plainNumberEnd(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    var place = digitsEnd(text, start, end)
    guard place > start, text[start] != UInt8(ascii: "0") || place == start &+ 1 else { return nil }
    if place < end, text[place] == UInt8(ascii: ".") {
      let fraction = place &+ 1
      place = digitsEnd(text, fraction, end)
      guard place > fraction else { return nil }
    }
    return place
  }

  @inline(__always)
  private static func digitsEnd(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var place = start
    while place < end {
      // Digits become 0 to 9, and nothing else does.
      let word = ByteWords.load(text, place) ^ 0x3030_3030_3030_3030
      let others =
        ((word & ~ByteWords.highs) &+ ByteWords.repeated(0x80 - 10) | word) & ByteWords.highs
      if others != 0 { return min(end, place &+ others.trailingZeroBitCount >> 3) }
      place &+= 8
    }
    return end
  }
}
