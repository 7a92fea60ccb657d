/// What stays the same when a recorder writes one message after another.
struct JSONPattern: Sendable {
  /// Bytes that must be the same, behind a value that differs.
  struct Gap: Sendable {
    /// Where they lie in the text that was learned from.
    var start: Int32
    var count: Int32
    /// Their first sixteen, and which of these count, one bit a byte.
    var first: SIMD16<UInt8>
    var bits: UInt32
  }

  /// A value that differs from message to message, and what stands between the one before and it.
  struct Value: Sendable {
    var token: Int32
    var kind: JSONTape.Kind
    var gap: Gap
  }

  /// Where a container begins and ends: so far behind the ends of two values that differ.
  struct Container: Sendable {
    var token: Int32
    /// Tokens; −1 is where the text begins.
    var opening: Int32, closing: Int32 = -1
    var head: Int32, tail: Int32 = 0
  }

  /// All tokens that are neither keys nor containers: where their texts lie in what was learned
  /// from, and whether they differed there from those learned from before.
  var plain: [(range: Range<Int32>, isVariable: Bool)] = []
  /// The values, and one more for what stands behind the last. Empty when the tokens on the tape
  /// are others than those that were learned from.
  var values: [Value] = []
  /// Inner ones after those around them.
  var containers: [Container] = []
  /// Texts in a row that did not repeat the one before.
  var misses = 0
}

extension JSONTape {
  /// Scans a text that repeats the one before in all but plain strings and numbers.
  ///
  /// Between two values the bytes must be the same as before, so they are as right as they were;
  /// strings must be plain ASCII without escapes, numbers digits and a point. Values that never
  /// differed are compared with the bytes around them. Then only the others and the containers have
  /// to be moved: a quarter of the work of a scan. Keys and what never differed stay where they
  /// were found first, with the same bytes.
  ///
  /// - Returns: Where the value ends; nil when the text is different, and the tape is then to be
  ///   scanned in full.
  mutating func scanAgain(from start: Int, to end: Int, lines: Bool) -> Int? {
    guard lines, count > 1, pattern.misses < 4 || pattern.misses % 16 == 0 else {
      pattern.misses &+= 1
      return nil
    }
    if pattern.values.isEmpty { learn() }
    guard let last = Self.move(&tokens, pattern, bytes, start, end) else {
      pattern.misses &+= 1
      return nil
    }
    if pattern.misses != 0 { pattern.misses = 0 }
    return last
  }

  /// Notes the values and how the containers lie between them.
  private mutating func learn() {
    noteDifferences()
    pattern.values.removeAll(keepingCapacity: true)
    pattern.containers.removeAll(keepingCapacity: true)
    // Everything up to here has been noted, the last value with the token `before`.
    var (old, before) = (tokens[0].start, Int32(-1))
    var number = 0
    var open: [Int] = []
    for index in 0..<count {
      close(&open, at: index, old, before)
      let token = tokens[index]
      if token.kind == .object || token.kind == .array {
        open.append(pattern.containers.count)
        pattern.containers.append(
          JSONPattern.Container(
            token: Int32(truncatingIfNeeded: index), opening: before, head: token.start &- old))
      } else if token.isPlainValue {
        if pattern.plain[number].isVariable {
          before = Int32(truncatingIfNeeded: index)
          pattern.values.append(
            JSONPattern.Value(token: before, kind: token.kind, gap: gap(old, token.start)))
          old = token.end
          tokens[index].isEscaped = false
        }
        number += 1
      }
    }
    close(&open, at: count, old, before)
    pattern.values.append(JSONPattern.Value(token: -1, kind: .null, gap: gap(old, tokens[0].end)))
  }

  /// Notes the ends of the containers before token `index`.
  private mutating func close(_ open: inout [Int], at index: Int, _ old: Int32, _ before: Int32) {
    while let last = open.last {
      let token = tokens[Int(pattern.containers[last].token)]
      guard Int(token.next) <= index else { return }
      pattern.containers[last].closing = before
      pattern.containers[last].tail = token.end &- old
      open.removeLast()
    }
  }

  private func gap(_ start: Int32, _ end: Int32) -> JSONPattern.Gap {
    var first = SIMD16<UInt8>(repeating: 0)
    let count = min(Int(end &- start), Lanes.count)
    for offset in 0..<count { first[offset] = bytes[Int(start) + offset] }
    return JSONPattern.Gap(
      start: start, count: end &- start, first: first, bits: (1 << UInt32(count)) - 1)
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
    bytes[Int(left.lowerBound)..<Int(left.upperBound)]
      == bytes[Int(right.lowerBound)..<Int(right.upperBound)]
  }

  /// Moves the values to the text at `start`; nil, and the tokens are worthless, when it differs.
  private static func move(
    _ all: inout [Token], _ pattern: borrowing JSONPattern, _ bytes: borrowing [UInt8],
    _ start: Int, _ end: Int
  ) -> Int? {
    var tokens = all.mutableSpan
    let text = bytes.span
    let values = pattern.values.span
    // Everything has been found up to here.
    var new = start
    for index in 0..<(values.count &- 1) {
      let value = values[index]
      let first = new &+ Int(value.gap.count)
      guard first <= end, isSame(value.gap, text, new) else { return nil }
      let last: Int? =
        switch value.kind {
        case .string: Lanes.plainStringEnd(text, first, end)
        case .number: plainNumberEnd(text, first, end)
        case .bool: boolEnd(text, first)
        default: nil
        }
      guard let last else { return nil }
      new = last
      let token = Int(value.token)
      tokens[token].start = Int32(truncatingIfNeeded: first)
      tokens[token].end = Int32(truncatingIfNeeded: last)
    }
    let rest = values[values.count &- 1].gap
    guard new &+ Int(rest.count) <= end, isSame(rest, text, new) else { return nil }
    let containers = pattern.containers.span
    for index in containers.indices { move(containers[index], start, &tokens) }
    return new &+ Int(rest.count)
  }

  /// Whether the bytes of the gap are the same at `new`; no also where less than sixteen follow.
  @inline(__always)
  private static func isSame(_ gap: JSONPattern.Gap, _ text: Span<UInt8>, _ new: Int) -> Bool {
    guard Lanes.differences(text, new, gap.first) & gap.bits == 0 else { return false }
    let count = Int(gap.count)
    return count <= Lanes.count || Lanes.isSame(text, Int(gap.start), new, count)
  }

  @inline(__always)
  private static func move(
    _ container: JSONPattern.Container, _ start: Int, _ tokens: inout MutableSpan<Token>
  ) {
    let begin = Int32(truncatingIfNeeded: start)
    let opening = container.opening < 0 ? begin : tokens[Int(container.opening)].end
    let closing = container.closing < 0 ? begin : tokens[Int(container.closing)].end
    let token = Int(container.token)
    tokens[token].start = opening &+ container.head
    tokens[token].end = closing &+ container.tail
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
    guard let whole = Lanes.digitsEnd(text, start, end), whole > start,
      text[start] != UInt8(ascii: "0") || whole == start &+ 1
    else { return nil }
    guard whole < end, text[whole] == UInt8(ascii: ".") else { return whole }
    let last = Lanes.digitsEnd(text, whole &+ 1, end)
    return last.flatMap { $0 > whole &+ 1 ? $0 : nil }
  }
}
