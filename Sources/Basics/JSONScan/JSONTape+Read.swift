/// Names of members to look for together.
package struct JSONKeys: Sendable {
  fileprivate struct Key {
    let bytes: [UInt8]
    /// The first eight bytes, the missing ones zero.
    let prefix: UInt64
  }

  /// The most keys of one set.
  package static let most = 16
  fileprivate let keys: [Key]

  /// A set of at most 16 keys; the order is the one of the members found.
  package init(_ names: [String]) {
    precondition(names.count <= Self.most, "\(names.count) keys are more than \(Self.most)")
    keys = names.map { name in
      let bytes = Array(name.utf8)
      let padded = bytes + JSONTape.slack
      return Key(bytes: bytes, prefix: JSONKeys.prefix(padded.span, 0, bytes.count))
    }
  }

  /// The first eight of `count` bytes as a word, the missing ones zero.
  @inline(__always)
  fileprivate static func prefix(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> UInt64 {
    let word = ByteWords.load(bytes, start)
    return count >= 8 ? word : word & ((1 << (UInt64(count) &* 8)) &- 1)
  }
}

/// Where the members that were looked for are: token indices in the order of the keys.
package struct JSONMembers: Sendable {
  fileprivate var places = InlineArray<16, Int32>(repeating: 0)

  /// The value of key number `key`, or nil when the object has no such member.
  package subscript(key: Int) -> Int? {
    let place = places[key]
    return place == 0 ? nil : Int(place)
  }
}

extension JSONTape {
  /// The token of the value that was scanned.
  package static let root = 0

  /// The number of values and keys.
  package var count: Int { tokens.count }

  /// What `token` is.
  package func kind(_ token: Int) -> Kind { tokens[token].kind }

  /// Where the value lies in `bytes`; a string without its quotes.
  package func range(_ token: Int) -> Range<Int> {
    Int(tokens[token].start)..<Int(tokens[token].end)
  }

  /// Whether a string has escapes, so that its bytes are not its text.
  package func isEscaped(_ token: Int) -> Bool { tokens[token].isEscaped }

  /// The members of `object` that `keys` names; of several with one name, the last. None of them
  /// when the token is no object.
  ///
  /// - Complexity: O(members) when they come in the order of the keys.
  package func members(of object: Int, _ keys: JSONKeys) -> JSONMembers {
    var found = JSONMembers()
    guard tokens[object].kind == .object else { return found }
    let end = Int(tokens[object].next)
    let span = bytes.span
    var index = object &+ 1
    var guess = 0
    while index < end {
      let value = index &+ 1
      if let key = place(of: tokens[index], in: keys, guess, span) {
        found.places[key] = Int32(truncatingIfNeeded: value)
        guess = key &+ 1
      }
      index = Int(tokens[value].next)
    }
    return found
  }

  @inline(__always)
  private func place(
    of token: Token, in keys: JSONKeys, _ guess: Int, _ span: Span<UInt8>
  ) -> Int? {
    if token.isEscaped { return escapedPlace(of: token, in: keys) }
    let count = Int(token.end &- token.start)
    let prefix = JSONKeys.prefix(span, Int(token.start), count)
    let total = keys.keys.count
    for step in 0..<total {
      let key = guess &+ step < total ? guess &+ step : guess &+ step &- total
      guard keys.keys[key].prefix == prefix, keys.keys[key].bytes.count == count else { continue }
      if count <= 8 || equal(token, keys.keys[key].bytes, span) { return key }
    }
    return nil
  }

  private func equal(_ token: Token, _ key: [UInt8], _ span: Span<UInt8>) -> Bool {
    for offset in key.indices where span[Int(token.start) &+ offset] != key[offset] {
      return false
    }
    return true
  }

  private func escapedPlace(of token: Token, in keys: JSONKeys) -> Int? {
    let text = unescaped(Int(token.start)..<Int(token.end))
    return keys.keys.firstIndex { $0.bytes == text }
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
    var index = range.lowerBound
    for byte in text.description.utf8 {
      guard bytes[index] == byte else { return false }
      index &+= 1
    }
    return true
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
