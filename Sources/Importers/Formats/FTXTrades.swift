import Basics
import MarketData

/// FTX's websocket trades (to 2022-11), of which some are liquidations.
///
///     {"channel":"trades","market":"BTC-PERP","type":"update","data":[{"id":114724653,
///      "price":10683.5,"size":0.0149,"side":"buy","liquidation":true,
///      "time":"2020-09-15T00:02:05.787437+00:00"}]}
///
/// | field | meaning |
/// | --- | --- |
/// | `liquidation` | only `true` |
/// | `side` | the *taker's*, who closes the position: `sell` = a long was liquidated |
/// | `price`, `size` | executed; base units |
/// | `time` | ISO 8601 with µs |
/// | `id` | the trade; null before 2019-09 |
///
/// Sources: FTX documentation as archived; frames in tardis-node's tests at c1d73fb.
struct FTXTrades: VenueMessages {
  static let name = "ftx-trades"
  static let kind = ImportKind.liquidations
  static let venue = "ftx"
  static let summary = "FTX websocket trades with liquidation:true"
  static let sample = """
    {"channel":"trades","market":"BTC-PERP","type":"update","data":[{"id":114724653,\
    "price":10683.5,"size":0.0149,"side":"buy","liquidation":true,\
    "time":"2020-09-15T00:02:05.787437+00:00"}]}
    """
  static let sideMeaning = "the taker's, who closes: sell = long liquidated"

  private static let envelope = JSONKeys(["channel", "market", "type", "data"])
  private static let trade = JSONKeys(["id", "price", "size", "side", "liquidation", "time"])
  private let exchange: String

  init(_ context: ImportContext) throws(ImportError) { exchange = context.exchange ?? "ftx" }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, envelope)
    guard outer[0] != nil, outer[1] != nil, outer[2] != nil else { return .none }
    let hasOne = json.contains(in: outer[3]) { item in
      json.members(of: item, trade)[4].map { json.isTrue($0) } ?? false
    }
    return hasOne && json.isText(outer[0], "trades") ? .certain : .venue
  }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    let outer = json.members(of: message, Self.envelope)
    guard json.isText(outer[0], "trades") else { return }
    json.forEach(in: outer[3]) { item in
      let fields = json.members(of: item, Self.trade)
      guard let flag = fields[4], json.isTrue(flag) else { return }
      rows.add(json) { (table) throws(RowProblem) in
        LiquidationRow(
          instrument: try json.instrument(outer[1], "market", on: exchange, &table),
          time: try json.anyTime(fields[5], "time"),
          side: try json.sideOfOrder(fields[3], "side"),
          price: try json.positive(fields[1], "price"), priceKind: .fill,
          amount: try json.positive(fields[2], "size"), orderID: json.id(fields[0]))
      }
    }
  }
}
