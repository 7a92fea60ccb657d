import Basics
import MarketData

/// The tables that people make of CoinGlass's answers: one row an interval, everything in it.
///
///     timestamp,datetime_utc,price_open,…,liquidation_long_usd,liquidation_short_usd,…,
///       funding_close,oi_open,…,oi_close,…
///
/// Such a file is read twice, as an import is of one kind of rows: by itself as the totals of
/// liquidations, with `--format coinglass-series-csv` as open interest, funding and prices.
///
/// | column | meaning |
/// | --- | --- |
/// | `timestamp` | the interval's beginning, ms UTC |
/// | `liquidation_long_usd`, `longUsd`, `aggregated_long_liquidation_usd`, … | dollars |
/// | `price_close` | of the last trade, at the interval's end; no candle, as those have volumes |
/// | `funding_close` | percent per funding period, at the interval's end |
/// | `oi_close` | dollars, at the interval's end |
///
/// Percent: 535 of these rates over those of Binance, which another recorder gives per hour, are
/// 800 in the median, 8 × 100, correlation 0.99995.
///
/// Sources: dumps of 2025 and 2026; docs.coinglass.com.
struct CoinGlassColumns: Sendable {
  let header: HeaderColumns
  let time: Int
  let long, short, fundingClose, openInterestClose, priceClose: Int?

  init?(_ header: [String]) {
    let columns = HeaderColumns(header)
    guard let time = columns.first(of: "timestamp", "time", "t") else { return nil }
    self.time = time
    self.header = columns
    long = columns.first(
      of: "liquidationlongusd", "longusd", "longliquidationusd", "aggregatedlongliquidationusd")
    short = columns.first(
      of: "liquidationshortusd", "shortusd", "shortliquidationusd",
      "aggregatedshortliquidationusd")
    fundingClose = columns.first(of: "fundingclose")
    openInterestClose = columns.first(of: "oiclose")
    priceClose = columns.first(of: "priceclose")
  }

  var shape: CSVShape { CSVShape(least: header.names.count, most: header.names.count) }

  /// The row's beginning.
  func openTime(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields
  ) throws(RowProblem) -> Int64 {
    try FieldValues.time(bytes, fields.range(time), header.names[time], unit: nil)
  }
}

/// The totals of liquidations in a table of CoinGlass's.
struct CoinGlassLiquidationTable: CSVFormat {
  static let name = "coinglass-liquidations-csv"
  static let kind = ImportKind.aggregates
  static let venue = CoinGlassLiquidations.venue
  static let summary = "CoinGlass tables: totals of liquidations"
  static let sample = "1764828000000,2025-12-04T06:00:00.000Z,42620.5427,1499665.49,1542286.03"
  static let sideMeaning = ""

  let shape: CSVShape
  private let columns: CoinGlassColumns
  private let long, short: Int
  private let interval: Interval
  private let key: InstrumentKey

  static func claim(_ sample: CSVSample, _ names: FileNames) -> Claim {
    let columns = CoinGlassColumns(sample.header)
    return columns?.long != nil && columns?.short != nil ? .certain : .none
  }

  init(_ sample: CSVSample, _ context: ImportContext) throws(ImportError) {
    guard let columns = CoinGlassColumns(sample.header), let long = columns.long,
      let short = columns.short
    else {
      throw ImportError(.contradiction, "the header names no liquidations of longs and shorts")
    }
    (self.columns, self.long, self.short) = (columns, long, short)
    shape = CSVShape(header: sample)
    interval = try context.interval(of: "totals")
    key = try CoinGlass.instrument(context)
  }

  func rows(capacity: Int) -> AggregateRows { AggregateRows(interval: interval) }

  func read(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields, _ table: inout InstrumentTable,
    into rows: inout AggregateRows
  ) throws(RowProblem) {
    let names = columns.header.names
    try rows.append(
      try table.index(of: key), openTime: try columns.openTime(bytes, fields),
      long: try FieldValues.size(bytes, fields.range(long), names[long]),
      short: try FieldValues.size(bytes, fields.range(short), names[short]), unit: .usd)
  }
}

/// Open interest, funding and prices in a table of CoinGlass's.
struct CoinGlassSeriesTable: CSVFormat {
  static let name = "coinglass-series-csv"
  static let kind = ImportKind.series
  static let venue = CoinGlassLiquidations.venue
  static let summary = "CoinGlass tables: open interest, funding and prices (only with --format)"
  static let sample = "1764828000000,0.005673,8248989576"
  static let sideMeaning = ""

  let shape: CSVShape
  private let columns: CoinGlassColumns
  private let interval: Interval
  private let key: InstrumentKey

  /// Never by itself: the file is taken for its liquidations.
  static func claim(_ sample: CSVSample, _ names: FileNames) -> Claim { .none }

  init(_ sample: CSVSample, _ context: ImportContext) throws(ImportError) {
    guard let columns = CoinGlassColumns(sample.header),
      columns.fundingClose != nil || columns.openInterestClose != nil
    else {
      throw ImportError(.contradiction, "the header names neither funding_close nor oi_close")
    }
    self.columns = columns
    shape = CSVShape(header: sample)
    interval = try context.interval(of: "bars")
    key = try CoinGlass.instrument(context)
  }

  func rows(capacity: Int) -> SeriesRows { SeriesRows() }

  func read(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields, _ table: inout InstrumentTable,
    into rows: inout SeriesRows
  ) throws(RowProblem) {
    let names = columns.header.names
    let openTime = try columns.openTime(bytes, fields)
    var openInterest: Double?
    if let column = columns.openInterestClose {
      openInterest = try FieldValues.positive(bytes, fields.range(column), names[column])
    }
    var price: Double?
    if let column = columns.priceClose {
      price = try FieldValues.positive(bytes, fields.range(column), names[column])
    }
    let instrument = try table.index(of: key)
    let time = openTime + interval.microseconds
    if let column = columns.fundingClose {
      let percent = try FieldValues.number(bytes, fields.range(column), names[column])
      rows.append(instrument, .fundingRate, time: time, value: percent / 100)
    }
    if let price {
      rows.append(instrument, .lastPrice, time: time, value: price)
    }
    if let openInterest {
      rows.append(instrument, .openInterestUSD, time: time, value: openInterest)
    }
  }
}
