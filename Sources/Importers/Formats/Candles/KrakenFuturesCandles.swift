import Basics
import MarketData

/// Kraken Futures' charts.
///
///     {"candles":[{"time":1731715200000,"open":"91069","high":"91373.5","low":"90956",
///      "close":"91045.5","volume":"319499"}],"more_candles":false}
///
/// | field | meaning |
/// | --- | --- |
/// | `time` | the candle's open, ms UTC |
/// | `volume` | contracts: base units of linear ones (`PF_…`), dollars of inverse ones (`PI_…`) |
///
/// Dollars are kept as the quote volume; the base volume is then that over the close, exact only if
/// the price stood still. Symbol and interval are not in the answer: `--symbol`, `--interval` or
/// the name must say them.
///
/// Sources: docs.kraken.com, *Futures charts*; an answer in nautilus_trader's tests.
struct KrakenFuturesCandles: JSONFormat {
  static let name = "kraken-futures-candles"
  static let kind = ImportKind.candles
  static let venue = "cryptofacilities"
  static let summary = "Kraken Futures candles (with --symbol and --interval)"
  static let sample = """
    {"candles":[{"time":1731715200000,"open":"91069","high":"91373.5","low":"90956",\
    "close":"91045.5","volume":"319499"}],"more_candles":false}
    """
  static let sideMeaning = ""

  private static let envelope = JSONKeys(["candles", "more_candles"])
  private static let candle = JSONKeys(["time", "open", "high", "low", "close", "volume"])

  private let key: InstrumentKey
  private let interval: Interval
  private let isInverse: Bool

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, envelope)
    return outer[0] != nil && outer[1] != nil ? .certain : .none
  }

  init(_ context: ImportContext) throws(ImportError) {
    guard let symbol = context.symbol else {
      throw ImportError(
        .needsOption("symbol"), "candles of which symbol? Say --symbol, such as PF_XBTUSD")
    }
    interval = try context.interval(of: "candles")
    key = InstrumentKey(exchange: context.exchange ?? "cryptofacilities", symbol: symbol)
    isInverse = InstrumentRules().rules(of: key)?.kind == .inverse
  }

  func rows() -> CandleRows { CandleRows(interval: interval) }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<CandleRows>) {
    json.forEachElement(of: json.members(of: message, Self.envelope)[0]) { item in
      rows.fill { (rows, table) throws(RowProblem) in
        let fields = json.members(of: item, Self.candle)
        let volume = try json.size(fields[5], "volume")
        let close = try json.positive(fields[4], "close")
        try rows.append(
          CandleRow(
            instrument: try table.index(of: key),
            openTime: try json.time(fields[0], "time", unit: .milliseconds),
            open: try json.positive(fields[1], "open"), high: try json.positive(fields[2], "high"),
            low: try json.positive(fields[3], "low"), close: close,
            volume: isInverse ? volume / close : volume,
            quoteVolume: isInverse ? volume : .nan))
      }
    }
  }
}
