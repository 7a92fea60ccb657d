import Basics
import MarketData

/// BitMEX's websocket table `liquidation`.
///
///     {"table":"liquidation","action":"insert","data":[{"orderID":"dd9cea25-…","symbol":"XBTUSD",
///      "side":"Buy","price":10106,"leavesQty":9214}]}
///
/// | field | meaning |
/// | --- | --- |
/// | `action` | only `insert` is a new liquidation; `partial`, `update`, `delete` are skipped |
/// | `side` | the *order* that closes the position: `Sell` = a long was liquidated |
/// | `price` | the order's |
/// | `leavesQty` | contracts; XBTUSD: dollars |
/// | `orderID` | the order |
///
/// The messages hold no time: the recorder's is taken, and without one a row is refused.
///
/// Sources: BitMEX API explorer; frames in tardis-node's tests at c1d73fb.
struct BitMEXLiquidation: VenueMessages {
  static let name = "bitmex-liquidation"
  static let kind = ImportKind.liquidations
  static let venue = "bitmex"
  static let summary = "BitMEX websocket table liquidation, with a receive time around it"
  static let sample = """
    2019-06-01T00:00:28.6190000Z {"table":"liquidation","action":"insert","data":[{"orderID":\
    "dd9cea25-207c-0dab-15b5-b88da776f500","symbol":"XBTUSD","side":"Buy","price":10106,\
    "leavesQty":9214}]}
    """
  static let sideMeaning = "side of the closing order: Sell = long liquidated"

  private static let envelope = JSONKeys(["table", "action", "data"])
  private static let row = JSONKeys(["orderID", "symbol", "side", "price", "leavesQty"])
  private let exchange: String

  init(_ context: ImportContext) throws(ImportError) { exchange = context.exchange ?? "bitmex" }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, envelope)
    guard outer[0] != nil, outer[1] != nil else { return .none }
    return json.isText(outer[0], "liquidation") ? .certain : .venue
  }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    let outer = json.members(of: message, Self.envelope)
    guard json.isText(outer[0], "liquidation"), json.isText(outer[1], "insert") else { return }
    let received = rows.received
    json.forEach(in: outer[2]) { item in
      rows.add(json) { (table) throws(RowProblem) in
        guard received != LiquidationBatch.noTime else {
          throw RowProblem("", .other("no time: BitMEX sends none, and no receive time is there"))
        }
        let fields = json.members(of: item, Self.row)
        return LiquidationRow(
          instrument: try json.instrument(fields[1], "symbol", on: exchange, &table),
          time: received, side: try json.sideOfOrder(fields[2], "side"),
          price: try json.positive(fields[3], "price"), priceKind: .order,
          amount: try json.positive(fields[4], "leavesQty"), orderID: json.id(fields[0]))
      }
    }
  }
}
