/// One table, kept by columns.
package struct Table: Sendable, Equatable {
  /// The name of its CSV file, unique in a report: `aggregation`.
  package var name: String
  package var title: String
  package var columns: [Column]
  /// How many rows a page or a Markdown file shows; the CSV always has all.
  package var rowsShown: Int
  /// Whether the table is written as `<name>.csv`.
  package var isFile: Bool

  /// - Precondition: All columns have the same number of rows.
  package init(
    name: String, title: String, columns: [Column], rowsShown: Int = 20, isFile: Bool = false
  ) {
    let rows = columns.first?.values.count ?? 0
    precondition(columns.allSatisfy { $0.values.count == rows }, "columns differ in length")
    self.name = name
    self.title = title
    self.columns = columns
    self.rowsShown = rowsShown
    self.isFile = isFile
  }

  /// The number of rows.
  package var count: Int { columns.first?.values.count ?? 0 }
}

/// One column of a table.
package struct Column: Sendable, Equatable {
  /// The header in files: `snake_case`, with its unit: `usd_long`, `duration_s`.
  package var name: String
  /// The header for people, units included: `long [USD]`. Made from the name when not given.
  package var label: String
  package var values: Values
  /// How numbers are shown to people. Files always have the shortest round-trip form.
  package var style: Style
  /// What the numbers mean, in a sentence; empty leaves it to the report's `definitions`.
  package var definition: String

  /// The cells: NaN, `Int64.min` and an empty text are undefined, and written empty.
  package enum Values: Sendable, Equatable {
    case text([String])
    case number([Double])
    case integer([Int64])
    /// Microseconds UTC.
    case time([Int64])
    case flag([Bool])

    package var count: Int {
      switch self {
      case .text(let cells): cells.count
      case .number(let cells): cells.count
      case .integer(let cells), .time(let cells): cells.count
      case .flag(let cells): cells.count
      }
    }
  }

  /// How a number is shown to people.
  package enum Style: Sendable, Equatable {
    /// As many significant digits as given.
    case significant(Int)
    /// US dollars with K, M, B: `83.48 M`.
    case dollars
    /// A fraction as percent with so many decimals.
    case percent(Int)
    /// A p-value: `0.0042`, `< 1e-16`.
    case pValue
    /// So many decimals: `0.250`, and `0.000` for what is less than half of the last.
    case decimals(Int)
    /// Seconds as a time: `45 s`, `12.5 min`, `3 h`, `2 d`.
    case duration
    /// As in files.
    case exact
    /// One for each row, for tables with a number a row; rows beyond them are `exact`.
    indirect case rows([Style])
  }

  package init(
    _ name: String, label: String? = nil, _ values: Values, style: Style = .exact,
    definition: String = ""
  ) {
    self.name = name
    self.definition = definition
    self.label = label ?? ColumnWords.words(name)
    self.values = values
    self.style = style
  }
}
