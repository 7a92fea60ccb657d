import Basics
import MarketData

/// Gate's REST answer `GET /futures/{settle}/liq_orders`, since it names `order_size`.
///
///     [{"time":1548654951,"contract":"BTC_USDT","size":600,"order_size":-600,
///       "order_price":"3405","fill_price":"3424","left":0}]
///
/// | field | meaning |
/// | --- | --- |
/// | `size` | the *position*, signed: above 0 = a long was liquidated |
/// | `order_size` | contracts of the closing *order*, of the other sign |
/// | `left` | contracts of it that were not filled, taken off |
/// | `fill_price` | the average traded; 0: `order_price`, the order's limit, is taken |
/// | `time` | seconds UTC |
///
/// Older answers have `size` alone, which their documentation calls a position and most clients
/// read as an order: those have no reading of their own. Say `side=size:position-sign` in
/// `--columns` after holding them against candles.
///
/// Source: Gate API v4 documentation, *Query liquidation order history* (2025).
struct GateLiquidationOrders: VenueMessages {
  static let name = "gate-liquidation-orders"
  static let kind = ImportKind.liquidations
  static let venue = "gate-io-futures"
  static let summary = "Gate REST liq_orders with order_size"
  static let sample = """
    {"time":1548654951,"contract":"BTC_USDT","size":600,"order_size":-600,"order_price":"3405",\
    "fill_price":"3424","left":0}
    """
  static let sideMeaning = "size is the position's: above 0 = long liquidated"

  private static let keys = JSONKeys([
    "time", "contract", "size", "order_size", "order_price", "fill_price", "left",
  ])
  private let exchange: String

  init(_ context: ImportContext) throws(ImportError) {
    exchange = context.exchange ?? "gate-io-futures"
  }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let fields = json.members(of: message, keys)
    return (0..<6).allSatisfy { fields[$0] != nil } ? .certain : .none
  }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    let fields = json.members(of: message, Self.keys)
    guard fields[3] != nil, fields[1] != nil else { return }
    rows.add(json) { (table) throws(RowProblem) in try row(fields, json, &table) }
  }

  private func row(
    _ fields: JSONMembers, _ json: borrowing JSONTape, _ table: inout InstrumentTable
  ) throws(RowProblem) -> LiquidationRow? {
    let position = try json.number(fields[2], "size")
    let order = try json.number(fields[3], "order_size")
    guard order != 0 else { throw RowProblem("order_size", .zero, json.id(fields[3])) }
    guard position * order < 0 else {
      throw RowProblem(
        "order_size", .other("not of the other sign than size, which it closes"),
        json.id(fields[3]))
    }
    let left = json.isPresent(fields[6]) ? try json.number(fields[6], "left") : 0
    let filled = abs(order) - abs(left)
    guard filled > 0 else { return nil }
    let average = try json.number(fields[5], "fill_price")
    return LiquidationRow(
      instrument: try json.instrument(fields[1], "contract", on: exchange, &table),
      time: try json.time(fields[0], "time", unit: .seconds),
      side: position > 0 ? .long : .short,
      price: average > 0 ? average : try json.positive(fields[4], "order_price"),
      priceKind: average > 0 ? .fill : .order, amount: filled)
  }
}
