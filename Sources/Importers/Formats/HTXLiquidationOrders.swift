import Basics
import MarketData

/// HTX's (Huobi's) `liquidation_orders` notifications, coin- and dollar-margined.
///
///     {"op":"notify","topic":"public.ETH-USDT.liquidation_orders","ts":1789670297217,"data":[{
///      "symbol":"ETH","contract_code":"ETH-USDT","direction":"buy","offset":"close","volume":500,
///      "price":2446.26,"created_at":1789670297212,"amount":5,"trade_turnover":12231.3}]}
///
/// | field | meaning |
/// | --- | --- |
/// | `direction` | the *order* that closes the position: `sell` = a long was liquidated |
/// | `offset` | only `close` is a liquidation |
/// | `volume` | contracts: coin-margined 100 dollars of BTC, 10 of others |
/// | `amount`, `trade_turnover` | linear only: base units, dollars |
/// | `price` | the order's |
/// | `created_at` | ms UTC |
///
/// Sources: HTX documentation, *Subscribe Liquidation Order Data*; frames of 2020 and 2026.
struct HTXLiquidationOrders: VenueMessages {
  static let name = "htx-liquidation-orders"
  static let kind = ImportKind.liquidations
  static let venue = "huobi-dm-linear-swap, huobi-dm-swap, huobi-dm"
  static let summary = "HTX websocket liquidation_orders"
  static let sample = """
    {"op":"notify","topic":"public.ETH-USDT.liquidation_orders","ts":1789670297217,"data":[{\
    "symbol":"ETH","contract_code":"ETH-USDT","direction":"buy","offset":"close","volume":500,\
    "price":2446.26,"created_at":1789670297212,"amount":5,"trade_turnover":12231.3}]}
    """
  static let sideMeaning = "direction is the closing order's: sell = long liquidated"

  private static let envelope = JSONKeys(["op", "topic", "data", "ch", "ping"])
  private static let order = JSONKeys([
    "contract_code", "direction", "offset", "volume", "price", "created_at", "amount",
    "trade_turnover",
  ])
  private let exchange: String?

  init(_ context: ImportContext) throws(ImportError) { exchange = context.exchange }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, envelope)
    if isLiquidation(outer[1], json), outer[2] != nil { return .certain }
    let isVenue = outer[0] != nil && json.hasPrefix(outer[1], "public.")
    return isVenue || json.hasPrefix(outer[3], "market.") || outer[4] != nil ? .venue : .none
  }

  private static func isLiquidation(_ topic: Int?, _ json: borrowing JSONTape) -> Bool {
    json.text(topic)?.hasSuffix(".liquidation_orders") ?? false
  }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    let outer = json.members(of: message, Self.envelope)
    guard Self.isLiquidation(outer[1], json) else { return }
    json.forEach(in: outer[2]) { item in
      rows.add(json) { (table) throws(RowProblem) in try row(item, json, &table) }
    }
  }

  private func row(
    _ item: Int, _ json: borrowing JSONTape, _ table: inout InstrumentTable
  ) throws(RowProblem) -> LiquidationRow? {
    let fields = json.members(of: item, Self.order)
    guard json.isText(fields[2], "close") else { return nil }
    let code = json.text(fields[0]) ?? ""
    let isLinear = code.contains("-USDT") || json.isPresent(fields[7])
    let volume = try json.positive(fields[3], "volume")
    var row = LiquidationRow(
      instrument: try json.instrument(
        fields[0], "contract_code", tag: isLinear ? 1 : 0, &table
      ) { (symbol) throws(RowProblem) in
        let coin = symbol.contains("-") ? "huobi-dm-swap" : "huobi-dm"
        return InstrumentKey(
          exchange: exchange ?? (isLinear ? "huobi-dm-linear-swap" : coin), symbol: symbol)
      },
      time: try json.time(fields[5], "created_at", unit: .milliseconds),
      side: try json.sideOfOrder(fields[1], "direction"),
      price: try json.positive(fields[4], "price"), priceKind: .order)
    guard isLinear, json.isPresent(fields[6]) else {
      row.amount = volume
      return row
    }
    row.contracts = volume
    row.quantity = try json.positive(fields[6], "amount")
    let isInDollars = code.contains("-USD")
    if isInDollars, json.isPresent(fields[7]) {
      row.notional = try json.positive(fields[7], "trade_turnover")
    }
    return row
  }
}
