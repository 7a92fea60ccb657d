import Basics
import MarketData

/// Candles in any CSV whose header says which column is which.
///
///     timestamp,open,high,low,close,volume
///     1730419200000,4.0520,4.0540,4.0500,4.0510,12191.3
///
/// | column | meaning |
/// | --- | --- |
/// | `timestamp`, `time`, `date`, `datetime`, `open_time`, `ts`, `t`, `unix` | the candle's *open*: a number (s, ms or µs by its size) or a date with a zone |
/// | `open`, `high`, `low`, `close`; `o`, `h`, `l`, `c` | |
/// | `volume`, `vol`, `v`, `base_volume` | base units |
/// | `quote_volume`, `turnover`; `trades`, `count`; `taker_buy_volume` | may be missing |
/// | `symbol`, `ticker`, `pair` | else `--symbol` or the name |
///
/// Taken only when no other format knows the file. Dates that name no zone are refused: a recorder
/// in India is five and a half hours ahead, and its candles would foretell. `--columns` says the
/// zone. Nothing in such a file says whether times are opens or closes: opens are assumed, and that
/// is what the word `open_time` and nearly every library mean.
struct OHLCVTable: CSVFormat {
  static let name = "ohlcv-csv"
  static let kind = ImportKind.candles
  static let venue = "--exchange"
  static let summary = "candles of any CSV with time, open, high, low, close, volume in its header"
  static let sample = "1730419200000,4.0520,4.0540,4.0500,4.0510,12191.3"
  static let sideMeaning = ""

  private struct Columns {
    var time, open, high, low, close, volume: Int
    var quoteVolume, trades, takerBuyVolume, symbol: Int?

    init?(_ header: HeaderColumns) {
      guard
        let time = header.first(
          of: "opentime", "timestamp", "time", "datetime", "date", "ts", "t", "unix",
          "unixtimestamp"),
        let open = header.first(of: "open", "o"), let high = header.first(of: "high", "h"),
        let low = header.first(of: "low", "l"), let close = header.first(of: "close", "c"),
        let volume = header.first(of: "volume", "vol", "v", "basevolume")
      else { return nil }
      (self.time, self.open, self.high, self.low) = (time, open, high, low)
      (self.close, self.volume) = (close, volume)
      quoteVolume = header.first(of: "quotevolume", "quoteassetvolume", "turnover")
      trades = header.first(of: "trades", "count", "numberoftrades")
      takerBuyVolume = header.first(of: "takerbuyvolume", "takerbuybasevolume")
      symbol = header.first(of: "symbol", "ticker", "pair")
    }
  }

  let shape: CSVShape
  private let columns: Columns
  private let names: [String]
  private let exchange: String
  private let symbol: String?
  private let interval: Interval

  static func claim(_ sample: CSVSample, _ names: FileNames) -> Claim {
    Columns(HeaderColumns(sample.header)) == nil ? .none : .general
  }

  init(_ sample: CSVSample, _ context: ImportContext) throws(ImportError) {
    guard let columns = Columns(HeaderColumns(sample.header)) else {
      throw ImportError(
        .contradiction, "the header does not name time, open, high, low, close and volume")
    }
    try Self.checkZone(sample, columns.time)
    guard let exchange = context.exchange else {
      throw ImportError(.needsOption("exchange"), "candles of which exchange? Say --exchange")
    }
    symbol = context.symbol ?? context.names.klines?.symbol
    guard symbol != nil || columns.symbol != nil else {
      throw ImportError(.needsOption("symbol"), "candles of which symbol? Say --symbol")
    }
    interval = try context.interval(of: "candles")
    (self.columns, self.exchange) = (columns, exchange)
    names = sample.header
    shape = CSVShape(header: sample)
  }

  /// Refuses a file whose dates name no zone.
  private static func checkZone(_ sample: CSVSample, _ column: Int) throws(ImportError) {
    guard let cell = sample.lines.dropFirst().first(where: { column < $0.count })?[column] else {
      return
    }
    guard ZoneCheck.lacksZone(cell) else { return }
    let name = sample.header[column]
    throw ImportError(
      .needsOption("columns"),
      "its times ('\(VisibleText.text(cell))') name no zone; say it: --columns "
        + "'time=\(name):iso@+00:00,open=…,high=…,low=…,close=…,volume=…'")
  }

  func rows(capacity: Int) -> CandleRows { CandleRows(interval: interval) }

  func read(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields, _ table: inout InstrumentTable,
    into rows: inout CandleRows
  ) throws(RowProblem) {
    func positive(_ column: Int) throws(RowProblem) -> Double {
      try FieldValues.positive(bytes, fields.range(column), names[column])
    }
    func optional(_ column: Int?) -> Range<Int> { fields.rangeIfPresent(column ?? -1) }
    func size(_ range: Range<Int>, _ column: Int?) throws(RowProblem) -> Double {
      range.isEmpty ? .nan : try FieldValues.size(bytes, range, names[column ?? 0])
    }
    let trades = optional(columns.trades)
    try rows.append(
      CandleRow(
        instrument: try instrument(bytes, optional(columns.symbol), &table),
        openTime: try FieldValues.anyTime(
          bytes, fields.range(columns.time), names[columns.time]),
        open: try positive(columns.open), high: try positive(columns.high),
        low: try positive(columns.low), close: try positive(columns.close),
        volume: try FieldValues.size(
          bytes, fields.range(columns.volume), names[columns.volume]),
        quoteVolume: try size(optional(columns.quoteVolume), columns.quoteVolume),
        trades: trades.isEmpty
          ? CandleBatch.noTrades
          : try FieldValues.count(bytes, trades, names[columns.trades ?? 0]),
        takerBuyVolume: try size(optional(columns.takerBuyVolume), columns.takerBuyVolume)))
  }

  private func instrument(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ table: inout InstrumentTable
  ) throws(RowProblem) -> UInt32 {
    if let symbol { return try table.index(named: symbol, on: exchange, bytes) }
    return try table.index(bytes, range, tag: 1) { (bytes, range) throws(RowProblem) in
      try FieldValues.instrument(bytes, range, "symbol", on: exchange)
    }
  }
}

/// Whether a text is a date that could mean several instants.
enum ZoneCheck {
  /// A date that is another instant in another zone.
  static func lacksZone(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    let here = TimeText.reading(bytes.span, 0..<bytes.count, unit: nil)
    let there = TimeText.reading(bytes.span, 0..<bytes.count, unit: nil, offset: 3_600_000_000)
    return here != there
  }
}
