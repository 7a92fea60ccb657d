import Basics
import MarketData

/// One kind of rows that `--columns` can make, from CSV or JSON alike.
protocol MappedKind: Sendable {
  associatedtype Rows: BlockRows

  static var kind: ImportKind { get }

  /// - Throws: `ImportError` when an option is missing.
  init(_ context: ImportContext, _ values: MappedValues) throws(ImportError)

  func rows(capacity: Int) -> Rows

  /// Appends the row whose fields lie at `places`.
  ///
  /// `received` is what a recorder's envelope says; `text` gives the text of a field without
  /// escapes and is asked for new instruments only.
  func append(
    _ bytes: Span<UInt8>, _ places: TargetRanges, received: Int64, _ table: inout InstrumentTable,
    text: (Range<Int>) -> [UInt8], into rows: inout Rows
  ) throws(RowProblem)
}

extension ImportContext {
  /// The length of candles or totals, from `--interval` or the file's name.
  func interval(of rows: String) throws(ImportError) -> Interval {
    try Self.told(interval ?? names.interval, of: rows)
  }

  /// The length that something told, or the question for it.
  static func told(
    _ length: Interval?, of rows: String = "candles"
  ) throws(ImportError) -> Interval {
    guard let length else {
      throw ImportError(.needsOption("interval"), "\(rows) of which length? Say --interval")
    }
    return length
  }
}

/// Candles as `--columns` says.
struct MappedCandles: MappedKind {
  static let kind = ImportKind.candles

  private let values: MappedValues
  private let interval: Interval

  init(_ context: ImportContext, _ values: MappedValues) throws(ImportError) {
    self.values = values
    interval = try context.interval(of: "candles")
  }

  func rows(capacity: Int) -> CandleRows { CandleRows(interval: interval) }

  func append(
    _ bytes: Span<UInt8>, _ places: TargetRanges, received: Int64, _ table: inout InstrumentTable,
    text: (Range<Int>) -> [UInt8], into rows: inout CandleRows
  ) throws(RowProblem) {
    func positive(_ target: ColumnMapping.Target) throws(RowProblem) -> Double {
      try FieldValues.positive(bytes, places[target], values.name(target))
    }
    func size(_ target: ColumnMapping.Target) throws(RowProblem) -> Double {
      guard !places[target].isEmpty || target == .volume else { return .nan }
      return try FieldValues.size(bytes, places[target], values.name(target))
    }
    let trades = places[.trades]
    try rows.append(
      CandleRow(
        instrument: try values.instrument(bytes, places, &table, text),
        openTime: try values.time(bytes, .time, places[.time]),
        open: try positive(.open), high: try positive(.high), low: try positive(.low),
        close: try positive(.close), volume: try size(.volume),
        quoteVolume: try size(.quoteVolume),
        trades: trades.isEmpty
          ? CandleBatch.noTrades : try FieldValues.count(bytes, trades, values.name(.trades)),
        takerBuyVolume: try size(.takerBuyVolume)))
  }
}

/// Totals per interval as `--columns` says; their times are kept as they are.
struct MappedAggregates: MappedKind {
  static let kind = ImportKind.aggregates

  private let values: MappedValues
  private let interval: Interval
  private let unit: AggregateUnit

  init(_ context: ImportContext, _ values: MappedValues) throws(ImportError) {
    self.values = values
    interval = try context.interval(of: "totals")
    guard let unit = values.mapping.unit else {
      throw ImportError(.badMapping, "--columns: say what long and short count")
    }
    self.unit = unit
  }

  func rows(capacity: Int) -> AggregateRows { AggregateRows(interval: interval, needsGrid: false) }

  func append(
    _ bytes: Span<UInt8>, _ places: TargetRanges, received: Int64, _ table: inout InstrumentTable,
    text: (Range<Int>) -> [UInt8], into rows: inout AggregateRows
  ) throws(RowProblem) {
    try rows.append(
      try values.instrument(bytes, places, &table, text),
      openTime: try values.time(bytes, .time, places[.time]),
      long: try FieldValues.size(bytes, places[.long], values.name(.long)),
      short: try FieldValues.size(bytes, places[.short], values.name(.short)), unit: unit)
  }
}

/// A context series as `--columns` says; with `--interval` a row is a bar that begins at its time,
/// and its value is known at the bar's end.
struct MappedSeries: MappedKind {
  static let kind = ImportKind.series

  private let values: MappedValues
  private let series: SeriesName
  /// From a row's time to when its value is known.
  private let delay: Int64

  init(_ context: ImportContext, _ values: MappedValues) throws(ImportError) {
    self.values = values
    guard let series = values.mapping.series else {
      throw ImportError(.badMapping, "--columns: say what the value is")
    }
    self.series = series
    delay = context.interval?.microseconds ?? 0
  }

  func rows(capacity: Int) -> SeriesRows { SeriesRows() }

  func append(
    _ bytes: Span<UInt8>, _ places: TargetRanges, received: Int64, _ table: inout InstrumentTable,
    text: (Range<Int>) -> [UInt8], into rows: inout SeriesRows
  ) throws(RowProblem) {
    rows.append(
      try values.instrument(bytes, places, &table, text), series,
      time: try values.time(bytes, .time, places[.time]) + delay,
      value: try FieldValues.value(bytes, places[.value], values.name(.value), of: series))
  }
}
