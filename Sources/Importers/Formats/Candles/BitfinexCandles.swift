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
