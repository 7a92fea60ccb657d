import Basics
import MarketData

/// What `liqtool formats` would say of files read as `--columns` says.
enum MappedName {
  static let name = "columns"
  static let venue = "--exchange, or a column"
  static let summary = "any CSV or JSONL, read as --columns says"
  static let sample = "1733330785584,BTCUSDT,sell,94809.6,0.013"
  static let sideMeaning = "as --columns says: side=FIELD:order or side=FIELD:position"
}

/// Any CSV, read as `--columns` says.
struct MappedCSV<Kind: MappedKind>: CSVFormat {
  static var name: String { MappedName.name }
  static var kind: ImportKind { Kind.kind }
  static var venue: String { MappedName.venue }
  static var summary: String { MappedName.summary }
  static var sample: String { MappedName.sample }
  static var sideMeaning: String { MappedName.sideMeaning }

  let shape: CSVShape
  private let rowKind: Kind
  private let columns: [ColumnMapping.Target: Int]

  static func claim(_ sample: CSVSample, _ names: FileNames) -> Claim { .none }

  init(_ sample: CSVSample, _ context: ImportContext) throws(ImportError) {
    guard let mapping = context.columns else {
      throw ImportError(.badMapping, "this format needs --columns")
    }
    rowKind = try Kind(context, MappedValues(context, mapping))
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

  func rows(capacity: Int) -> Kind.Rows { rowKind.rows(capacity: capacity) }

  func read(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields, _ table: inout InstrumentTable,
    into rows: inout Kind.Rows
  ) throws(RowProblem) {
    var places = TargetRanges()
    for (target, column) in columns { places[target] = fields.rangeIfPresent(column) }
    try rowKind.append(
      bytes, places, received: LiquidationBatch.noTime, &table,
      text: { FieldValues.copy(bytes, $0) }, into: &rows)
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
      guard header[index] != name || header.lastIndex(of: name) == index else {
        throw ImportError(
          .contradiction,
          "there are two columns '\(VisibleText.text(name))'; say its number instead, the first "
            + "is \(index + 1)")
      }
      columns[target] = index
    }
    return columns
  }

  /// A first line is a header when it has all the columns and neither its time nor any of its
  /// numbers can be one.
  private static func isHeader(
    _ line: [String], _ columns: [ColumnMapping.Target: Int], _ mapping: ColumnMapping
  ) -> Bool {
    func isValue(_ target: ColumnMapping.Target) -> Bool {
      guard let column = columns[target], column < line.count else { return false }
      let text = Array(line[column].utf8)
      return TimeText.reading(text.span, 0..<text.count, unit: nil) != .invalid
    }
    guard line.count > columns.values.max() ?? 0 else { return false }
    return ColumnMapping.Target.needed(mapping.kind).allSatisfy { $0 == .side || !isValue($0) }
  }
}
