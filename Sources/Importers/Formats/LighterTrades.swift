import Basics
import MarketData

/// Lighter's websocket trades with their `liquidation_trades`.
///
///     {"type":"update/trade","channel":"trade:1","trades":[],"liquidation_trades":[{
///      "trade_id_str":"18237797923","type":"liquidation","market_id":1,"size":"0.01664",
///      "price":"75602.8","usd_amount":"1258.030592","is_maker_ask":true,
///      "timestamp":1776687656653}]}
///
/// | field | meaning |
/// | --- | --- |
/// | `market_id` | the market's number, kept as its symbol |
/// | `is_maker_ask` | `true`: the *taker*, who closes the position, bought = a short was liquidated |
/// | `price`, `size`, `usd_amount` | executed; base units; dollars |
/// | `timestamp` | ms UTC (`transaction_time`, µs, is later and not kept) |
/// | `trade_id_str` | the trade |
///
/// Source: a frame of 2026 in tardis-node's tests.
struct LighterTrades: VenueMessages {
  static let name = "lighter-trades"
  static let kind = ImportKind.liquidations
  static let venue = "lighter"
  static let summary = "Lighter websocket trades with liquidation_trades"
  static let sample = """
    {"type":"update/trade","channel":"trade:1","trades":[],"liquidation_trades":[{"trade_id":\
    18237797923,"trade_id_str":"18237797923","type":"liquidation","market_id":1,"size":"0.01664",\
    "price":"75602.8","usd_amount":"1258.030592","is_maker_ask":true,"timestamp":1776687656653}]}
    """
  static let sideMeaning = "is_maker_ask false: the taker sold = long liquidated"

  private static let envelope = JSONKeys(["type", "channel", "trades", "liquidation_trades"])
  private static let trade = JSONKeys([
    "trade_id", "trade_id_str", "market_id", "size", "price", "usd_amount", "is_maker_ask",
    "timestamp",
  ])
  private let exchange: String

  init(_ context: ImportContext) throws(ImportError) { exchange = context.exchange ?? "lighter" }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, envelope)
    if let trades = outer[3] { return json.firstChild(of: trades) == nil ? .venue : .certain }
    let isVenue = json.hasPrefix(outer[0], "update/") || json.hasPrefix(outer[0], "subscribed/")
    return isVenue ? .venue : .none
  }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    json.forEach(in: json.members(of: message, Self.envelope)[3]) { item in
      let fields = json.members(of: item, Self.trade)
      rows.add(json) { (table) throws(RowProblem) in
        guard let isMakerAsk = fields[6], json.kind(isMakerAsk) == .bool else {
          throw RowProblem("is_maker_ask", .missing)
        }
        return LiquidationRow(
          instrument: try json.instrument(fields[2], "market_id", on: exchange, &table),
          time: try json.time(fields[7], "timestamp", unit: .milliseconds),
          side: json.isTrue(isMakerAsk) ? .short : .long,
          price: try json.positive(fields[4], "price"), priceKind: .fill,
          quantity: try json.positive(fields[3], "size"),
          notional: json.isPresent(fields[5])
            ? try json.positive(fields[5], "usd_amount") : .nan,
          orderID: json.id(fields[1] ?? fields[0]))
      }
    }
  }
}
