import Basics
import MarketData

/// Bitfinex's REST answer `/v2/candles/trade:1m:tBTCUSD/hist`: rows of six numbers.
///
///     [[1364824380000,99.01,99.02,99.03,99.01,6]]
///
/// | place | meaning |
/// | --- | --- |
/// | 1 | the candle's open, ms UTC; newest first |
/// | 2 to 5 | open, *close*, high, low |
/// | 6 | base units |
///
/// Neither symbol nor length is in the answer: `--symbol` and `--interval` or the name must say
/// them. ccxt writes six numbers, too, in another order: which it is, the rows tell in which the
/// highest and the lowest price can stand in one of the two places only.
///
/// Source: Bitfinex v2 documentation, *Candles*.
struct BitfinexCandles: JSONFormat {
  static let name = "bitfinex-candles"
  static let kind = ImportKind.candles
  static let venue = "bitfinex, bitfinex-derivatives, by the symbol"
  static let summary = "Bitfinex REST candles (with --symbol and --interval)"
  static let sample = "[[1364824380000,99.01,99.02,99.03,99.01,6]]"
  static let sideMeaning = ""

  private let key: InstrumentKey
  private let interval: Interval

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    SixNumbers(message, json)?.claim(\.isBitfinex) ?? .none
  }

  init(_ context: ImportContext) throws(ImportError) {
    guard let symbol = context.symbol else {
      throw ImportError(
        .needsOption("symbol"), "candles of which symbol? Say --symbol, such as tBTCUSD")
    }
    let own = symbol.contains("F0:") ? "bitfinex-derivatives" : "bitfinex"
    key = InstrumentKey(exchange: context.exchange ?? own, symbol: symbol)
    interval = try context.interval(of: "candles")
  }

  func rows() -> CandleRows { CandleRows(interval: interval) }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<CandleRows>) {
    guard json.kind(message) == .array else { return }
    func value(_ place: Int) -> Int? { json.element(place, of: message) }
    rows.fill { (rows, table) throws(RowProblem) in
      try rows.append(
        CandleRow(
          instrument: try table.index(of: key),
          openTime: try json.time(value(0), "MTS", unit: .milliseconds),
          open: try json.positive(value(1), "OPEN"), high: try json.positive(value(3), "HIGH"),
          low: try json.positive(value(4), "LOW"), close: try json.positive(value(2), "CLOSE"),
          volume: try json.size(value(5), "VOLUME")))
    }
  }
}

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
/// Nothing else is in the rows: `--exchange`, `--symbol` and `--interval` must say it. Where ccxt
/// hands on contracts, as of OKX's, Gate's, HTX's and BitMEX's futures, the file is refused.
///
/// Source: ccxt's manual, *OHLCV structure*; `parse_ohlcv` of 4.5.90.
struct CCXTCandles: JSONFormat {
  static let name = "ccxt-candles"
  static let kind = ImportKind.candles
  static let venue = "--exchange"
  static let summary = "ccxt's fetchOHLCV as JSON (with --exchange, --symbol, --interval)"
  static let sample = "[[1591478520000,0.025013,0.025018,0.025,0.025,22.19]]"
  static let sideMeaning = ""

  private let key: InstrumentKey
  private let interval: Interval

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
    guard !Self.countsContracts(key) else {
      throw ImportError(
        .contradiction, "ccxt's volumes of \(exchange) \(VisibleText.text(symbol)) are contracts")
    }
    interval = try context.interval(of: "candles")
  }

  private static func countsContracts(_ key: InstrumentKey) -> Bool {
    if let rules = InstrumentRules().rules(of: key) { return rules.unit != .base }
    let venues = ["okex-", "gate-io-futures", "huobi-dm", "bitmex"]
    return venues.contains(where: key.exchange.hasPrefix)
  }

  func rows() -> CandleRows { CandleRows(interval: interval) }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<CandleRows>) {
    guard json.kind(message) == .array else { return }
    func value(_ place: Int) -> Int? { json.element(place, of: message) }
    rows.fill { (rows, table) throws(RowProblem) in
      try rows.append(
        CandleRow(
          instrument: try table.index(of: key),
          openTime: try json.time(value(0), "timestamp", unit: .milliseconds),
          open: try json.positive(value(1), "open"), high: try json.positive(value(2), "high"),
          low: try json.positive(value(3), "low"), close: try json.positive(value(4), "close"),
          volume: try json.size(value(5), "volume")))
    }
  }
}

/// A row of a time and five numbers, and in which order its prices can be.
private struct SixNumbers {
  /// Open, close, high, low.
  let isBitfinex: Bool
  /// Open, high, low, close.
  let isCCXT: Bool

  init?(_ message: Int, _ json: borrowing JSONTape) {
    guard json.kind(message) == .array, json.element(6, of: message) == nil else { return nil }
    var values: [Double] = []
    json.forEachNumber(of: message) { values.append($0) }
    guard values.count == 6, values[0] > 1e11 else { return nil }
    let prices = values[1...4]
    let (high, low) = (prices.max() ?? .nan, prices.min() ?? .nan)
    isBitfinex = values[3] == high && values[4] == low
    isCCXT = values[2] == high && values[3] == low
  }

  func claim(_ order: KeyPath<SixNumbers, Bool>) -> Claim {
    guard self[keyPath: order] else { return .none }
    return isBitfinex && isCCXT ? .possible : .certain
  }
}

extension JSONTape {
  /// Visits the elements of an array that are numbers, not strings of them.
  fileprivate func forEachNumber(of list: Int, _ visit: (Double) -> Void) {
    forEachElement(of: list) { token in
      guard kind(token) == .number, let value = try? number(token, "") else { return }
      visit(value)
    }
  }
}
