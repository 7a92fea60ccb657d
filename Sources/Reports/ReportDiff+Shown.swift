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
      let table = Self.table(part, Self.rows(found), width: width)
      return "\(Self.title(part, found.count, numbersCompared))\n"
        + TerminalTable(table, rows: rows, width: width).text
    }
    return parts.joined(separator: "\n")
  }

  /// The changes for programs:
  /// `{"numbers_compared","changes":[{"path","part","before","after","relative"}]}`.
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

  /// One line of the table.
  private struct Row {
    var path: String
    var before: String
    var after: String
    var relative: Double
  }

  /// The most elements of one list that have lines of their own.
  private static let listLimit = 6

  /// A line a change; one line for a list in which many elements changed, with the largest change.
  private static func rows(_ changes: [Change]) -> [Row] {
    var rows: [Row] = []
    var start = 0
    while start < changes.count {
      let list = list(changes[start].path)
      let run = changes[start...].prefix { list != nil && Self.list($0.path) == list }
      if let list, run.count > listLimit {
        let largest = run.compactMap(\.relative).max { abs($0) < abs($1) }
        rows.append(
          Row(
            path: list, before: "\(run.count) elements", after: "differ",
            relative: largest ?? .nan))
        start += run.count
      } else {
        let change = changes[start]
        let (before, after) = shown(change)
        rows.append(
          Row(path: change.path, before: before, after: after, relative: change.relative ?? .nan))
        start += 1
      }
    }
    return rows
  }

  /// `a.b` of `a.b[7]`, or nil.
  private static func list(_ path: String) -> String? {
    guard path.hasSuffix("]"), let bracket = path.lastIndex(of: "[") else { return nil }
    return Int(path[bracket...].dropFirst().dropLast()).map { _ in String(path[..<bracket]) }
  }

  /// The rows with what fits: a long path keeps its end, a long value its start.
  private static func table(_ part: Part, _ rows: [Row], width: Int) -> Table {
    let room = max(12, (width - 14) / 4)
    let paths = rows.map { tail($0.path, max(24, width - 2 * room - 18)) }
    var columns = [
      Column("where", .text(paths)),
      Column("before", .text(rows.map { PlainText.cut($0.before, to: room) })),
      Column("after", .text(rows.map { PlainText.cut($0.after, to: room) })),
    ]
    if rows.contains(where: { !$0.relative.isNaN }) {
      columns.append(Column("change", .number(rows.map(\.relative)), style: .percent(2)))
    }
    return Table(name: part.rawValue, title: part.rawValue, columns: columns)
  }

  private static func tail(_ path: String, _ columns: Int) -> String {
    let path = PlainText.oneLine(path)
    return path.count > columns ? "…" + path.suffix(columns - 1) : path
  }

  /// Both values of a change: numbers to seven digits where that tells them apart, long texts from
  /// where they differ.
  private static func shown(_ change: Change) -> (before: String, after: String) {
    let exact = (shown(change.before), shown(change.after))
    if let before = change.before?.text, let after = change.after?.text {
      return differing(PlainText.oneLine(before), PlainText.oneLine(after))
    }
    guard let before = change.before?.double, let after = change.after?.double else {
      return exact
    }
    let short = [before, after].map { value -> String in
      var digits = DecimalDigits(value)
      digits.round(toSignificant: max(7, digits.exponent + 2))
      let isPlain = digits.exponent > -4 && digits.exponent <= 15
      return (value < 0 ? "-" : "") + (isPlain ? digits.shortest : digits.scientific)
    }
    return short[0] == short[1] ? exact : (short[0], short[1])
  }

  private static func differing(_ before: String, _ after: String) -> (String, String) {
    let same = zip(before, after).prefix { $0 == $1 }.count
    guard same > 12, max(before.count, after.count) > 20 else { return (before, after) }
    return ("…" + before.dropFirst(same - 6), "…" + after.dropFirst(same - 6))
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
