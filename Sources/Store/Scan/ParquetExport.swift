import Basics
package import MarketData
import ParquetFormat

/// Rows as one Parquet file for others: the columns of a segment with `exchange` (and `interval`)
/// first and without `import_id`.
///
///     var export = try ParquetExport(of: .liquidations, to: "march.parquet")
///     try await store.forEachInOrder(query) { try export.append($0) }
///     try export.finish()
package struct ParquetExport: ~Copyable {
  private let kind: SegmentKind
  private let file: OutputFile
  private let schema: ParquetSchema
  private var builder: ParquetFileBuilder

  /// Creates the file.
  ///
  /// - Parameters:
  ///   - kind: What rows it will hold.
  ///   - path: Where; nothing may be there yet.
  /// - Throws: `cannotCreate` or `noSpace` with the reason.
  package init(of kind: SegmentKind, to path: String) throws(StoreError) {
    self.kind = kind
    file = try OutputFile(creating: path)
    schema = Self.schema(kind)
    builder = ParquetFileBuilder(schema: schema, createdBy: SegmentWriter.createdBy)
  }

  private static func schema(_ kind: SegmentKind) -> ParquetSchema {
    let own = kind == .liquidations ? LiquidationBatch.schema : CandleBatch.schema
    let keys = kind == .liquidations ? ["exchange"] : ["exchange", "interval"]
    return ParquetSchema(
      columns: keys.map { SegmentColumn.word($0) } + own.columns.dropLast())
  }

  /// Appends liquidations, sorted by exchange and symbol.
  package mutating func append(_ rows: LiquidationBatch) throws(StoreError) { try add(rows) }

  /// Appends candles, sorted by exchange and symbol.
  package mutating func append(_ rows: CandleBatch) throws(StoreError) { try add(rows) }

  private mutating func add<Rows: StoredRows>(_ rows: Rows) throws(StoreError) {
    precondition(Rows.kind == kind, "\(Rows.kind) in an export of \(kind)")
    for start in stride(from: 0, to: rows.count, by: SegmentSize.rowsPerGroup) {
      let end = min(rows.count, start + SegmentSize.rowsPerGroup)
      let places = (start..<end).map { Int32($0) }
      let group: EncodedRowGroup
      do {
        group = try encodeRowGroup(columns(rows, places), schema: schema)
      } catch { throw StoreError(error, path: file.path) }
      let bytes = builder.append(group)
      try file.write(bytes.span)
    }
  }

  private func columns<Rows: StoredRows>(_ rows: Rows, _ places: [Int32]) -> [ColumnData] {
    let exchanges = Set(rows.instruments.map(\.exchange)).sorted { precedes($0, $1) }
    let number = rows.instruments.map { UInt32(exchanges.firstIndex(of: $0.exchange) ?? 0) }
    let instrument = rows.instrument
    let codes = places.map { number[Int(instrument[Int($0)])] }
    var columns = [ColumnData(.dictionary(codes: codes, values: ByteColumn(exchanges)))]
    if let interval = rows.intervalName {
      let codes = [UInt32](repeating: 0, count: places.count)
      columns.append(ColumnData(.dictionary(codes: codes, values: ByteColumn([interval]))))
    }
    return columns + rows.columns(at: places.span, importID: 0).dropLast()
  }

  /// Ends the file; it is on the disk when this returns.
  package consuming func finish() throws(StoreError) {
    let footer = builder.finish()
    try file.write(footer.span)
    try Folders.sync(file.path)
  }
}
