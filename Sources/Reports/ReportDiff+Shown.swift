package import Basics

extension ReportDiff {
  /// The changes for a terminal, by part; a sentence when there are none.
  ///
  /// - Parameters:
  ///   - rows: The most changes of one part.
  ///   - width: The columns of the terminal.
  /// - Returns: Lines, each ended by a newline.
  package func text(rows: Int = 40, width: Int = 100) -> String {
    if changes.isEmpty {
      return "The runs agree: \(numbersCompared) numbers are the same to the last digit.\n"
    }
    let parts = Part.allCases.compactMap { part -> String? in
      let found = changes.filter { $0.part == part }
      guard !found.isEmpty else { return nil }
      return "\(Self.title(part, found.count, numbersCompared))\n"
        + TerminalTable(Self.table(part, found), rows: rows, width: width).text
    }
    return parts.joined(separator: "\n")
  }

  /// The changes for programs: `{"numbers_compared","changes":[{"path","part","before","after"}]}`.
  package var json: JSONValue {
    JSONValue([
      "numbers_compared": .integer(Int64(numbersCompared)),
      "changes": .array(
        changes.map { change in
          JSONValue([
            "path": .string(change.path), "part": .string(change.part.rawValue),
            "before": change.before ?? .null, "after": change.after ?? .null,
            "relative": JSONValue(change.relative),
          ])
        }),
    ])
  }

  private static func title(_ part: Part, _ count: Int, _ compared: Int) -> String {
    switch part {
    case .data: "What was read differs in \(count)"
    case .parameters: "How it was asked differs in \(count)"
    case .numbers: "Numbers differ in \(count), \(compared) were compared"
    case .words: "Words differ in \(count)"
    }
  }

  private static func table(_ part: Part, _ changes: [Change]) -> Table {
    var columns = [
      Column("where", .text(changes.map(\.path))),
      Column("before", .text(changes.map { shown($0.before) })),
      Column("after", .text(changes.map { shown($0.after) })),
    ]
    let relative = changes.map { $0.relative ?? .nan }
    if relative.contains(where: { !$0.isNaN }) {
      columns.append(Column("change", .number(relative), style: .percent(2)))
    }
    return Table(name: part.rawValue, title: part.rawValue, columns: columns)
  }

  private static func shown(_ value: JSONValue?) -> String {
    switch value {
    case nil: "(none)"
    case .array(let elements)?: "\(elements.count) elements"
    case .object(let members)?: "\(members.count) members"
    case .string(let text)?: text
    case let other?: other.text()
    }
  }
}
