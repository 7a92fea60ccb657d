import Basics
import MarketData

/// Candles as ccxt's `fetchOHLCV` gives them, dumped as JSON: rows of six numbers.
///
///     [[1591478520000,0.025013,0.025018,0.025,0.025,22.19]]
///
/// | place | meaning |
/// | --- | --- |
/// | 1 | the candle's open, ms UTC |
/// | 2 to 5 | open, high, low, close |
/// | 6 | base units, but of venues that count contracts those |
///
/// Nothing else is in the rows: `--exchange`, `--symbol` and `--interval` must say it. Of inverse
/// contracts, and of OKX's, Gate's, HTX's and BitMEX's futures, some versions of ccxt hand on
/// contracts and others base units, which the file does not tell: it is refused, and where
/// `--format` asks for it all the same, the prices are stored and the volumes are null.
///
/// Sources: ccxt's manual, *OHLCV structure*; `parse_ohlcv` of 4.5.90 (Bitget's included); its
/// issues 17177, 17235, 18941 (contracts) and pull request 17297 (base units since).
struct CCXTCandles: JSONFormat {
  static let name = "ccxt-candles"
  static let kind = ImportKind.candles
  static let venue = "--exchange"
  static let summary = "ccxt's fetchOHLCV as JSON (with --exchange, --symbol, --interval)"
  static let sample = "[[1591478520000,0.025013,0.025018,0.025,0.025,22.19]]"
  static let sideMeaning = ""

  private let key: InstrumentKey
  private let interval: Interval
  private let hasVolume: Bool

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    SixNumbers(message, json)?.claim(\.isCCXT) ?? .none
  }

  init(_ context: ImportContext) throws(ImportError) {
    guard let exchange = context.exchange else {
      throw ImportError(.needsOption("exchange"), "candles of which exchange? Say --exchange")
    }
    guard let symbol = context.symbol ?? context.names.klines?.symbol else {
      throw ImportError(.needsOption("symbol"), "candles of which symbol? Say --symbol")
    }
    key = InstrumentKey(exchange: exchange, symbol: symbol)
    hasVolume = !Self.mayCountContracts(key)
    guard hasVolume || context.isAsked else {
      throw ImportError(
        .contradiction,
        "ccxt's volumes of \(exchange) \(VisibleText.text(symbol)) are contracts or base units, as "
          + "its version was; --format \(Self.name) stores the prices and leaves the volumes empty")
    }
    interval = try context.interval(of: "candles")
  }

  private static func mayCountContracts(_ key: InstrumentKey) -> Bool {
    if let rules = InstrumentRules().rules(of: key) { return rules.kind != .linear }
    let venues = ["okex-", "gate-io-futures", "huobi-dm", "bitmex"]
    return venues.contains(where: key.exchange.hasPrefix)
  }

  func rows() -> CandleRows { CandleRows(interval: interval) }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<CandleRows>) {
    guard json.kind(message) == .array else { return }
    func value(_ place: Int) -> Int? { json.element(place, of: message) }
    rows.fill { (rows, table) throws(RowProblem) in
      let volume = try json.size(value(5), "volume")
      try rows.append(
        CandleRow(
          instrument: try table.index(of: key),
          openTime: try json.time(value(0), "timestamp", unit: .milliseconds),
          open: try json.positive(value(1), "open"), high: try json.positive(value(2), "high"),
          low: try json.positive(value(3), "low"), close: try json.positive(value(4), "close"),
          volume: hasVolume ? volume : .nan))
    }
  }
}
