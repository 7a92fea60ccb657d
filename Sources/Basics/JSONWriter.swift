extension JSONValue {
  /// The document as text: UTF-8, numbers in shortest round-trip form, members in their order.
  ///
  /// - Parameter indented: Two spaces a level; without it, one line without blanks.
  /// - Returns: The text, without a line feed at its end.
  package func text(indented: Bool = false) -> String {
    var output = ""
    write(to: &output, indent: indented ? 0 : nil)
    return output
  }

  private func write(to output: inout String, indent: Int?) {
    switch self {
    case .null: output += "null"
    case .bool(let flag): output += flag ? "true" : "false"
    case .integer(let value): output += String(value)
    case .number(let value): output += Self.text(of: value)
    case .string(let text): Self.write(text, to: &output)
    case .array(let elements):
      Self.writeList("[", "]", elements, to: &output, indent: indent) { element, output, indent in
        element.write(to: &output, indent: indent)
      }
    case .object(let members):
      Self.writeList("{", "}", members, to: &output, indent: indent) { member, output, indent in
        Self.write(member.key, to: &output)
        output += indent == nil ? ":" : ": "
        member.value.write(to: &output, indent: indent)
      }
    }
  }

  private static func writeList<Item>(
    _ open: String, _ close: String, _ items: [Item], to output: inout String, indent: Int?,
    _ write: (Item, inout String, Int?) -> Void
  ) {
    output += open
    let inner = indent.map { $0 + 2 }
    for (index, item) in items.enumerated() {
      if index > 0 { output += "," }
      newline(inner, to: &output)
      write(item, &output, inner)
    }
    if !items.isEmpty { newline(indent, to: &output) }
    output += close
  }

  private static func newline(_ indent: Int?, to output: inout String) {
    guard let indent else { return }
    output += "\n" + String(repeating: " ", count: indent)
  }

  /// Whole numbers lose Swift's `.0`, which other languages do not write; not finite is null.
  private static func text(of value: Double) -> String {
    guard value.isFinite else { return "null" }
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func write(_ text: String, to output: inout String) {
    output += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      case "\u{0}"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}":
        let hex = String(scalar.value, radix: 16)
        output += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: output.unicodeScalars.append(scalar)
      }
    }
    output += "\""
  }
}
