/// JSON text marked up in place: one token a value, no tree, no strings, no numbers.
///
/// A scan checks the text as RFC 8259 demands and notes where every value lies; what is asked for
/// is converted when it is asked for. The tape and the text are used again for every line of a
/// block, so a row allocates nothing.
///
///     var tape = JSONTape(bytes: Array(#"{"o":{"s":"BTCUSDT"}}"#.utf8) + JSONTape.slack)
///     try tape.scan(from: 0, to: 21, lines: true)
@usableFromInline package struct JSONTape: Sendable {
  /// What a token is.
  @usableFromInline package enum Kind: UInt8, Sendable {
    case object, array, string, number, bool, null
  }

  @usableFromInline struct Token: Sendable {
    @usableFromInline var kind: Kind
    /// Strings: whether a backslash is inside.
    @usableFromInline var isEscaped = false
    var isKey = false
    /// Where the value begins; for strings, the byte after the quote.
    @usableFromInline var start: Int32
    /// Where it ends; for strings, the closing quote. While a container is open: its parent.
    @usableFromInline var end: Int32
    /// The token after the value and everything in it.
    var next: Int32
    /// Strings: `JSONKeys.signature` of the text.
    var signature: UInt64 = 0

    /// Whether it is neither a key nor around other values.
    var isPlainValue: Bool { !isKey && kind != .object && kind != .array }

    static let none = Token(kind: .null, start: 0, end: 0, next: 0)
  }

  /// The most arrays and objects inside each other.
  package static let depth = 64
  /// The most values of a document: a bound on memory, 96 MiB.
  package static let mostTokens = 4 << 20
  /// The most values of a line, of which several are read at a time: no venue's message comes near.
  package static let mostTokensOfLine = 1 << 20
  /// What must follow the text in `bytes`, so that eight bytes can be loaded anywhere in it.
  package static let slack = [UInt8](repeating: 0, count: 8)

  /// The text.
  @usableFromInline package let bytes: [UInt8]
  /// Room for tokens, of which the first `count` are in use.
  @usableFromInline var tokens: [Token] = []
  /// The number of values and keys.
  package internal(set) var count = 0
  /// Stays the same from text to text as long as these differ in nothing but plain values: what
  /// lies where among the tokens is the same, too.
  package internal(set) var shape = 0
  /// What the next text may repeat.
  var pattern = JSONPattern()

  /// A tape over `bytes`, whose last eight are not text but `slack`.
  package init(bytes: [UInt8]) {
    precondition(bytes.count >= Self.slack.count, "the slack is missing")
    self.bytes = bytes
  }
}

/// Why a text is not JSON, and at which byte of the tape's text.
package struct JSONProblem: Error, Equatable, Sendable {
  package enum Reason: String, Sendable {
    case noValue = "a value is missing"
    case badValue = "a value cannot start here"
    case badWord = "a word other than true, false or null"
    case badNumber = "a number is malformed"
    case controlCharacter = "a control character must be escaped"
    case badEscape = "an escape is malformed"
    case loneSurrogate = "half of a surrogate pair is missing"
    case notUTF8 = "a string is not UTF-8"
    case openString = "a string has no end"
    case noKey = "a key in double quotes is missing"
    case noColon = "':' is missing after a key"
    case noComma = "',' or a closing bracket is missing"
    case unclosed = "an array or object is not closed"
    case tooDeep = "more than 64 levels of nesting"
    case tooMany = "too many values (over 1,048,576 on a line, 4,194,304 in a document)"
    case trailing = "there is something after the value"
  }

  package let reason: Reason
  package let offset: Int

  package init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }
}
