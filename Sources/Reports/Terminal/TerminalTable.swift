/// A table as aligned columns for a terminal: no colours, no escapes, safe to pipe.
package struct TerminalTable {
  private let table: Table
  private let rows: Int
  private let width: Int

  /// - Parameters:
  ///   - table: What to show.
  ///   - rows: How many rows; the table's own wish when nil.
  ///   - width: The columns of the terminal. Table columns that do not fit are left out and named.
  package init(_ table: Table, rows: Int? = nil, width: Int = 100) {
    self.table = table
    self.rows = rows ?? table.rowsShown
    self.width = max(20, width)
  }

  /// The lines, each ended by a newline: heading, rule, rows, then what was left out.
  package var text: String {
    let (shown, hidden) = fitted()
    guard !shown.columns.isEmpty else { return "" }
    let grid = TextGrid(shown, rows: rows, limit: limit)
    var lines = grid.lines { Self.trimmed($0.joined(separator: "  ")) }
    let rule = grid.strips.map { String(repeating: "─", count: $0.width) }
    lines.insert(rule.joined(separator: "  "), at: 1)
    if table.count > rows { lines.append("… and \(table.count - rows) more rows") }
    if !hidden.isEmpty {
      let names = "not shown: " + hidden.joined(separator: ", ")
      lines += PlainText.wrapped(names, to: width)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The most columns of the terminal that one of the table takes; more where there are few.
  private var limit: Int { table.columns.count > 3 ? 48 : max(48, width * 6 / 10) }

  /// The table of the columns that fit, the first always, and the headings of the others.
  private func fitted() -> (Table, [String]) {
    let strips = TextGrid(table, rows: rows, limit: limit).strips
    var used = 0
    var keeps: [Bool] = []
    for strip in strips {
      let needed = used + strip.width + (used > 0 ? 2 : 0)
      keeps.append(keeps.isEmpty || (keeps.last == true && needed <= width))
      used = needed
    }
    var shown = table
    shown.columns = zip(table.columns, keeps).filter(\.1).map(\.0)
    return (shown, zip(table.columns, keeps).filter { !$0.1 }.map(\.0.heading))
  }

  private static func trimmed(_ line: String) -> String {
    var line = line
    while line.hasSuffix(" ") { line.removeLast() }
    return line
  }
}
