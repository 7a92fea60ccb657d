import Basics

/// One `<table>.csv` for each table that is a file.
///
/// RFC 4180 with LF, so that line tools read it too. Numbers are shortest round-trip text; a column
/// of doubles keeps its point (`5.0`, `1e+16`), so that readers which guess types see doubles
/// whatever the values. Undefined cells are empty. A text that a spreadsheet would run as a formula
/// gets a leading `'`.
package struct CSVRenderer: ReportRenderer {
  package static let name = "csv"
  package static let summary = "one <table>.csv per table: every row, exact numbers"

  package init() {}

  package func files(of report: Report) -> [ReportFile] {
    zip(report.sections.flatMap(\.tables), report.tableFiles.joined()).compactMap { table, name in
      name.map { ReportFile(name: $0, bytes: bytes(of: table)) }
    }
  }

  /// `table` with its header, every row. O(cells).
  package func bytes(of table: Table) -> [UInt8] {
    bytes(of: table, rows: table.count)
  }

  /// `table` with its header, the first `rows` rows.
  func bytes(of table: Table, rows: Int) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(min(rows, 1 << 20) * table.columns.count * 12 + 256)
    writeHeader(of: table, to: &output)
    var days = DayText()
    for row in 0..<min(rows, table.count) {
      let start = output.count
      for (index, column) in table.columns.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        write(column.values, row, &days, to: &output)
      }
      // A row of one empty cell would be an empty line, which readers skip.
      if output.count == start { output.append(contentsOf: "\"\"".utf8) }
      output.append(UInt8(ascii: "\n"))
    }
    return output
  }

  private func writeHeader(of table: Table, to output: inout [UInt8]) {
    for (index, column) in table.columns.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      write(column.name, to: &output)
    }
    output.append(UInt8(ascii: "\n"))
  }

  private func write(
    _ values: Column.Values, _ row: Int, _ days: inout DayText, to output: inout [UInt8]
  ) {
    switch values {
    case .text(let cells): write(cells[row], to: &output)
    case .number(let cells):
      if !cells[row].isNaN { output.append(contentsOf: cells[row].description.utf8) }
    case .integer(let cells):
      if cells[row] != .min { output.append(contentsOf: String(cells[row]).utf8) }
    case .time(let cells):
      if cells[row] != .min { days.write(cells[row], to: &output) }
    case .flag(let cells): output.append(contentsOf: (cells[row] ? "true" : "false").utf8)
    }
  }

  private func write(_ text: String, to output: inout [UInt8]) {
    var needsQuotes = false
    for byte in text.utf8 {
      needsQuotes =
        needsQuotes || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0A
        || byte == 0x0D
    }
    if needsQuotes { output.append(UInt8(ascii: "\"")) }
    if let first = text.utf8.first, Self.formulaStarts.contains(first) {
      output.append(UInt8(ascii: "'"))
    }
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { output.append(byte) }
      output.append(byte)
    }
    if needsQuotes { output.append(UInt8(ascii: "\"")) }
  }

  /// What a spreadsheet takes for the start of a formula: `= + - @`, TAB, CR.
  private static let formulaStarts: [UInt8] = Array("=+-@\t\r".utf8)
}

/// `TimeText.csv` a row at a time: neighbouring rows share their day, so it is kept.
private struct DayText {
  private var day = Int64.min
  private var text: [UInt8] = []

  mutating func write(_ time: Int64, to output: inout [UInt8]) {
    let newDay = TimeText.floorDivide(time, TimeText.microsecondsPerDay)
    if newDay != day {
      day = newDay
      text = Array(TimeText.day(time).utf8)
    }
    output.append(contentsOf: text)
    output.append(UInt8(ascii: "T"))
    let rest = TimeText.floorModulo(time, TimeText.microsecondsPerDay)
    write(rest / 3_600_000_000, UInt8(ascii: ":"), to: &output)
    write(rest / 60_000_000 % 60, UInt8(ascii: ":"), to: &output)
    write(rest / 1_000_000 % 60, nil, to: &output)
    let fraction = rest % 1_000_000
    if fraction != 0 {
      output.append(UInt8(ascii: "."))
      for unit: Int64 in [10_000, 100, 1] { write(fraction / unit % 100, nil, to: &output) }
    }
    output.append(UInt8(ascii: "Z"))
  }

  private func write(_ value: Int64, _ end: UInt8?, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 10))
    output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10))
    if let end { output.append(end) }
  }
}

extension ReportRenderer where Self == CSVRenderer {
  /// The tables as files.
  package static var csv: Self { CSVRenderer() }
}
