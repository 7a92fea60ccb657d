import Basics
import MarketData

/// Any CSV, read as `--columns` says.
struct MappedCSV: CSVFormat {
  static let name = "columns"
  static let kind = ImportKind.liquidations
  static let venue = "--exchange, or a column"
  static let summary = "any CSV or JSONL, read as --columns says"
  static let sample = "1733330785584,BTCUSDT,sell,94809.6,0.013"
  static let sideMeaning = "as --columns says: side=FIELD:order or side=FIELD:position"

  let shape: CSVShape
  private let values: MappedValues
  private let columns: [ColumnMapping.Target: Int]

  static func claim(_ sample: CSVSample, _ names: FileNames) -> Claim { .none }

  init(_ sample: CSVSample, _ context: ImportContext) throws(ImportError) {
    guard let mapping = context.columns else {
      throw ImportError(.badMapping, "this format needs --columns")
    }
    values = try MappedValues(context, mapping)
    if let columns = mapping.indices {
      self.columns = columns
      let isHeader = Self.isHeader(sample.header, columns, mapping)
      shape = CSVShape(
        least: 1 + (columns.values.max() ?? 0), most: isHeader ? sample.header.count : nil,
        headers: isHeader ? [sample.firstLine] : [])
    } else {
      columns = try Self.columns(sample.header, mapping)
      shape = CSVShape(
        least: 1 + (columns.values.max() ?? 0), most: sample.header.count,
        headers: [sample.firstLine])
    }
  }

  func rows(capacity: Int) -> LiquidationRows { LiquidationRows(capacity: capacity) }

  func read(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields, _ table: inout InstrumentTable,
    into rows: inout LiquidationRows
  ) throws(RowProblem) {
    var places = TargetRanges()
    for (target, column) in columns { places[target] = fields.rangeIfPresent(column) }
    let row = try values.row(bytes, places, &table) { FieldValues.copy(bytes, $0) }
    rows.append(row, bytes)
  }

  /// The numbers of the columns that the header names.
  private static func columns(
    _ header: [String], _ mapping: ColumnMapping
  ) throws(ImportError) -> [ColumnMapping.Target: Int] {
    var columns: [ColumnMapping.Target: Int] = [:]
    for target in ColumnMapping.Target.allCases {
      guard let name = mapping.fields[target] else { continue }
      let number = Int(name).flatMap { $0 >= 1 && $0 <= header.count ? $0 - 1 : nil }
      guard let index = header.firstIndex(of: name) ?? number else {
        let known = header.prefix(40).map { VisibleText.text($0, limit: 40) }
        throw ImportError(
          .contradiction,
          "there is no column '\(VisibleText.text(name))'; the header has "
            + known.joined(separator: ", "))
      }
      columns[target] = index
    }
    return columns
  }

  /// A first line is a header when neither its time nor its price can be one.
  private static func isHeader(
    _ line: [String], _ columns: [ColumnMapping.Target: Int], _ mapping: ColumnMapping
  ) -> Bool {
    func isValue(_ target: ColumnMapping.Target) -> Bool {
      guard let column = columns[target], column < line.count else { return false }
      let text = Array(line[column].utf8)
      return TimeText.reading(text.span, 0..<text.count, unit: nil) != .invalid
    }
    return !isValue(.time) && !isValue(.price)
  }
}
