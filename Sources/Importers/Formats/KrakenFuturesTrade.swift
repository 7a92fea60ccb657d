import Basics
import MarketData

/// Kraken Futures' trades, websocket `trade` and `trade_snapshot`, and REST `history`.
///
///     {"feed":"trade","product_id":"PI_XRPUSD","uid":"3ee209b8-…","side":"sell",
///      "type":"liquidation","seq":41799,"time":1593561965283,"qty":12000,"price":0.1736}
///
/// | field | meaning |
/// | --- | --- |
/// | `type` | `liquidation`; `fill`, `assignment`, `termination`, `block` are skipped |
/// | `side` | the *taker's*, here the closing order's: `sell` = a long was liquidated |
/// | `price` | executed |
/// | `qty`, REST `size` | `PI_`, `FI_`: dollars; `PF_`, `FF_`: base units |
/// | `time` | ms UTC; REST: ISO 8601 |
/// | `uid` | the trade: a snapshot sends the last 100 once more |
///
/// REST answers name no product: `--symbol` must.
///
/// Sources: Kraken Futures documentation; frames in tardis-node's tests at c1d73fb.
struct KrakenFuturesTrade: VenueMessages {
  static let name = "kraken-futures-trade"
  static let kind = ImportKind.liquidations
  static let venue = "cryptofacilities"
  static let summary = "Kraken Futures trades of type liquidation, websocket or REST"
  static let sample = """
    {"feed":"trade","product_id":"PI_XRPUSD","uid":"3ee209b8-bc9f-4ed5-965b-8c6208b26411",\
    "side":"sell","type":"liquidation","seq":41799,"time":1593561965283,"qty":12000,\
    "price":0.1736}
    """
  static let sideMeaning = "the taker's, who closes: sell = long liquidated"

  private static let outer = JSONKeys(["feed", "product_id", "trades", "history", "type", "uid"])
  private static let trade = JSONKeys([
    "feed", "product_id", "uid", "side", "type", "seq", "time", "qty", "price", "size",
  ])
  private let exchange: String
  private let symbol: String?

  init(_ context: ImportContext) throws(ImportError) {
    exchange = context.exchange ?? "cryptofacilities"
    symbol = context.symbol
  }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, Self.outer)
    let isTrade = json.isText(outer[0], "trade") && json.isText(outer[4], "liquidation")
    let hasOne = json.contains(in: outer[2] ?? outer[3]) { item in
      let fields = json.members(of: item, trade)
      return json.isText(fields[4], "liquidation") && fields[2] != nil
    }
    if isTrade || hasOne { return .certain }
    return json.text(outer[0]) != nil ? .venue : .none
  }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    let outer = json.members(of: message, Self.outer)
    let isTrade = json.isText(outer[0], "trade")
    guard isTrade || json.isText(outer[0], "trade_snapshot") || outer[3] != nil else { return }
    json.forEach(in: isTrade ? message : outer[2] ?? outer[3]) { item in
      let fields = json.members(of: item, Self.trade)
      guard json.isText(fields[4], "liquidation") else { return }
      rows.add(json) { (table) throws(RowProblem) in
        LiquidationRow(
          instrument: try instrument(fields[1] ?? outer[1], json, &table),
          time: try json.anyTime(fields[6], "time", unit: .milliseconds),
          side: try json.sideOfOrder(fields[3], "side"),
          price: try json.positive(fields[8], "price"), priceKind: .fill,
          amount: try json.positive(fields[7] ?? fields[9], "qty"), orderID: json.id(fields[2]))
      }
    }
  }

  private func instrument(
    _ product: Int?, _ json: borrowing JSONTape, _ table: inout InstrumentTable
  ) throws(RowProblem) -> UInt32 {
    if product != nil { return try json.instrument(product, "product_id", on: exchange, &table) }
    return try table.index(named: symbol, on: exchange, json.bytes.span)
  }
}
