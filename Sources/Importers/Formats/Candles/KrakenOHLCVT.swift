import Basics
import MarketData

/// Kraken's downloadable spot history: one file a pair and interval, without a header.
///
///     1617235200,58726.4,58778.7,58700.0,58745.1,12.34567,120
///
/// | place | meaning |
/// | --- | --- |
/// | 1 | the candle's open, seconds UTC |
/// | 2 to 5 | open, high, low, close |
/// | 6 | volume, base units |
/// | 7 | trades |
///
/// The name says pair and minutes: `XBTUSD_60.csv`. Intervals without a trade are left out.
///
/// Source: support.kraken.com, *Downloadable historical OHLCVT data*.
struct KrakenOHLCVT: CSVFormat {
  static let name = "kraken-ohlcvt"
  static let kind = ImportKind.candles
  static let venue = "kraken"
  static let summary = "Kraken spot candles as downloaded: time,open,high,low,close,volume,trades"
  static let sample = "1617235200,58726.4,58778.7,58700.0,58745.1,12.34567,120"
  static let sideMeaning = ""

  private static let names = ["time", "open", "high", "low", "close", "volume", "trades"]

  let shape = CSVShape(least: names.count, most: names.count)
  private let key: InstrumentKey
  private let interval: Interval

  static func claim(_ sample: CSVSample, _ names: FileNames) -> Claim {
    guard named(names) != nil, let row = sample.lines.first, row.count == Self.names.count else {
      return .none
    }
    let values = row.compactMap { Double($0) }
    return values.count == row.count && values[0] > 1e9 && values[0] < 1e11 ? .certain : .none
  }

  /// Pair and interval of `XBTUSD_60.csv`.
  private static func named(_ names: FileNames) -> (pair: String, interval: Interval)? {
    let parts = names.parts
    guard parts.count == 2, ["1", "5", "15", "30", "60", "240", "720", "1440"].contains(parts[1]),
      let interval = Interval(parts[1] + "m")
    else { return nil }
    return (parts[0], interval)
  }

  init(_ sample: CSVSample, _ context: ImportContext) throws(ImportError) {
    let named = Self.named(context.names)
    guard let symbol = context.symbol ?? named?.pair else {
      throw ImportError(.needsOption("symbol"), "candles of which symbol? Say --symbol")
    }
    interval = try ImportContext.told(context.interval ?? named?.interval)
    key = InstrumentKey(exchange: context.exchange ?? "kraken", symbol: symbol)
  }

  func rows(capacity: Int) -> CandleRows { CandleRows(interval: interval) }

  func read(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields, _ table: inout InstrumentTable,
    into rows: inout CandleRows
  ) throws(RowProblem) {
    func positive(_ place: Int) throws(RowProblem) -> Double {
      try FieldValues.positive(bytes, fields.range(place), Self.names[place])
    }
    try rows.append(
      CandleRow(
        instrument: try table.index(of: key),
        openTime: try FieldValues.time(bytes, fields.range(0), Self.names[0], unit: .seconds),
        open: try positive(1), high: try positive(2), low: try positive(3), close: try positive(4),
        volume: try FieldValues.size(bytes, fields.range(5), Self.names[5]),
        trades: try FieldValues.count(bytes, fields.range(6), Self.names[6])))
    // Missing candles had no trade: the steps may be several intervals.
    rows.confirmInterval()
  }
}
