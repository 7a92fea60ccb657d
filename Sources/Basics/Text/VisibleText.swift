/// Bytes from a file made safe to show.
package enum VisibleText {
  /// `range` of `bytes` as text of at most `limit` characters: control characters are escaped as
  /// `\n` or `\u{1b}`, what is not UTF-8 becomes U+FFFD, and what is cut off becomes `…`.
  package static func text(
    _ bytes: Span<UInt8>, _ range: Range<Int>, limit: Int = 200
  ) -> String {
    // A character takes at most four bytes; more need not be looked at.
    let end = min(range.upperBound, range.lowerBound + 4 * limit + 4)
    var copy: [UInt8] = []
    for index in range.lowerBound..<end { copy.append(bytes[index]) }
    var result = ""
    var count = 0
    for scalar in String(decoding: copy, as: UTF8.self).unicodeScalars {
      let piece = escaped(scalar)
      guard count + piece.unicodeScalars.count <= limit else { return result + "…" }
      count += piece.unicodeScalars.count
      result += piece
    }
    return end < range.upperBound ? result + "…" : result
  }

  /// `text` made safe to show.
  package static func text(_ text: String, limit: Int = 200) -> String {
    let bytes = Array(text.utf8)
    return Self.text(bytes.span, 0..<bytes.count, limit: limit)
  }

  /// Control, format and separator characters can move a cursor or hide text.
  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator:
      return "\\u{" + String(scalar.value, radix: 16) + "}"
    default: return String(scalar)
    }
  }
}
