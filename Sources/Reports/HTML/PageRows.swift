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

  /// The first `rows` rows; those after `shown` are hidden until a reader asks for them.
  func text(rows: Int, shown: Int) -> String {
    let strips = table.columns.map { column in
      column.shown(rows: rows).map { cell($0, column) }
    }
    var text = ""
    for row in 0..<rows {
      text += row < shown ? "<tr>" : "<tr class=\"more\">"
      for strip in strips { text += strip[row] }
      text += "\n"
    }
    return text
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
    return open + "<span class=\"term\" title=\"\(MarkupText.escaped(help))\">\(words)</span>"
  }
}
