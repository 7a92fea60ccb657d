import Basics
import MarketData

/// Binance's REST answer `fundingRate`: the rates that were paid.
///
///     [{"symbol":"BTCUSDT","fundingTime":1698768000000,"fundingRate":"0.00010000",
///       "markPrice":"34287.54619963"}]
///
/// | field | meaning |
/// | --- | --- |
/// | `fundingTime` | of the payment, ms UTC, sometimes a few milliseconds after the hour |
/// | `fundingRate` | a fraction of the position, for the whole interval |
/// | `markPrice` | at the payment; in older answers empty or missing |
///
/// COIN-M symbols go to `binance-delivery`; clones such as Aster need `--exchange`.
///
/// Source: Binance derivatives documentation, *Get Funding Rate History*.
struct BinanceFundingJSON: JSONFormat {
  static let name = "binance-funding-json"
  static let kind = ImportKind.series
  static let venue = "binance-futures, binance-delivery; clones with --exchange"
  static let summary = "Binance REST fundingRate: the funding paid"
  static let sample = """
    [{"symbol":"BTCUSDT","fundingTime":1698768000000,"fundingRate":"0.00010000",\
    "markPrice":"34287.54619963"}]
    """
  static let sideMeaning = ""

  private static let keys = JSONKeys(["symbol", "fundingTime", "fundingRate", "markPrice"])
  private let exchange: String

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let fields = json.members(of: message, keys)
    return (0..<3).allSatisfy { fields[$0] != nil } ? .certain : .none
  }

  init(_ context: ImportContext) throws(ImportError) {
    exchange = context.exchange ?? "binance-futures"
  }

  func rows() -> SeriesRows { SeriesRows() }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<SeriesRows>) {
    let fields = json.members(of: message, Self.keys)
    guard fields[2] != nil else { return }
    rows.fill { (rows, table) throws(RowProblem) in
      let time = try json.time(fields[1], "fundingTime", unit: .milliseconds)
      let rate = try json.value(fields[2], "fundingRate", of: .fundingRate)
      let hasMark = json.isPresent(fields[3]) && !json.id(fields[3]).isEmpty
      let mark = hasMark ? try json.value(fields[3], "markPrice", of: .markPrice) : nil
      let instrument = try json.instrument(fields[0], "symbol", &table) {
        (symbol) throws(RowProblem) in BinanceSymbol.instrument(symbol, on: exchange)
      }
      rows.append(instrument, .fundingRate, time: time, value: rate)
      if let mark { rows.append(instrument, .markPrice, time: time, value: mark) }
    }
  }
}
