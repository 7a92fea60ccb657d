/// The cells of a table as padded text, for Markdown and terminals alike.
struct TextGrid {
  /// One column: its heading, its cells, and where they stand.
  struct Strip {
    var heading: String
    var cells: [String]
    let right: Bool

    var width: Int { cells.reduce(PlainText.width(heading)) { max($0, PlainText.width($1)) } }
  }

  private(set) var strips: [Strip]
  let rows: Int

  /// The first `rows` rows of `table`, each text passed through `escape`, none wider than `limit`.
  init(
    _ table: Table, rows: Int, limit: Int = 48, escape: (String) -> String = { $0 }
  ) {
    self.rows = min(max(0, rows), table.count)
    strips = table.columns.map { column in
      Strip(
        heading: escape(PlainText.cut(column.heading, to: limit)),
        cells: column.shown(rows: max(0, rows)).map { escape(PlainText.cut($0, to: limit)) },
        right: column.isRightAligned)
    }
  }

  /// Leaves out the columns from the first that makes a line wider than `width`, when each takes
  /// `around` more than its text; never the first column.
  ///
  /// - Returns: The headings of what was left out.
  mutating func fit(_ width: Int, around: Int) -> [String] {
    var used = 1
    var kept = 0
    for strip in strips {
      used += strip.width + around
      if kept > 0, used > width { break }
      kept += 1
    }
    defer { strips.removeSubrange(kept...) }
    return strips[kept...].map(\.heading)
  }

  /// One line of the grid per row, the heading first; `line` joins the padded cells.
  func lines(_ line: ([String]) -> String) -> [String] {
    let widths = strips.map(\.width)
    let heading = zip(strips, widths).map { strip, width in
      PlainText.padded(strip.heading, to: width, right: strip.right)
    }
    return [line(heading)]
      + (0..<rows).map { row in
        line(
          zip(strips, widths).map { strip, width in
            PlainText.padded(strip.cells[row], to: width, right: strip.right)
          })
      }
  }
}
