/// Names of members to look for together.
@usableFromInline package struct JSONKeys: Sendable {
  /// The most keys of one set.
  @inlinable @inline(__always) package static var most: Int { 16 }
  /// All names, one after another, with slack behind them.
  fileprivate let text: [UInt8]
  /// Where the names begin in it, and where the last one ends.
  fileprivate let starts: [Int]
  /// One word a key, to compare before the bytes.
  fileprivate let signatures: [UInt64]

  /// A set of at most 16 keys; the order is the one of the members found.
  package init(_ names: [String]) {
    precondition(names.count <= Self.most, "\(names.count) keys are more than \(Self.most)")
    let text = Array(names.joined().utf8) + JSONTape.slack
    let starts = names.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.utf8.count) }
    (self.text, self.starts) = (text, starts)
    signatures = names.indices.map { key in
      JSONKeys.signature(text.span, starts[key], starts[key + 1] - starts[key])
    }
  }

  /// Whether the name of `key` is what `range` of `bytes` says.
  fileprivate func isName(_ key: Int, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let start = starts[key]
    guard starts[key + 1] - start == range.count else { return false }
    for offset in 0..<range.count where text[start + offset] != bytes[range.lowerBound + offset] {
      return false
    }
    return true
  }

  /// Up to seven bytes and their number: equal signatures are equal keys. Of longer keys the first
  /// seven.
  @inline(__always)
  static func signature(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> UInt64 {
    let kept = min(count, 7)
    let mask: UInt64 = (1 << (UInt64(truncatingIfNeeded: kept) &* 8)) &- 1
    return (ByteWords.load(bytes, start) & mask) | UInt64(min(count, 255)) << 56
  }
}

/// Where the members that were looked for are: token indices in the order of the keys.
@usableFromInline package struct JSONMembers: Sendable {
  @usableFromInline var places = InlineArray<16, Int32>(repeating: 0)

  /// None found.
  package init() {}

  /// The value of key number `key`, or nil when the object has no such member.
  @inlinable @inline(__always)
  package subscript(key: Int) -> Int? {
    let place = places[key]
    return place == 0 ? nil : Int(place)
  }
}

extension JSONTape {
  /// The token of the value that was scanned.
  @inlinable @inline(__always) package static var root: Int { 0 }

  /// What `token` is.
  @inlinable @inline(__always)
  package func kind(_ token: Int) -> Kind { tokens[token].kind }

  /// Where the value lies in `bytes`; a string without its quotes.
  @inlinable @inline(__always)
  package func range(_ token: Int) -> Range<Int> {
    Int(tokens[token].start)..<Int(tokens[token].end)
  }

  /// Whether a string has escapes, so that its bytes are not its text.
  @inlinable @inline(__always)
  package func isEscaped(_ token: Int) -> Bool { tokens[token].isEscaped }

  /// The members of `object` that `keys` names; of several with one name, the last. None of them
  /// when the token is no object.
  ///
  /// - Complexity: O(members) when they come in the order of the keys.
  package func members(of object: Int, _ keys: JSONKeys) -> JSONMembers {
    var found = JSONMembers()
    guard tokens[object].kind == .object else { return found }
    let end = Int(tokens[object].next)
    let all = tokens.span
    let signatures = keys.signatures.span
    var index = object &+ 1
    var guess = 0
    while index < end {
      let token = all[index]
      let value = index &+ 1
      var key = Self.place(of: token.signature, in: signatures, guess)
      if token.isEscaped || token.end &- token.start > 7 && key < signatures.count {
        key = longPlace(of: token, in: keys)
      }
      if key < signatures.count {
        found.places[key] = Int32(truncatingIfNeeded: value)
        guess = key &+ 1
      }
      index = Int(all[value].next)
    }
    return found
  }

  /// The place of `signature`, looked for from `guess` on and then from the beginning; the count
  /// when it is nowhere.
  @inline(__always)
  private static func place(
    of signature: UInt64, in signatures: Span<UInt64>, _ guess: Int
  ) -> Int {
    for place in guess..<signatures.count where signatures[place] == signature { return place }
    for place in 0..<guess where signatures[place] == signature { return place }
    return signatures.count
  }

  /// The place of a key whose signature does not say all, by its bytes.
  private func longPlace(of token: Token, in keys: JSONKeys) -> Int {
    let range = Int(token.start)..<Int(token.end)
    let signatures = keys.signatures
    if token.isEscaped {
      let text = unescaped(range)
      return signatures.indices.first { keys.isName($0, text.span, 0..<text.count) }
        ?? signatures.count
    }
    for key in signatures.indices
    where signatures[key] == token.signature && keys.isName(key, bytes.span, range) {
      return key
    }
    return signatures.count
  }

  /// The first element of an array or key of an object, or nil when it is empty or neither.
  package func firstChild(of token: Int) -> Int? {
    let isContainer = tokens[token].kind == .array || tokens[token].kind == .object
    return isContainer && Int(tokens[token].next) > token + 1 ? token + 1 : nil
  }

  /// The sibling after `child` in `parent`, or nil when it is the last.
  package func next(after child: Int, in parent: Int) -> Int? {
    let next = Int(tokens[child].next)
    return next < Int(tokens[parent].next) ? next : nil
  }

  /// Element number `index` of an array, or nil.
  package func element(_ index: Int, of array: Int) -> Int? {
    guard tokens[array].kind == .array else { return nil }
    var child = firstChild(of: array)
    for _ in 0..<index {
      guard let place = child else { return nil }
      child = next(after: place, in: array)
    }
    return child
  }

  /// Whether the token is a string with the text `text`.
  package func equals(_ token: Int, _ text: StaticString) -> Bool {
    let token = tokens[token]
    guard token.kind == .string else { return false }
    let range = Int(token.start)..<Int(token.end)
    if token.isEscaped { return unescaped(range) == Array(text.description.utf8) }
    guard text.utf8CodeUnitCount == range.count else { return false }
    // Benefit: no string is made. Soundness: the pointer is to a constant of that many bytes.
    return text.withUTF8Buffer { text in
      for offset in 0..<range.count
      where unsafe text[offset] != bytes[range.lowerBound &+ offset] {
        return false
      }
      return true
    }
  }

  /// Whether the token is a string with the text of `word`.
  @inlinable @inline(__always)
  package func equals(_ token: Int, _ word: JSONWord) -> Bool {
    let token = tokens[token]
    guard token.kind == .string else { return false }
    if token.isEscaped { return equals(escaped: Int(token.start)..<Int(token.end), word) }
    return Int(token.end &- token.start) == word.count
      && word.isAt(Int(token.start), in: bytes.span)
  }

  @usableFromInline
  func equals(escaped range: Range<Int>, _ word: JSONWord) -> Bool {
    let text = unescaped(range)
    return text.count == word.count && word.isAt(0, in: (text + Self.slack).span)
  }

  /// The text of a string, or nil for any other value.
  package func text(_ token: Int) -> String? {
    guard tokens[token].kind == .string else { return nil }
    let range = range(token)
    guard tokens[token].isEscaped else { return String(decoding: bytes[range], as: UTF8.self) }
    return String(decoding: unescaped(range), as: UTF8.self)
  }

  /// The text of a string without its escapes, which the scan has found to be right.
  package func unescaped(_ range: Range<Int>) -> [UInt8] {
    var text: [UInt8] = []
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes[index]
      index += 1
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      let escape = bytes[index]
      index += 1
      switch escape {
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "u"): text += scalar(&index)
      default: text.append(escape)
      }
    }
    return text
  }

  /// The UTF-8 of `XXXX`, or of a pair of surrogates.
  private func scalar(_ index: inout Int) -> [UInt8] {
    var value = Self.hex(bytes.span, index) ?? 0xFFFD
    index += 4
    if value >> 10 == 0xD800 >> 10 {
      let low = Self.hex(bytes.span, index + 2) ?? 0xDC00
      index += 6
      value = 0x1_0000 + ((value & 0x3FF) << 10) + (low & 0x3FF)
    }
    return Array(String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8)
  }

  /// The double nearest to a number, or to the number that a string writes; nil for anything else.
  package func double(_ token: Int) -> Double? {
    let kind = tokens[token].kind
    guard kind == .number || kind == .string else { return nil }
    return DecimalText.double(bytes.span, range(token))
  }

  /// Whether the token is `true`.
  package func isTrue(_ token: Int) -> Bool {
    tokens[token].kind == .bool && bytes[Int(tokens[token].start)] == UInt8(ascii: "t")
  }
}
