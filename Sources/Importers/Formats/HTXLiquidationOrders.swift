import Basics
import MarketData

/// HTX's (Huobi's) `liquidation_orders`, coin- and dollar-margined: websocket and REST v1, v3, v5.
///
///     {"op":"notify","topic":"public.ETH-USDT.liquidation_orders","ts":1789670297217,"data":[{
///      "symbol":"ETH","contract_code":"ETH-USDT","direction":"buy","offset":"close","volume":500,
///      "price":2446.26,"created_at":1789670297212,"amount":5,"trade_turnover":12231.3}]}
///     {"code":200,"data":[{"query_id":452057,"contract_code":"BTC-USDT-211210","direction":"sell",
///      "offset":"close","volume":479,"price":51441.7,"created_at":1638593647864,"amount":0.479,
///      "trade_turnover":24640.5743}],"ts":1604312615051}
///     {"code":200,"data":[{"id":"150153038758","contract_code":"BTC-USDT","side":"buy",
///      "liquidation_time":"1781849094165","position_side":"short","volume":"2","amount":"2",
///      "bankrupt_price":"62978.5","trade_turnover":"125.957"}],"ts":1781854869221}
///
/// | field | meaning |
/// | --- | --- |
/// | `direction` | the *order* that closes the position: `sell` = a long was liquidated |
/// | `offset` | only `close` is a liquidation |
/// | `volume` | contracts: coin-margined 100 dollars of BTC, 10 of others |
/// | `amount`, `trade_turnover` | linear only: base units, dollars |
/// | `price` | the order's |
/// | `created_at` | ms UTC |
/// | `query_id` | where the next page begins, not kept: the websocket sends the same orders without |
///
/// Since 2026 the linear REST answer (v5) names other fields:
///
/// | field | meaning |
/// | --- | --- |
/// | `position_side` | the *position*: `long`, `short`; else `side`, the *order*, tells |
/// | `volume`, `amount` | both contracts: `amount` is not base units any more, and not read |
/// | `bankrupt_price` | the position's bankruptcy price |
/// | `liquidation_time` | ms UTC, in a string |
///
/// v1 puts the orders into `data.orders`.
///
/// Sources: HTX documentation, *Subscribe Liquidation Order Data*, *Query Liquidation Orders*;
/// frames of 2020 and 2026; answers in ccxt 4.5.90's `htx`, where turnover = 0.002 BTC × price for
/// an `amount` of 2.
struct HTXLiquidationOrders: VenueMessages {
  static let name = "htx-liquidation-orders"
  static let kind = ImportKind.liquidations
  static let venue = "huobi-dm-linear-swap, huobi-dm-swap, huobi-dm"
  static let summary = "HTX liquidation_orders, websocket or REST"
  static let sample = """
    {"op":"notify","topic":"public.ETH-USDT.liquidation_orders","ts":1789670297217,"data":[{\
    "symbol":"ETH","contract_code":"ETH-USDT","direction":"buy","offset":"close","volume":500,\
    "price":2446.26,"created_at":1789670297212,"amount":5,"trade_turnover":12231.3}]}
    """
  static let sideMeaning =
    "direction is the closing order's: sell = long liquidated; v5: position_side the position's"

  private static let envelope = JSONKeys(["op", "topic", "data", "ch", "ping"])
  private static let order = JSONKeys([
    "contract_code", "direction", "offset", "volume", "price", "created_at", "amount",
    "trade_turnover",
  ])
  /// What REST v5 names otherwise.
  private static let renamed = JSONKeys([
    "liquidation_time", "position_side", "side", "bankrupt_price", "id",
  ])
  private static let page = JSONKeys(["orders"])
  private let exchange: String?

  init(_ context: ImportContext) throws(ImportError) { exchange = context.exchange }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, envelope)
    if isLiquidation(outer[1], json), outer[2] != nil { return .certain }
    if outer[1] == nil, json.contains(in: orders(outer[2], json), { isOrder($0, json) }) {
      return .certain
    }
    let isVenue = outer[0] != nil && json.hasPrefix(outer[1], "public.")
    return isVenue || json.hasPrefix(outer[3], "market.") || outer[4] != nil ? .venue : .none
  }

  private static func isLiquidation(_ topic: Int?, _ json: borrowing JSONTape) -> Bool {
    json.text(topic)?.hasSuffix(".liquidation_orders") ?? false
  }

  /// The orders of a message: `data` itself, or `data.orders` in REST v1.
  private static func orders(_ data: Int?, _ json: borrowing JSONTape) -> Int? {
    guard let data, json.kind(data) == .object else { return data }
    return json.members(of: data, page)[0]
  }

  /// Whether an element of a REST answer is a liquidation.
  private static func isOrder(_ item: Int, _ json: borrowing JSONTape) -> Bool {
    // No other message names a time so: whatever else is missing is missing from an order.
    if json.members(of: item, renamed)[0] != nil { return true }
    let fields = json.members(of: item, order)
    return [0, 1, 2, 3, 5].allSatisfy { fields[$0] != nil }
  }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    let outer = json.members(of: message, Self.envelope)
    let isPushed = Self.isLiquidation(outer[1], json)
    guard isPushed || outer[1] == nil else { return }
    json.forEach(in: isPushed ? outer[2] : Self.orders(outer[2], json)) { item in
      guard isPushed || Self.isOrder(item, json) else { return }
      rows.add(json) { (table) throws(RowProblem) in
        let renamed = json.members(of: item, Self.renamed)
        return renamed[0] == nil
          ? try row(item, json, &table) : try renamedRow(item, renamed, json, &table)
      }
    }
  }

  /// An order as REST v5 tells it.
  private func renamedRow(
    _ item: Int, _ renamed: JSONMembers, _ json: borrowing JSONTape,
    _ table: inout InstrumentTable
  ) throws(RowProblem) -> LiquidationRow {
    let fields = json.members(of: item, Self.order)
    let isNamed = json.isPosition(renamed[1])
    return LiquidationRow(
      instrument: try json.instrument(
        fields[0], "contract_code", on: exchange ?? "huobi-dm-linear-swap", &table),
      time: try json.time(renamed[0], "liquidation_time", unit: .milliseconds),
      side: isNamed
        ? try json.sideOfPosition(renamed[1], "position_side")
        : try json.sideOfOrder(renamed[2], "side"),
      price: try json.positive(renamed[3], "bankrupt_price"), priceKind: .bankruptcy,
      contracts: try json.positive(fields[3], "volume"),
      notional: json.isPresent(fields[7])
        ? try json.positive(fields[7], "trade_turnover") : .nan,
      orderID: json.id(renamed[4]))
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
