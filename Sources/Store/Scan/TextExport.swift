import Basics
package import MarketData
import ParquetFormat

/// Rows as text for others: the columns of `ParquetExport`, times as RFC 3339, numbers in the
/// shortest form that reads back as the same bits.
///
///     var text = TextExport(of: .liquidations, as: .csv)
///     try await store.forEachInOrder(query) { try handle.write(contentsOf: text.bytes(of: $0)) }
package struct TextExport: Sendable {
  /// How a row is written.
  package enum Format: String, Sendable, CaseIterable {
    /// A header, then a line a row; null is empty. A text that a spreadsheet would take for a
    /// formula gets a leading `'` (IMPORT-RULES 58), so this is not a round trip.
    case csv
    /// One object a line with every column; null is `null`.
    case jsonl
  }

  private let format: Format
  private let names: [String]
  private let areTimes: [Bool]

  package init(of kind: SegmentKind, as format: Format) {
    self.format = format
    let columns = ExportColumns.schema(kind).columns
    names = columns.map(\.name)
    areTimes = columns.map { $0.logical == SegmentColumn.time }
  }

  /// What comes before the first row.
  package var header: [UInt8] {
    format == .csv ? Array((names.joined(separator: ",") + "\n").utf8) : []
  }

  /// The text of liquidations, sorted by exchange and symbol.
  package func bytes(of rows: LiquidationBatch) -> [UInt8] { text(rows) }

  /// The text of candles, sorted by exchange and symbol.
  package func bytes(of rows: CandleBatch) -> [UInt8] { text(rows) }

  /// The text of totals, sorted by exchange and symbol.
  package func bytes(of rows: AggregateBatch) -> [UInt8] { text(rows) }

  /// The text of values of one series, sorted by exchange and symbol.
  package func bytes(of rows: SeriesBatch) -> [UInt8] { text(rows) }

  private func text<Rows: StoredRows>(_ rows: Rows) -> [UInt8] {
    var bytes: [UInt8] = []
    for places in ExportColumns.pieces(rows.count) {
      var columns: [TextColumn] = []
      for (index, data) in ExportColumns.values(rows, places).enumerated() {
        columns.append(TextColumn(data, isTime: areTimes[index], format))
      }
      for _ in places { append(&columns, to: &bytes) }
    }
    return bytes
  }

  /// Appends the next row.
  private func append(_ columns: inout [TextColumn], to bytes: inout [UInt8]) {
    for index in columns.indices {
      switch format {
      case .csv:
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
      case .jsonl:
        bytes.append(UInt8(ascii: index == 0 ? "{" : ","))
        bytes += "\"\(names[index])\":".utf8
      }
      columns[index].appendNext(to: &bytes)
    }
    if format == .jsonl { bytes.append(UInt8(ascii: "}")) }
    bytes.append(UInt8(ascii: "\n"))
  }
}

/// A column whose values are written one after another.
private struct TextColumn {
  private let values: ColumnValues
  private let present: [Bool]?
  private let isTime: Bool
  private let format: TextExport.Format
  /// The cells of a dictionary, each written once.
  private var words: [[UInt8]] = []
  private var row = 0
  private var value = 0

  init(_ data: ColumnData, isTime: Bool, _ format: TextExport.Format) {
    (values, present) = (data.values, data.present)
    self.isTime = isTime
    self.format = format
    if case .dictionary(_, let entries) = values {
      words = (0..<entries.count).map { cell(entries.string(at: $0)) }
    }
  }

  mutating func appendNext(to bytes: inout [UInt8]) {
    let isPresent = present?[row] ?? true
    row += 1
    guard isPresent else {
      if format == .jsonl { bytes += "null".utf8 }
      return
    }
    appendValue(to: &bytes)
    value += 1
  }

  private func appendValue(to bytes: inout [UInt8]) {
    switch values {
    case .int64(let numbers) where isTime:
      let quote = format == .jsonl ? "\"" : ""
      bytes += (quote + TimeText.rfc3339(numbers[value]) + quote).utf8
    case .int64(let numbers): bytes += String(numbers[value]).utf8
    case .double(let numbers): bytes += JSONValue.number(numbers[value]).text().utf8
    case .dictionary(let codes, _): bytes += words[Int(codes[value])]
    case .bytes(let column): bytes += cell(column.string(at: value))
    case .boolean, .int32, .float: preconditionFailure("the store has no column of this type")
    }
  }

  private func cell(_ text: String) -> [UInt8] {
    Array((format == .csv ? csv(text) : JSONValue.string(text).text()).utf8)
  }

  /// A field of RFC 4180 that no spreadsheet runs.
  private func csv(_ text: String) -> String {
    var field = text
    if let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) {
      field = "'" + field
    }
    guard field.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else {
      return field
    }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}
