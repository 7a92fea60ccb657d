import MarketData
import ParquetFormat

extension AggregateBatch: KeyedRows {
  static var kind: SegmentKind { .aggregates }
  static var pending: WritableKeyPath<PendingParts, [PendingRows<Self>]> { \.aggregates }

  static var schema: ParquetSchema {
    ParquetSchema(columns: [
      SegmentColumn.time("open_time"),
      SegmentColumn.word("symbol"),
      SegmentColumn.measure("long"),
      SegmentColumn.measure("short"),
      SegmentColumn.word("unit"),
      SegmentColumn.whole("import_id"),
    ])
  }

  var variant: String? { interval.name }
  var keyTime: [Int64] { openTime }

  /// Totals in another unit are other totals.
  var values: RowValues {
    RowValues(
      instrument: instrument, time: openTime, tag: unit.map(\.rawValue), measures: [long, short])
  }

  static func all(_ file: SegmentFile, rowGroup: Int) throws(StoreError) -> AggregateBatch {
    let names = schema.columns.map(\.name)
    let data = try file.read(rowGroup: rowGroup, columns: names)
    let readers = zip(names, data).map { ColumnReader($1, name: $0, file: file) }
    var rows = AggregateBatch(interval: try file.interval())
    rows.openTime = try readers[0].int64s(null: nil)
    (rows.instrument, rows.instruments) =
      try readers[1].instruments(exchange: file.partition.exchange)
    rows.long = try readers[2].doubles()
    rows.short = try readers[3].doubles()
    rows.unit = try readers[4].words(AggregateUnit.init(name:))
    rows.importID = try readers[5].int64s(null: nil)
    return rows
  }

  static func joined(_ batches: [AggregateBatch]) -> AggregateBatch {
    var rows = AggregateBatch(interval: batches[0].interval)
    (rows.instruments, rows.instrument) = joinedInstruments(
      batches.map { ($0.instruments, $0.instrument) })
    rows.openTime = concatenated(batches.map(\.openTime))
    rows.long = concatenated(batches.map(\.long))
    rows.short = concatenated(batches.map(\.short))
    rows.unit = concatenated(batches.map(\.unit))
    return rows
  }

  func columns(at rows: Span<Int32>, importID id: Int64?) -> [ColumnData] {
    [
      ColumnData(.int64(MarketData.gather(openTime.span, rows))),
      symbolColumn(instrument.span, rows, instruments),
      ColumnData(.double(MarketData.gather(long.span, rows))),
      ColumnData(.double(MarketData.gather(short.span, rows))),
      wordColumn(unit.span, rows, names: AggregateUnit.allCases.map(\.name)),
      importColumn(importID, rows, all: id),
    ]
  }
}
