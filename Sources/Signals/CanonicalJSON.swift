package import Basics

extension JSONValue {
  /// The document as RFC 8785 wants it hashed: no blanks, members ordered by key, numbers as
  /// ECMAScript writes them.
  ///
  /// Keys are ordered by UTF-16 code units. Two files that differ only in layout, in the order of
  /// keys or in the spelling of numbers (`1.50`, `15e-1`) have the same text.
  package var canonicalText: String {
    switch self {
    case .null, .bool, .string: text()
    case .integer(let value): Self.canonical(Double(value))
    case .number(let value): Self.canonical(value)
    case .array(let elements):
      "[" + elements.map(\.canonicalText).joined(separator: ",") + "]"
    case .object(let members):
      "{"
        + members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
        .map { JSONValue.string($0.key).text() + ":" + $0.value.canonicalText }
        .joined(separator: ",") + "}"
    }
  }

  /// ECMAScript's Number::toString: plain digits from 1e-6 to 1e21, else one digit, an exponent.
  private static func canonical(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    guard value != 0 else { return "0" }
    let sign = value < 0 ? "-" : ""
    let (digits, exponent) = shortest(abs(value))
    return sign + layout(digits, exponent)
  }

  /// The shortest digits d and the power e with value = 0.d × 10^e.
  private static func shortest(_ value: Double) -> (digits: [UInt8], exponent: Int) {
    let parts = value.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".")
    let whole = mantissa[0]
    let fraction = mantissa.count > 1 ? mantissa[1] : ""
    var exponent = whole.utf8.count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    var digits = Array(whole.utf8) + Array(fraction.utf8)
    while digits.count > 1, digits.first == UInt8(ascii: "0") {
      digits.removeFirst()
      exponent -= 1
    }
    while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (digits, exponent)
  }

  private static func layout(_ digits: [UInt8], _ exponent: Int) -> String {
    func text(_ slice: some Sequence<UInt8>) -> String {
      String(decoding: Array(slice), as: UTF8.self)
    }
    func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
    if exponent > 21 || exponent < -5 {
      let power = exponent - 1
      let rest = digits.count > 1 ? "." + text(digits.dropFirst()) : ""
      return text(digits.prefix(1)) + rest + "e" + (power > 0 ? "+" : "") + "\(power)"
    }
    if exponent <= 0 { return "0." + zeros(-exponent) + text(digits) }
    if exponent >= digits.count { return text(digits) + zeros(exponent - digits.count) }
    return text(digits.prefix(exponent)) + "." + text(digits.dropFirst(exponent))
  }
}
