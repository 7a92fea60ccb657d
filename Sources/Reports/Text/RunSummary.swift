import Basics

/// What a report says of its run before anything else: each member of `run` on one line.
enum RunSummary {
  /// Name and value of every member, nested names joined by a blank, long lists counted.
  static func lines(of run: JSONValue) -> [(name: String, value: String)] {
    var lines: [(name: String, value: String)] = []
    collect(run, name: "", into: &lines)
    return lines
  }

  private static func collect(
    _ value: JSONValue, name: String, into lines: inout [(name: String, value: String)]
  ) {
    switch value {
    case .object(let members):
      for member in members {
        let key = ColumnWords.words(member.key)
        // `from` and `to` without more are of the window.
        let path = name.isEmpty || name == "window" ? key : name + " " + key
        collect(member.value, name: path, into: &lines)
      }
    case .null: break
    case .array(let elements): lines.append((name, list(elements)))
    default: lines.append((name, scalar(value)))
    }
  }

  private static func list(_ elements: [JSONValue]) -> String {
    let isShort = elements.count <= 3 && elements.allSatisfy { $0.elements == nil }
    guard isShort, elements.allSatisfy({ $0.members == nil }) else { return "\(elements.count)" }
    return elements.isEmpty ? "none" : elements.map(scalar).joined(separator: ", ")
  }

  private static func scalar(_ value: JSONValue) -> String {
    PlainText.oneLine(value.text ?? value.text())
  }
}
