import Basics
import MarketData

/// Kraken Futures' REST answer `tickers`: open interest, mark and index prices of everything.
///
///     {"result":"success","tickers":[{"tag":"perpetual","pair":"XBT:USD","symbol":"PI_XBTUSD",
///      "markPrice":40411.5,"indexPrice":40409.1,"openInterest":88493021.0,"suspended":false}],
///      "serverTime":"2022-02-18T14:16:29.440Z"}
///
/// | field | meaning |
/// | --- | --- |
/// | `serverTime` | the instant, UTC |
/// | `openInterest` | as sizes: dollars of `PI_` and `FI_`, base units of `PF_` and `FF_` |
/// | `markPrice`, `indexPrice` | dollars |
///
/// Indices (`in_xbtusd`) and other symbols without open interest are left out. Symbols are written
/// in capitals, as trades have them; older answers have small letters.
///
/// Sources: docs.kraken.com, *Get tickers*; ccxt 4.5.90's `krakenfutures`; messages of 2019 with
/// the same fields in tardis-node's tests.
struct KrakenFuturesTickers: JSONFormat {
  static let name = "kraken-futures-tickers"
  static let kind = ImportKind.series
  static let venue = "cryptofacilities"
  static let summary = "Kraken Futures REST tickers: open interest, mark and index price"
  static let sample = """
    {"result":"success","tickers":[{"symbol":"PI_XBTUSD","markPrice":40411.5,"indexPrice":40409.1,\
    "openInterest":88493021.0}],"serverTime":"2022-02-18T14:16:29.440Z"}
    """
  static let sideMeaning = ""

  private static let envelope = JSONKeys(["result", "tickers", "serverTime"])
  private static let keys = JSONKeys(["symbol", "openInterest", "markPrice", "indexPrice"])
  private let exchange: String

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, envelope)
    guard outer[0] != nil, outer[2] != nil else { return .none }
    let isOurs = json.contains(in: outer[1]) { json.members(of: $0, keys)[0] != nil }
    return isOurs ? .certain : .none
  }

  init(_ context: ImportContext) throws(ImportError) {
    exchange = context.exchange ?? "cryptofacilities"
  }

  func rows() -> SeriesRows { SeriesRows() }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<SeriesRows>) {
    let outer = json.members(of: message, Self.envelope)
    json.forEachElement(of: outer[1]) { item in
      let fields = json.members(of: item, Self.keys)
      guard json.isPresent(fields[1]) else { return }
      rows.fill { (rows, table) throws(RowProblem) in
        let time = try json.anyTime(outer[2], "serverTime")
        let size = try json.value(fields[1], "openInterest", of: .openInterest)
        let prices: SeriesValues = [
          (.markPrice, try json.valueIfPresent(fields[2], "markPrice", of: .markPrice)),
          (.indexPrice, try json.valueIfPresent(fields[3], "indexPrice", of: .indexPrice)),
        ]
        let instrument = try json.instrument(fields[0], "symbol", &table) {
          (symbol) throws(RowProblem) in
          InstrumentKey(exchange: exchange, symbol: symbol.uppercased())
        }
        let series = SeriesName.openInterest(of: table.lastRules)
        rows.append(instrument, time: time, [(series, size)] + prices)
      }
    }
  }
}
