import MarketData
import ParquetFormat

/// Inside the store a batch holds one series: the session splits what it is given by name.
extension SeriesBatch: KeyedRows {
  static var kind: SegmentKind { .series }
  static var pending: WritableKeyPath<PendingParts, [PendingRows<Self>]> { \.series }

  static var schema: ParquetSchema {
    ParquetSchema(columns: [
      SegmentColumn.time("time"),
      SegmentColumn.word("symbol"),
      SegmentColumn.measure("value"),
      SegmentColumn.whole("import_id"),
    ])
  }

  var variant: String? { name.first?.name }
  var series: SeriesName? { name.first }
  var keyTime: [Int64] { time }

  var values: RowValues {
    RowValues(instrument: instrument, time: time, measures: [value])
  }

  static func all(_ file: SegmentFile, rowGroup: Int) throws(StoreError) -> SeriesBatch {
    let names = schema.columns.map(\.name)
    let data = try file.read(rowGroup: rowGroup, columns: names)
    let readers = zip(names, data).map { ColumnReader($1, name: $0, file: file) }
    var rows = SeriesBatch()
    rows.time = try readers[0].int64s(null: nil)
    (rows.instrument, rows.instruments) =
      try readers[1].instruments(exchange: file.partition.exchange)
    rows.value = try readers[2].doubles()
    rows.importID = try readers[3].int64s(null: nil)
    rows.name = [SeriesName](repeating: try file.seriesName(), count: rows.time.count)
    return rows
  }

  static func joined(_ batches: [SeriesBatch]) -> SeriesBatch {
    var rows = SeriesBatch()
    (rows.instruments, rows.instrument) = joinedInstruments(
      batches.map { ($0.instruments, $0.instrument) })
    rows.name = concatenated(batches.map(\.name))
    rows.time = concatenated(batches.map(\.time))
    rows.value = concatenated(batches.map(\.value))
    return rows
  }

  func columns(at rows: Span<Int32>, importID id: Int64?) -> [ColumnData] {
    [
      ColumnData(.int64(MarketData.gather(time.span, rows))),
      symbolColumn(instrument.span, rows, instruments),
      ColumnData(.double(MarketData.gather(value.span, rows))),
      importColumn(importID, rows, all: id),
    ]
  }

  /// The rows of each series that occurs, in the order of the names' numbers.
  var byName: [SeriesBatch] {
    guard let first = name.first else { return [] }
    if name.allSatisfy({ $0 == first }) { return [self] }
    return SeriesName.allCases.compactMap { wanted in
      let rows = name.indices.filter { name[$0] == wanted }.map { Int32($0) }
      return rows.isEmpty ? nil : gather(rows)
    }
  }
}
