import MarketData
import ParquetFormat

/// A column of the candles that a reader can ask for; open time and symbol always come along.
package enum CandleColumn: String, Sendable, CaseIterable {
  case openTime = "open_time"
  case symbol
  case open
  case high
  case low
  case close
  case volume
  case quoteVolume = "quote_volume"
  case trades
  case takerBuyVolume = "taker_buy_volume"
  case importID = "import_id"
}

extension CandleBatch: KeyedRows {
  static var kind: SegmentKind { .candles }
  static var pending: WritableKeyPath<PendingParts, [PendingRows<Self>]> { \.candles }

  static var schema: ParquetSchema { schema(hasAllVolumes: true) }

  static var nullableSchema: ParquetSchema { schema(hasAllVolumes: false) }

  /// Few candles have no volume: the segments of all others keep their bytes.
  var segmentSchema: ParquetSchema {
    volume.contains { $0.isNaN } ? Self.nullableSchema : Self.schema
  }

  private static func schema(hasAllVolumes: Bool) -> ParquetSchema {
    ParquetSchema(columns: [
      SegmentColumn.time("open_time"),
      SegmentColumn.word("symbol"),
      SegmentColumn.measure("open"),
      SegmentColumn.measure("high"),
      SegmentColumn.measure("low"),
      SegmentColumn.measure("close"),
      SegmentColumn.measure("volume", isOptional: !hasAllVolumes),
      SegmentColumn.measure("quote_volume", isOptional: true),
      SegmentColumn.whole("trades", isOptional: true),
      SegmentColumn.measure("taker_buy_volume", isOptional: true),
      SegmentColumn.whole("import_id"),
    ])
  }

  var variant: String? { interval.name }
  var keyTime: [Int64] { openTime }

  var values: RowValues {
    RowValues(
      instrument: instrument, time: openTime,
      measures: [open, high, low, close, volume, quoteVolume, takerBuyVolume], counts: trades)
  }

  static func all(_ file: SegmentFile, rowGroup: Int) throws(StoreError) -> CandleBatch {
    try CandleBatch(file, rowGroup: rowGroup, columns: Set(CandleColumn.allCases))
  }

  static func joined(_ batches: [CandleBatch]) -> CandleBatch {
    var rows = CandleBatch(interval: batches[0].interval)
    (rows.instruments, rows.instrument) = joinedInstruments(
      batches.map { ($0.instruments, $0.instrument) })
    rows.openTime = concatenated(batches.map(\.openTime))
    rows.open = concatenated(batches.map(\.open))
    rows.high = concatenated(batches.map(\.high))
    rows.low = concatenated(batches.map(\.low))
    rows.close = concatenated(batches.map(\.close))
    rows.volume = concatenated(batches.map(\.volume))
    rows.quoteVolume = concatenated(batches.map(\.quoteVolume))
    rows.trades = concatenated(batches.map(\.trades))
    rows.takerBuyVolume = concatenated(batches.map(\.takerBuyVolume))
    return rows
  }

  func columns(at rows: Span<Int32>, importID id: Int64?) -> [ColumnData] {
    [
      ColumnData(.int64(MarketData.gather(openTime.span, rows))),
      symbolColumn(instrument.span, rows, instruments),
      ColumnData(.double(MarketData.gather(open.span, rows))),
      ColumnData(.double(MarketData.gather(high.span, rows))),
      ColumnData(.double(MarketData.gather(low.span, rows))),
      ColumnData(.double(MarketData.gather(close.span, rows))),
      optionalColumn(volume.span, rows),
      optionalColumn(quoteVolume.span, rows),
      optionalColumn(trades.span, rows, null: Self.noTrades),
      optionalColumn(takerBuyVolume.span, rows),
      importColumn(importID, rows, all: id),
    ]
  }
}

extension CandleBatch {
  /// The rows of one row group; columns that were not asked for stay empty.
  init(_ file: SegmentFile, rowGroup: Int, columns: Set<CandleColumn>) throws(StoreError) {
    let interval = try file.interval()
    let wanted = CandleColumn.allCases.filter {
      columns.contains($0) || $0 == .openTime || $0 == .symbol
    }
    let data = try file.read(rowGroup: rowGroup, columns: wanted.map(\.rawValue))
    self.init(interval: interval)
    for (column, values) in zip(wanted, data) {
      let reader = ColumnReader(values, name: column.rawValue, file: file)
      switch column {
      case .openTime: openTime = try reader.int64s(null: nil)
      case .symbol:
        (instrument, instruments) = try reader.instruments(exchange: file.partition.exchange)
      case .open: open = try reader.doubles()
      case .high: high = try reader.doubles()
      case .low: low = try reader.doubles()
      case .close: close = try reader.doubles()
      case .volume: volume = try reader.doubles()
      case .quoteVolume: quoteVolume = try reader.doubles()
      case .trades: trades = try reader.int64s(null: Self.noTrades)
      case .takerBuyVolume: takerBuyVolume = try reader.doubles()
      case .importID: importID = try reader.int64s(null: nil)
      }
    }
  }
}
