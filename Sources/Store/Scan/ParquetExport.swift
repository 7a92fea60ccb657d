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
    schema = ExportColumns.schema(kind)
    builder = ParquetFileBuilder(schema: schema, createdBy: SegmentWriter.createdBy)
  }

  /// Appends liquidations, sorted by exchange and symbol.
  package mutating func append(_ rows: LiquidationBatch) throws(StoreError) { try add(rows) }

  /// Appends candles, sorted by exchange and symbol.
  package mutating func append(_ rows: CandleBatch) throws(StoreError) { try add(rows) }

  /// Appends totals, sorted by exchange and symbol.
  package mutating func append(_ rows: AggregateBatch) throws(StoreError) { try add(rows) }

  /// Appends values of one series, sorted by exchange and symbol.
  package mutating func append(_ rows: SeriesBatch) throws(StoreError) { try add(rows) }

  private mutating func add<Rows: StoredRows>(_ rows: Rows) throws(StoreError) {
    precondition(Rows.kind == kind, "\(Rows.kind) in an export of \(kind)")
    for places in ExportColumns.pieces(rows.count) {
      let group: EncodedRowGroup
      do throws(ParquetError) {
        group = try encodeRowGroup(ExportColumns.values(rows, places), schema: schema)
      } catch { throw StoreError(error, path: file.path) }
      let bytes = builder.append(group)
      try file.write(bytes.span)
    }
  }

  /// Ends the file; it is on the disk when this returns.
  package consuming func finish() throws(StoreError) {
    let footer = builder.finish()
    try file.write(footer.span)
    try Folders.sync(file.path)
  }
}
