import Basics
import MarketData

/// Coinalyze's candles, as the API answers.
///
///     [{"symbol":"BTCUSDT_PERP.A","history":[
///      {"t":1718830800,"o":64850.4,"h":65060.4,"l":64809.5,"c":64973,"v":3107.46,"bv":1824.2,
///       "tx":18419,"btx":7993}]}]
///
/// | field | meaning |
/// | --- | --- |
/// | `t` | the candle's open, seconds UTC |
/// | `v`, `bv` | volume, and what takers bought of it, in the market's unit (`CoinalyzeMarket`) |
/// | `tx`, `btx` | trades, and those that takers bought |
///
/// Only markets whose volume is in base currency are read: of coin-margined ones it is in dollars,
/// and the volume in coins is not in the file.
///
/// Source: api.coinalyze.net/v1/doc, `/ohlcv-history`; dumps of 2024.
struct CoinalyzeCandles: JSONFormat {
  static let name = "coinalyze-candles"
  static let kind = ImportKind.candles
  static let venue = CoinalyzeLiquidations.venue
  static let summary = "Coinalyze candles, the API's JSON"
  static let sample = """
    [{"symbol":"BTCUSDT_PERP.A","history":[{"t":1718830800,"o":64850.4,"h":65060.4,"l":64809.5,\
    "c":64973,"v":3107.46,"bv":1824.2,"tx":18419,"btx":7993}]}]
    """
  static let sideMeaning = ""

  private static let point = JSONKeys(["t", "o", "h", "l", "c", "v", "bv", "tx"])
  private let interval: Interval

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    guard let first = CoinalyzeHistory.firstPoint(of: message, json) else { return .none }
    let fields = json.members(of: first, point)
    return fields[1] != nil && fields[5] != nil ? .certain : .none
  }

  init(_ context: ImportContext) throws(ImportError) {
    interval = try context.interval(of: "candles")
  }

  func rows() -> CandleRows { CandleRows(interval: interval) }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<CandleRows>) {
    CoinalyzeHistory.forEachPoint(of: message, json) { point, symbol in
      rows.fill { (rows, table) throws(RowProblem) in
        let market = try CoinalyzeHistory.market(symbol, json)
        guard market.unit == .base else {
          throw RowProblem("v", .other("not in base currency"), json.id(symbol))
        }
        let fields = json.members(of: point, Self.point)
        try rows.append(
          CandleRow(
            instrument: try table.index(of: market.key),
            openTime: try json.time(fields[0], "t", unit: .seconds),
            open: try json.positive(fields[1], "o"), high: try json.positive(fields[2], "h"),
            low: try json.positive(fields[3], "l"), close: try json.positive(fields[4], "c"),
            volume: try json.size(fields[5], "v"),
            trades: json.isPresent(fields[7])
              ? try json.count(fields[7], "tx") : CandleBatch.noTrades,
            takerBuyVolume: json.isPresent(fields[6]) ? try json.size(fields[6], "bv") : .nan))
      }
    }
  }
}
