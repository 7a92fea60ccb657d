import Basics
import MarketData

/// CryptoDataDownload's candles, newest first.
///
///     https://www.CryptoDataDownload.com
///     unix,date,symbol,open,high,low,close,Volume BTC,Volume USDT,tradecount
///     1623283200000,2021-06-10 00:00:00,BTC/USDT,37388.05,37600,37254.05,37584.76,798.3,2988,107
///
/// | field | meaning |
/// | --- | --- |
/// | `unix`, `timestamp`, `Unix Timestamp` | UTC; seconds, also with a fraction, and ms in one file: told by the size of each value |
/// | `date` | the same in words, not read |
/// | `symbol` | with or without a `/`, which is left out |
/// | the first `Volume …`, the second | base, quote units |
/// | `tradecount` | may be `NULL`, empty or missing |
///
/// The exchange stands before the symbol in the file's name (`Binance_BTCUSDT_1h.csv`), the
/// interval behind it (`1h`, `d`, `minute`).
///
/// Sources: files of 2019 to 2021.
struct CryptoDataDownload: CSVFormat {
  static let name = "cryptodatadownload"
  static let kind = ImportKind.candles
  static let venue = "from the file's name or --exchange"
  static let summary = "CryptoDataDownload candles, with or without preamble and header"
  static let sample =
    "1623283200000,2021-06-10 00:00:00,BTC/USDT,37388.05,37600,37254.05,37584.76,798.3,2988,10796"
  static let sideMeaning = ""

  private struct Columns {
    var time, symbol, open, high, low, close, volume, quoteVolume: Int
    var trades: Int?
  }

  let shape: CSVShape
  private let columns: Columns
  private let names: [String]
  private let exchange: String
  private let interval: Interval

  static func claim(_ sample: CSVSample, _ names: FileNames) -> Claim {
    headerLine(sample) != nil || isRow(sample.header) ? .certain : .none
  }

  /// The place of the header among the first two lines.
  private static func headerLine(_ sample: CSVSample) -> Int? {
    sample.lines.prefix(2).firstIndex { columns($0) != nil }
  }

  private static func columns(_ header: [String]) -> Columns? {
    let names = header.map { $0.lowercased() }
    func find(_ name: String) -> Int? { names.firstIndex(of: name) }
    let volumes = names.indices.filter { names[$0].hasPrefix("volume") }
    guard let time = find("unix") ?? find("timestamp") ?? find("unix timestamp"),
      let symbol = find("symbol"), let open = find("open"), let high = find("high"),
      let low = find("low"), let close = find("close"), volumes.count == 2, find("date") != nil
    else { return nil }
    return Columns(
      time: time, symbol: symbol, open: open, high: high, low: low, close: close,
      volume: volumes[0], quoteVolume: volumes[1], trades: find("tradecount"))
  }

  /// Whether a row without a header is one: a time, a date, a pair, six numbers.
  private static func isRow(_ row: [String]) -> Bool {
    guard (9...10).contains(row.count), row[2].contains("/"), row[1].contains("-") else {
      return false
    }
    return ([row[0]] + row[3..<9]).allSatisfy { Double($0) != nil }
  }

  init(_ sample: CSVSample, _ context: ImportContext) throws(ImportError) {
    if let line = Self.headerLine(sample), let columns = Self.columns(sample.lines[line]) {
      self.columns = columns
      names = sample.lines[line]
      shape = CSVShape(
        least: names.count, most: names.count, headers: Array(sample.firstLines.prefix(line + 1)))
    } else {
      guard Self.isRow(sample.header) else {
        throw ImportError(.contradiction, "neither a header nor a candle is in the first line")
      }
      columns = Columns(
        time: 0, symbol: 2, open: 3, high: 4, low: 5, close: 6, volume: 7, quoteVolume: 8,
        trades: sample.header.count > 9 ? 9 : nil)
      names = [
        "unix", "date", "symbol", "open", "high", "low", "close", "volume", "volume", "trades",
      ]
      shape = CSVShape(least: sample.header.count, most: nil)
    }
    let parts = context.names.parts
    let interval = try ImportContext.told(context.interval ?? Self.interval(parts))
    let symbols = sample.lines.compactMap { [columns] line in
      columns.symbol < line.count ? Self.plain(line[columns.symbol]).lowercased() : nil
    }
    let place = parts.firstIndex { symbols.contains($0.lowercased()) }
    let named = place.flatMap { $0 > 0 ? parts[$0 - 1].lowercased() : nil }
    guard let exchange = context.exchange ?? named, FieldValues.isExchange(exchange) else {
      throw ImportError(.needsOption("exchange"), "candles of which exchange? Say --exchange")
    }
    (self.interval, self.exchange) = (interval, exchange)
  }

  private static func interval(_ parts: [String]) -> Interval? {
    for part in parts {
      switch part.lowercased() {
      case "d", "day", "daily": return .day
      case "hour", "hourly": return .hour
      case "minute": return .minute
      default: if let interval = Interval(part) { return interval }
      }
    }
    return nil
  }

  private static func plain(_ symbol: String) -> String { symbol.filter { $0 != "/" } }

  func rows(capacity: Int) -> CandleRows { CandleRows(interval: interval) }

  func read(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields, _ table: inout InstrumentTable,
    into rows: inout CandleRows
  ) throws(RowProblem) {
    try rows.append(
      CandleRow(
        instrument: try table.index(bytes, fields.range(columns.symbol), tag: 0) {
          (bytes, range) throws(RowProblem) in
          let text = try FieldValues.symbol(FieldValues.copy(bytes, range), "symbol")
          return InstrumentKey(exchange: exchange, symbol: Self.plain(text))
        },
        openTime: try FieldValues.time(
          bytes, fields.range(columns.time), names[columns.time], unit: nil),
        open: try FieldValues.positive(bytes, fields.range(columns.open), "open"),
        high: try FieldValues.positive(bytes, fields.range(columns.high), "high"),
        low: try FieldValues.positive(bytes, fields.range(columns.low), "low"),
        close: try FieldValues.positive(bytes, fields.range(columns.close), "close"),
        volume: try FieldValues.size(
          bytes, fields.range(columns.volume), names[columns.volume]),
        quoteVolume: try FieldValues.size(
          bytes, fields.range(columns.quoteVolume), names[columns.quoteVolume]),
        trades: try trades(bytes, fields)))
  }

  private func trades(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields
  ) throws(RowProblem) -> Int64 {
    let range = fields.rangeIfPresent(columns.trades ?? -1)
    if range.isEmpty || FieldValues.copy(bytes, range) == Array("NULL".utf8) {
      return CandleBatch.noTrades
    }
    return try FieldValues.count(bytes, range, "tradecount")
  }
}
