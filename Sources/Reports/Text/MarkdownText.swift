/// Text from data inside Markdown: it reads the same and never becomes markup, HTML or a link.
enum MarkdownText {
  /// `text` on one line, for the middle of a line: a cell, a name in bold.
  ///
  /// A backslash stands wherever a character would mean something there, and nowhere else, because
  /// the file is also read in a terminal: `usd_long [USD]` stays as it is.
  ///
  /// - Parameters:
  ///   - text: Anything.
  ///   - inLink: Whether it becomes the words of a link, where every bracket counts.
  /// - Returns: Markdown that shows `text`.
  static func escaped(_ text: String, inLink: Bool = false) -> String {
    let scalars = Array(PlainText.oneLine(text).unicodeScalars)
    let dollars = scalars.count { $0 == "$" }
    var escaped = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      let isBracket = inLink && (scalar == "[" || scalar == "]")
      if isBracket || isMarkup(scalars, index) || scalar == "$" && dollars > 1 {
        escaped.append("\\")
      }
      escaped.append(scalar)
    }
    return String(escaped)
  }

  private static func isMarkup(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
    let before = index > 0 ? scalars[index - 1] : " "
    let after = index + 1 < scalars.count ? scalars[index + 1] : " "
    switch scalars[index] {
    case "\\", "`", "*", "|": return true
    case "]": return after == "(" || after == "[" || after == ":"
    case "<": return after != " "
    case "&": return after == "#" || after.properties.isAlphabetic
    case "~": return before == "~" || after == "~"
    case "_": return !(isWord(before) && isWord(after))
    case ":": return after == "/"
    case "@": return isWord(after)
    case ".": return index > 2 && scalars[(index - 3)..<index].allSatisfy { $0 == "w" || $0 == "W" }
    default: return false
    }
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  /// Whether the character would make the line a heading, a list, a quotation or a rule.
  private static func isLineStart(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
    let scalar = scalars[index]
    if index == 0 { return "#>-+=[".unicodeScalars.contains(scalar) }
    let isNumber = scalars[..<index].allSatisfy { $0.value >= 0x30 && $0.value <= 0x39 }
    let isLast = index + 1 == scalars.count || scalars[index + 1] == " "
    return isNumber && isLast && (scalar == "." || scalar == ")")
  }

  /// A paragraph in lines of at most 100 columns; no line starts with something that has a meaning.
  static func paragraph(_ text: String, indent: String = "") -> String {
    var lines: [String] = []
    for line in PlainText.wrapped(escaped(text), to: 100 - indent.utf8.count) {
      lines.append((lines.isEmpty ? "" : indent) + guarded(line))
    }
    return lines.joined(separator: "\n")
  }

  /// `line` with its start escaped; a line that starts with an escape already is safe.
  private static func guarded(_ line: String) -> String {
    let scalars = Array(line.unicodeScalars)
    guard let place = scalars.indices.prefix(12).first(where: { isLineStart(scalars, $0) }) else {
      return line
    }
    var safe = String.UnicodeScalarView(scalars[..<place])
    safe.append("\\")
    safe.append(contentsOf: scalars[place...])
    return String(safe)
  }

  /// The anchor that forges give a heading: lower case, blanks as `-`, punctuation gone.
  static func anchor(_ heading: String) -> String {
    var anchor = String.UnicodeScalarView()
    for scalar in PlainText.oneLine(heading).lowercased().unicodeScalars {
      if scalar == " " {
        anchor.append("-")
      } else if isWord(scalar) || scalar == "-" {
        anchor.append(scalar)
      }
    }
    return String(anchor)
  }
}
