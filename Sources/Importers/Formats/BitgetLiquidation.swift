import Basics
import MarketData

/// Bitget's websocket topic `liquidation` (unified account, v3).
///
///     {"action":"update","arg":{"instType":"usdt-futures","topic":"liquidation"},"data":[{
///      "symbol":"APEUSDT","side":"buy","price":"0.1649","amount":"13.70319",
///      "ts":"1777358886549"}],"ts":1777358897167}
///
/// | field | meaning |
/// | --- | --- |
/// | `side` | the *position* that was closed: `buy` = a long was liquidated |
/// | `amount` | *quote* currency: divided by `price` it gives whole contracts |
/// | `price` | the order's |
/// | `ts` | ms UTC, in a string |
///
/// At most the largest long and the largest short a symbol and second are sent.
///
/// Sources: Bitget documentation; frames of 2026 in tardis-node's tests, which flips the side, too.
struct BitgetLiquidation: VenueMessages {
  static let name = "bitget-liquidation"
  static let kind = ImportKind.liquidations
  static let venue = "bitget-futures"
  static let summary = "Bitget websocket topic liquidation, v3"
  static let sample = """
    {"action":"update","arg":{"instType":"usdt-futures","topic":"liquidation"},"data":[{\
    "symbol":"APEUSDT","side":"buy","price":"0.1649","amount":"13.70319","ts":"1777358886549"}],\
    "ts":1777358897167}
    """
  static let sideMeaning = "side of the position: buy = long liquidated"

  private static let envelope = JSONKeys(["action", "arg", "data"])
  private static let argument = JSONKeys(["instType", "topic", "channel"])
  private static let order = JSONKeys(["symbol", "side", "price", "amount", "ts"])
  private let exchange: String

  init(_ context: ImportContext) throws(ImportError) {
    exchange = context.exchange ?? "bitget-futures"
  }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, envelope)
    guard let argument = outer[1].map({ json.members(of: $0, Self.argument) }) else { return .none }
    if json.isText(argument[1], "liquidation"), outer[2] != nil { return .certain }
    return json.text(argument[0])?.contains("-") ?? false ? .venue : .none
  }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    let outer = json.members(of: message, Self.envelope)
    let topic = outer[1].flatMap { json.members(of: $0, Self.argument)[1] }
    guard json.isText(topic, "liquidation") else { return }
    json.forEach(in: outer[2]) { item in
      let fields = json.members(of: item, Self.order)
      rows.add(json) { (table) throws(RowProblem) in
        LiquidationRow(
          instrument: try json.instrument(fields[0], "symbol", on: exchange, &table),
          time: try json.time(fields[4], "ts", unit: .milliseconds),
          side: try json.sideOfPosition(fields[1], "side"),
          price: try json.positive(fields[2], "price"), priceKind: .order,
          amount: try json.positive(fields[3], "amount"))
      }
    }
  }
}
