import Basics
import MarketData
import ParquetFormat

/// The columns that leave the store: those of a segment with the folder keys first and without
/// `import_id`, which means nothing elsewhere.
enum ExportColumns {
  static func schema(_ kind: SegmentKind) -> ParquetSchema {
    let keys = ["exchange"] + [kind.variantKey].compactMap(\.self)
    return ParquetSchema(
      columns: keys.map { SegmentColumn.word($0) } + kind.rows.nullableSchema.columns.dropLast())
  }

  /// The values at `places` of `rows`, which are sorted by exchange and symbol; one a column of the
  /// schema.
  static func values<Rows: StoredRows>(_ rows: Rows, _ places: [Int32]) -> [ColumnData] {
    let exchanges = Set(rows.instruments.map(\.exchange)).sorted { precedes($0, $1) }
    let number = rows.instruments.map { UInt32(exchanges.firstIndex(of: $0.exchange) ?? 0) }
    let instrument = rows.instrument
    let codes = places.map { number[Int(instrument[Int($0)])] }
    var columns = [ColumnData(.dictionary(codes: codes, values: ByteColumn(exchanges)))]
    if let variant = rows.variant {
      let codes = [UInt32](repeating: 0, count: places.count)
      columns.append(ColumnData(.dictionary(codes: codes, values: ByteColumn([variant]))))
    }
    return columns + rows.columns(at: places.span, importID: 0).dropLast()
  }

  /// The rows of `rows` in pieces as large as a row group.
  static func pieces(_ count: Int) -> [[Int32]] {
    stride(from: 0, to: count, by: SegmentSize.rowsPerGroup).map { start in
      (start..<min(count, start + SegmentSize.rowsPerGroup)).map { Int32($0) }
    }
  }
}
