/// Why a text is not JSON: what is wrong, and where.
package struct JSONError: Error, Equatable, CustomStringConvertible {
  package let problem: String
  /// 0-based byte offset.
  package let offset: Int
  /// 1-based.
  package let line: Int
  /// 1-based, in bytes.
  package let column: Int

  package init(problem: String, offset: Int, line: Int, column: Int) {
    self.problem = problem
    self.offset = offset
    self.line = line
    self.column = column
  }

  package var description: String { "line \(line), column \(column): \(problem)" }
}

extension JSONValue {
  /// Parses one JSON document, accepting and rejecting as RFC 8259 says.
  ///
  /// - Parameters:
  ///   - bytes: The whole document, UTF-8. A byte order mark is not JSON.
  ///   - depth: The most arrays and objects inside each other.
  /// - Throws: `JSONError` for anything else, also for lone surrogates and invalid UTF-8.
  /// - Complexity: O(*n*).
  package init(parsing bytes: [UInt8], depth: Int = 64) throws(JSONError) {
    var parser = JSONParser(bytes: bytes, depth: depth)
    self = try parser.document()
  }

  /// Parses one JSON document.
  package init(parsing text: String) throws(JSONError) {
    try self.init(parsing: Array(text.utf8))
  }
}

private struct JSONParser {
  let bytes: [UInt8]
  var index = 0
  var depthLeft: Int

  init(bytes: [UInt8], depth: Int) {
    self.bytes = bytes
    depthLeft = depth
  }

  mutating func document() throws(JSONError) -> JSONValue {
    let value = try value()
    skipBlanks()
    guard index == bytes.count else { throw error("there is something after the document") }
    return value
  }

  private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  private func error(_ problem: String, at offset: Int? = nil) -> JSONError {
    let place = offset ?? index
    var line = 1
    var start = 0
    for position in 0..<min(place, bytes.count) where bytes[position] == UInt8(ascii: "\n") {
      line += 1
      start = position + 1
    }
    return JSONError(problem: problem, offset: place, line: line, column: place - start + 1)
  }

  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      index += 1
    }
  }

  private mutating func value() throws(JSONError) -> JSONValue {
    skipBlanks()
    guard let byte = next else { throw error("the document ends where a value should be") }
    switch byte {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw error("a value cannot start here")
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError)
    -> JSONValue
  {
    for byte in word.description.utf8 {
      guard next == byte else { throw error("'\(word)' is misspelt") }
      index += 1
    }
    return value
  }

  private mutating func enter() throws(JSONError) {
    guard depthLeft > 0 else { throw error("too many levels of nesting") }
    depthLeft -= 1
    index += 1
  }

  /// Steps over `byte` after blanks and says whether it was there.
  private mutating func take(_ byte: UInt8) -> Bool {
    skipBlanks()
    guard next == byte else { return false }
    index += 1
    return true
  }

  private mutating func array() throws(JSONError) -> JSONValue {
    try enter()
    defer { depthLeft += 1 }
    var elements: [JSONValue] = []
    if take(UInt8(ascii: "]")) { return .array([]) }
    repeat { elements.append(try value()) } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw error("',' or ']' is missing") }
    return .array(elements)
  }

  private mutating func object() throws(JSONError) -> JSONValue {
    try enter()
    defer { depthLeft += 1 }
    var members: [JSONMember] = []
    if take(UInt8(ascii: "}")) { return .object([]) }
    repeat {
      skipBlanks()
      guard next == UInt8(ascii: "\"") else { throw error("a key in double quotes is missing") }
      let key = try string()
      guard take(UInt8(ascii: ":")) else { throw error("':' is missing after the key") }
      members.append(JSONMember(key, try value()))
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw error("',' or '}' is missing") }
    return .object(members)
  }

  private mutating func digits() throws(JSONError) {
    let start = index
    while let byte = next, byte >= 0x30, byte <= 0x39 { index += 1 }
    guard index > start else { throw error("a digit is missing") }
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = index
    if next == UInt8(ascii: "-") { index += 1 }
    if next == UInt8(ascii: "0") { index += 1 } else { try digits() }
    var isWhole = true
    if next == UInt8(ascii: ".") {
      isWhole = false
      index += 1
      try digits()
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      isWhole = false
      index += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { index += 1 }
      try digits()
    }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    if isWhole, text != "-0", let integer = Int64(text) { return .integer(integer) }
    guard let value = Double(text), value.isFinite else {
      throw error("the number \(text.prefix(40)) is too large", at: start)
    }
    return .number(value)
  }

  private mutating func string() throws(JSONError) -> String {
    let start = index
    index += 1
    var text: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw error("a control character must be escaped") }
      index += 1
      if byte == UInt8(ascii: "\\") { try escape(into: &text) } else { text.append(byte) }
    }
    guard next != nil else { throw error("the string has no end", at: start) }
    index += 1
    guard let string = String(validating: text, as: UTF8.self) else {
      throw error("the string is not UTF-8", at: start)
    }
    return string
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
    guard let byte = next else { throw error("the escape has no end") }
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text.append(contentsOf: String(try scalar()).utf8)
    default: throw error("'\\' must not stand before this character", at: index - 1)
    }
  }

  /// The scalar of `\uXXXX`, or of a pair of surrogates.
  private mutating func scalar() throws(JSONError) -> Character {
    let place = index
    var value = UInt32(try hex())
    if value >> 10 == 0xD800 >> 10 {
      guard next == UInt8(ascii: "\\"), index + 1 < bytes.count,
        bytes[index + 1] == UInt8(ascii: "u")
      else { throw error("half of a surrogate pair is missing", at: place) }
      index += 2
      let low = UInt32(try hex())
      guard low >> 10 == 0xDC00 >> 10 else {
        throw error("half of a surrogate pair is missing", at: place)
      }
      value = 0x1_0000 + ((value & 0x3FF) << 10) + (low & 0x3FF)
    }
    guard let scalar = Unicode.Scalar(value) else {
      throw error("half of a surrogate pair is missing", at: place)
    }
    return Character(scalar)
  }

  private mutating func hex() throws(JSONError) -> UInt16 {
    guard index + 4 <= bytes.count else { throw error("four hexadecimal digits are missing") }
    let text = String(decoding: bytes[index..<(index + 4)], as: UTF8.self)
    guard let value = UInt16(text, radix: 16), !text.hasPrefix("+") else {
      throw error("four hexadecimal digits are missing")
    }
    index += 4
    return value
  }
}
