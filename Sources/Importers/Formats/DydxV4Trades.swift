import Basics
import MarketData

/// dYdX v4's trades of type `LIQUIDATED`, websocket `v4_trades` or REST.
///
///     {"type":"channel_data","id":"BTC-USD","channel":"v4_trades","contents":{"trades":[{
///      "id":"064e8933…","side":"SELL","size":"0.0004","price":"75974","type":"LIQUIDATED",
///      "createdAt":"2026-09-17T13:39:47.542Z","createdAtHeight":"105810227"}]}}
///
/// | field | meaning |
/// | --- | --- |
/// | `type` | `LIQUIDATED`; `LIMIT` and `DELEVERAGED` (not a liquidation) are skipped |
/// | `side` | the *taker's*, who closes the position: `SELL` = a long was liquidated |
/// | `price`, `size` | executed; base units |
/// | `createdAt` | UTC, ISO 8601 |
/// | `id` of the message | the market; REST pages name none: `--symbol` must |
///
/// Sources: dYdX indexer documentation; frames and pages of 2026.
struct DydxV4Trades: VenueMessages {
  static let name = "dydx-v4-trades"
  static let kind = ImportKind.liquidations
  static let venue = "dydx-v4"
  static let summary = "dYdX v4 trades of type LIQUIDATED, websocket or REST (with --symbol)"
  static let sample = """
    {"type":"channel_data","connection_id":"x","message_id":7,"id":"BTC-USD","channel":"v4_trades",\
    "version":"2.4.0","contents":{"trades":[{"id":"064e89330000000200000002","side":"SELL",\
    "size":"0.0004","price":"75974","type":"LIQUIDATED","createdAt":"2026-09-17T13:39:47.542Z",\
    "createdAtHeight":"105810227"}]}}
    """
  static let sideMeaning = "the taker's, who closes: SELL = long liquidated"

  private static let outer = JSONKeys(["type", "id", "channel", "contents", "trades"])
  private static let trade = JSONKeys(["id", "side", "size", "price", "type", "createdAt"])
  private let exchange: String
  private let symbol: String?

  init(_ context: ImportContext) throws(ImportError) {
    exchange = context.exchange ?? "dydx-v4"
    symbol = context.symbol
  }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, Self.outer)
    if json.isText(outer[2], "v4_trades") { return .certain }
    let isPage = json.contains(in: outer[4]) { item in
      let fields = json.members(of: item, trade)
      return fields[4] != nil && fields[5] != nil && fields[2] != nil
    }
    if isPage { return .certain }
    return json.hasPrefix(outer[2], "v4_") ? .venue : .none
  }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    let outer = json.members(of: message, Self.outer)
    let isPage = outer[2] == nil
    guard isPage || json.isText(outer[2], "v4_trades") else { return }
    let received = rows.received
    // Contents are an object, or in batches an array of them.
    json.forEach(in: isPage ? message : outer[3]) { contents in
      json.forEach(in: json.members(of: contents, Self.outer)[4]) { item in
        let fields = json.members(of: item, Self.trade)
        guard json.isText(fields[4], "LIQUIDATED") else { return }
        rows.add(json) { (table) throws(RowProblem) in
          LiquidationRow(
            instrument: isPage
              ? try table.index(named: symbol, on: exchange, json.bytes.span)
              : try json.instrument(outer[1], "id", on: exchange, &table),
            // The first messages of v4 have no time of their own.
            time: fields[5] == nil && received != LiquidationBatch.noTime
              ? received : try json.anyTime(fields[5], "createdAt"),
            side: try json.sideOfOrder(fields[1], "side"),
            price: try json.positive(fields[3], "price"), priceKind: .fill,
            amount: try json.positive(fields[2], "size"), orderID: json.id(fields[0]))
        }
      }
    }
  }
}
