/// The rows of a table in a page, written without the template: they are most of a page, and tens
/// of thousands of cells are slow as values of a template. Cells and rows end where the next
/// begins, as HTML allows.
struct PageRows {
  private let table: Table
  private let definitions: [String: String]

  init(_ table: Table, _ definitions: [String: String]) {
    self.table = table
    self.definitions = definitions
  }

  /// Whether most rows of a small table name a number that has a definition: then there is room to
  /// write it beside the number.
  var hasMeaning: Bool {
    guard table.columns.count < 4, table.count > 4 else { return false }
    return meanings(rows: table.count).count { !$0.isEmpty } * 2 > table.count
  }

  private func meanings(rows: Int) -> [String] {
    var meanings = [String](repeating: "", count: rows)
    for column in table.columns {
      guard case .text(let cells) = column.values else { continue }
      for (row, text) in cells.prefix(rows).enumerated() where meanings[row].isEmpty {
        meanings[row] = definitions[text] ?? ""
      }
    }
    return meanings
  }

  /// The first `rows` rows.
  func text(rows: Int) -> String {
    var strips = table.columns.map { column in
      column.shown(rows: rows).map { cell($0, column) }
    }
    if hasMeaning {
      strips.append(
        meanings(rows: rows).map { "<td class=\"t meaning\">" + MarkupText.escaped($0) })
    }
    var text = ""
    for row in 0..<rows {
      text += "<tr>"
      for strip in strips { text += strip[row] }
      text += "\n"
    }
    return text
  }

  /// The rows from `first` to before `end` for the page's script, which makes them when a reader
  /// asks: a line each, with a tab between cells. A browser has no work with them before.
  func spare(from first: Int, to end: Int) -> String {
    let strips = table.columns.map { column in
      column.shown(rows: end).map { PlainText.cut($0, to: 200) }
    }
    return (first..<end).map { row in
      strips.map { $0[row] }.joined(separator: "\t")
    }.joined(separator: "\n")
  }

  /// A text that names a number, as in tables with a row for each, carries the definition.
  private func cell(_ text: String, _ column: Column) -> String {
    let words = MarkupText.escaped(PlainText.cut(text, to: 200))
    if column.isRightAligned { return "<td>" + words }
    let direction = text.utf8.allSatisfy { $0 < 0x80 } ? "" : " dir=\"auto\""
    let open = "<td class=\"t\"\(direction)>"
    guard case .text = column.values, let help = definitions[text], !help.isEmpty else {
      return open + words
    }
    return open
      + "<span class=\"term\" tabindex=\"0\" title=\"\(MarkupText.escaped(help))\">\(words)</span>"
  }
}
