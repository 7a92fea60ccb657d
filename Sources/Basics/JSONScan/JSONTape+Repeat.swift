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

  /// A value that differs from message to message, and what stands between the one before and it.
  struct Value: Sendable {
    var token: Int32
    /// Where it begins in the text that was learned from, and how many bytes before it must be
    /// the same.
    var start: Int32
    var gap: Int32
    /// The first eight of those bytes, and which of them count.
    var word: UInt64
    var mask: UInt64
    /// The number of constants that lie before the value.
    var constants: Int32
  }

  /// A value that was the same in all messages so far.
  struct Constant: Sendable {
    var token: Int32
    /// Where it lies behind the end of the value before it that is not constant.
    var offset: Int32
    var length: Int32
  }

  /// Whether the rest belongs to the tokens on the tape.
  var isKnown = false
  /// All tokens that are neither keys nor containers: where their texts lie in what was learned
  /// from, and whether they differed there from those learned from before.
  var plain: [(range: Range<Int32>, isVariable: Bool)] = []
  var values: [Value] = []
  var constants: [Constant] = []
  /// Where the text that was learned from ends, and how far behind the last value.
  var end: Int32 = 0
  var tail: Int32 = 0
  /// Inner ones before those around them.
  var containers: [Container] = []
  /// Texts in a row that did not repeat the one before.
  var misses = 0
}

extension JSONTape {
  /// Scans a text that repeats the one before in all but plain strings and numbers.
  ///
  /// Between two values the bytes must be the same as before, so they are as right as they were;
  /// strings must be plain ASCII without escapes, numbers digits and a point. Values that never
  /// differed are compared with the bytes around them. Then only values and containers have to be
  /// moved: a quarter of the work of a scan. Keys stay where they were found first, with the same
  /// bytes.
  ///
  /// - Returns: Where the value ends; nil when the text is different, and the tape is then to be
  ///   scanned in full.
  mutating func scanAgain(from start: Int, to end: Int, lines: Bool) -> Int? {
    guard lines, count > 1, pattern.misses < 4 || pattern.misses % 16 == 0 else {
      pattern.misses &+= 1
      return nil
    }
    if !pattern.isKnown { learn() }
    let last = Self.move(&tokens, pattern, bytes, start, end)
    pattern.isKnown = last != nil
    pattern.misses = last == nil ? pattern.misses &+ 1 : 0
    return last
  }

  /// Notes the values and how the containers lie between them.
  private mutating func learn() {
    pattern.isKnown = true
    noteDifferences()
    pattern.values.removeAll(keepingCapacity: true)
    pattern.constants.removeAll(keepingCapacity: true)
    pattern.containers.removeAll(keepingCapacity: true)
    // Everything up to here has been noted.
    var old = tokens[0].start
    var (number, before) = (0, Int32(-1))
    for index in 0..<count {
      let token = tokens[index]
      if token.isPlainValue {
        note(index, &old, isVariable: pattern.plain[number].isVariable)
        (number, before) = (number + 1, Int32(truncatingIfNeeded: index))
      } else if token.kind == .object || token.kind == .array {
        note(container: index, after: before)
      }
    }
    (pattern.end, pattern.tail) = (tokens[0].end, tokens[0].end &- old)
    pattern.containers.reverse()
  }

  /// Finds out which values differ from those that were learned from before.
  private mutating func noteDifferences() {
    var plain: [(range: Range<Int32>, isVariable: Bool)] = []
    for index in 0..<count where tokens[index].isPlainValue {
      plain.append((tokens[index].start..<tokens[index].end, false))
    }
    if plain.count == pattern.plain.count {
      for (number, before) in pattern.plain.enumerated() {
        plain[number].isVariable =
          before.isVariable || !isSame(text: before.range, plain[number].range)
      }
    }
    pattern.plain = plain
  }

  private func isSame(text left: Range<Int32>, _ right: Range<Int32>) -> Bool {
    left.count == right.count
      && Self.isSame(bytes.span, Int(left.lowerBound), Int(right.lowerBound), left.count)
  }

  private mutating func note(_ index: Int, _ old: inout Int32, isVariable: Bool) {
    let token = tokens[index]
    let gap = token.start &- old
    let number = Int32(truncatingIfNeeded: index)
    guard isVariable else {
      pattern.constants.append(
        JSONPattern.Constant(token: number, offset: gap, length: token.end &- token.start))
      return
    }
    let mask = Self.mask(Int(gap))
    pattern.values.append(
      JSONPattern.Value(
        token: number, start: token.start, gap: gap,
        word: ByteWords.load(bytes.span, Int(old)) & mask, mask: mask,
        constants: Int32(truncatingIfNeeded: pattern.constants.count)))
    tokens[index].isEscaped = false
    old = token.end
  }

  private mutating func note(container index: Int, after before: Int32) {
    let token = tokens[index]
    let edge = before < 0 ? tokens[0].start : Self.edge(tokens[Int(before)])
    let last = Int(token.next) - 1
    let tail = last == index ? token.end &- token.start : token.end &- Self.edge(tokens[last])
    pattern.containers.append(
      JSONPattern.Container(
        token: Int32(truncatingIfNeeded: index), before: before, head: token.start &- edge,
        tail: tail))
  }

  /// Where a token ends with its closing quote.
  @inline(__always)
  private static func edge(_ token: Token) -> Int32 {
    token.kind == .string ? token.end &+ 1 : token.end
  }

  /// Moves the values to the text at `start`; nil, and the tokens are worthless, when it differs.
  private static func move(
    _ all: inout [Token], _ pattern: borrowing JSONPattern, _ bytes: borrowing [UInt8],
    _ start: Int, _ end: Int
  ) -> Int? {
    var tokens = all.mutableSpan
    let text = bytes.span
    let (values, constants) = (pattern.values.span, pattern.constants.span)
    // Everything has been found up to here.
    var (new, constant) = (start, 0)
    for index in values.indices {
      let value = values[index]
      let first = new &+ Int(value.gap)
      guard first <= end, isGap(value, text, new) else { return nil }
      move(constants, &constant, to: Int(value.constants), behind: new, &tokens)
      let token = Int(value.token)
      let last: Int? =
        switch tokens[token].kind {
        case .string: plainStringEnd(text, first, end)
        case .number: plainNumberEnd(text, first, end)
        case .bool: boolEnd(text, first)
        default: nil
        }
      guard let last else { return nil }
      new = last
      tokens[token].start = Int32(truncatingIfNeeded: first)
      tokens[token].end = Int32(truncatingIfNeeded: last)
    }
    let tail = Int(pattern.tail)
    guard new &+ tail <= end, isSame(text, Int(pattern.end) &- tail, new, tail) else { return nil }
    move(constants, &constant, to: constants.count, behind: new, &tokens)
    let containers = pattern.containers.span
    for index in containers.indices { move(containers[index], start, &tokens) }
    return new &+ tail
  }

  @inline(__always)
  private static func move(
    _ constants: Span<JSONPattern.Constant>, _ next: inout Int, to last: Int, behind place: Int,
    _ tokens: inout MutableSpan<Token>
  ) {
    while next < last {
      let constant = constants[next]
      let token = Int(constant.token)
      tokens[token].start = Int32(truncatingIfNeeded: place) &+ constant.offset
      tokens[token].end = tokens[token].start &+ constant.length
      next &+= 1
    }
  }

  /// Whether the bytes before the value are the same at `new`.
  @inline(__always)
  private static func isGap(
    _ value: JSONPattern.Value, _ text: Span<UInt8>, _ new: Int
  ) -> Bool {
    guard (ByteWords.load(text, new) ^ value.word) & value.mask == 0 else { return false }
    let gap = Int(value.gap)
    return gap <= 8
      || isSame(text, Int(value.start) &- gap &+ 8, new &+ 8, gap &- 8)
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

  @inline(__always)
  private static func isSame(_ text: Span<UInt8>, _ old: Int, _ new: Int, _ count: Int) -> Bool {
    var offset = 0
    while offset < count {
      let left = ByteWords.load(text, old &+ offset)
      let right = ByteWords.load(text, new &+ offset)
      guard (left ^ right) & mask(count &- offset) == 0 else { return false }
      offset &+= 8
    }
    return true
  }

  /// Ones in the lowest `count` bytes, or everywhere.
  @inline(__always)
  private static func mask(_ count: Int) -> UInt64 {
    count >= 8 ? .max : (1 << UInt64(truncatingIfNeeded: count &* 8)) &- 1
  }

  /// The closing quote of a string of plain ASCII without escapes, or nil.
  ///
  /// Both words are looked at always: which of them holds the quote cannot be foreseen.
  @inline(__always)
  private static func plainStringEnd(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    var place = start
    while place &+ 16 <= text.count, place < end {
      let first = JSONScanner.stops(ByteWords.load(text, place))
      let second = JSONScanner.stops(ByteWords.load(text, place &+ 8))
      if first | second != 0 {
        let stops = first != 0 ? first : second
        place &+= (first != 0 ? 0 : 8) &+ stops.trailingZeroBitCount >> 3
        return place < end && text[place] == UInt8(ascii: "\"") ? place : nil
      }
      place &+= 16
    }
    return nil
  }

  /// The end of `true` or `false`, or nil; what follows is compared later.
  @inline(__always)
  private static func boolEnd(_ text: Span<UInt8>, _ start: Int) -> Int? {
    let word = ByteWords.load(text, start)
    if word & 0xFFFF_FFFF == 0x6575_7274 { return start &+ 4 }
    return word & 0xFF_FFFF_FFFF == 0x65_736C_6166 ? start &+ 5 : nil
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

  /// As `plainStringEnd`: two words at a time.
  @inline(__always)
  private static func digitsEnd(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var place = start
    while place &+ 16 <= text.count, place < end {
      let first = others(ByteWords.load(text, place))
      let second = others(ByteWords.load(text, place &+ 8))
      if first | second != 0 {
        let others = first != 0 ? first : second
        return min(end, place &+ (first != 0 ? 0 : 8) &+ others.trailingZeroBitCount >> 3)
      }
      place &+= 16
    }
    return min(end, place)
  }

  /// The highest bit of every byte that is no digit; bits above the lowest one may be wrong.
  @inline(__always)
  private static func others(_ word: UInt64) -> UInt64 {
    // Digits become 0 to 9, and nothing else does.
    let digits = word ^ ByteWords.repeated(0x30)
    return ((digits & ~ByteWords.highs) &+ ByteWords.repeated(0x80 - 10) | digits) & ByteWords.highs
  }
}
