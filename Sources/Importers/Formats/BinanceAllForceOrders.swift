import Basics
import MarketData

/// Binance's REST answer `GET /fapi/v1/allForceOrders` (retired 2021-04) and an account's
/// `forceOrders`.
///
///     [{"symbol":"BTCUSDT","price":"7918.33","origQty":"0.014","executedQty":"0.014",
///       "averagePrice":"7918.33","status":"FILLED","timeInForce":"IOC","type":"LIMIT",
///       "side":"SELL","time":1568014460893}]
///
/// | field | meaning |
/// | --- | --- |
/// | `side` | the *order* that closed the position: `SELL` = a long was liquidated |
/// | `averagePrice`, `avgPrice` | fill; 0 or missing: `price`, the order's limit |
/// | `executedQty` | filled quantity in base units (COIN-M: contracts) |
/// | `clientOrderId` | accounts only: `autoclose-…`; `adl_autoclose…` (deleveraging) is skipped |
/// | `time` | ms UTC |
///
/// Source: Binance derivatives documentation, kept in ccxt's `binance.js`.
struct BinanceAllForceOrders: VenueMessages {
  static let name = "binance-all-force-orders"
  static let kind = ImportKind.liquidations
  static let venue = "binance-futures, binance-delivery"
  static let summary = "REST allForceOrders, and an account's forceOrders"
  static let sample = """
    {"symbol":"BTCUSDT","price":"7918.33","origQty":"0.014","executedQty":"0.014",\
    "averagePrice":"7918.33","status":"FILLED","timeInForce":"IOC","type":"LIMIT",\
    "side":"SELL","time":1568014460893}
    """
  static let sideMeaning = "side of the closing order: SELL = long liquidated"

  private static let keys = JSONKeys([
    "symbol", "price", "executedQty", "averagePrice", "avgPrice", "status", "side", "time",
    "clientOrderId", "orderId",
  ])

  private let exchange: String
  private let keys = Self.keys

  init(_ context: ImportContext) throws(ImportError) {
    exchange = context.exchange ?? "binance-futures"
  }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    isForced(json.members(of: message, keys), json) ? .certain : .none
  }

  /// An account's ordinary orders look alike but for the id that Binance gives forced ones.
  private static func isForced(_ fields: JSONMembers, _ json: borrowing JSONTape) -> Bool {
    guard fields[2] != nil else { return false }
    return fields[3] != nil || json.hasPrefix(fields[8], "autoclose-")
      || json.hasPrefix(fields[8], "adl_autoclose")
  }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    let fields = json.members(of: message, keys)
    guard Self.isForced(fields, json), !json.hasPrefix(fields[8], "adl_") else { return }
    rows.add(json) { (table) throws(RowProblem) in try row(fields, json, &table) }
  }

  private func row(
    _ fields: JSONMembers, _ json: borrowing JSONTape, _ table: inout InstrumentTable
  ) throws(RowProblem) -> LiquidationRow? {
    guard json.isPresent(fields[5]) else { throw RowProblem("status", .missing) }
    guard json.isText(fields[5], "FILLED") || json.isText(fields[5], "PARTIALLY_FILLED") else {
      return nil
    }
    let filled = try json.number(fields[2], "executedQty")
    guard filled > 0 else { return nil }
    let (price, priceKind) = try json.fillOrOrder(
      average: fields[3] ?? fields[4], fields[3] == nil ? "avgPrice" : "averagePrice",
      order: fields[1], "price")
    return LiquidationRow(
      instrument: try json.instrument(fields[0], "symbol", &table) { (symbol) throws(RowProblem) in
        BinanceSymbol.instrument(symbol, on: exchange)
      },
      time: try json.time(fields[7], "time", unit: .milliseconds),
      side: try json.sideOfOrder(fields[6], "side"),
      price: price,
      priceKind: priceKind,
      amount: filled,
      orderID: json.id(fields[9]))
  }
}
