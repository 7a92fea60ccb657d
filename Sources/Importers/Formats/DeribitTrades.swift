import Basics
import MarketData

/// Deribit's trades, websocket `trades.…` or REST, of which some carry `liquidation`.
///
///     {"jsonrpc":"2.0","method":"subscription","params":{"channel":"trades.BTC-PERPETUAL.raw",
///      "data":[{"trade_seq":40781986,"trade_id":"66460463","timestamp":1584058044032,
///      "price":4469.5,"liquidation":"T","instrument_name":"BTC-PERPETUAL","direction":"sell",
///      "amount":1120}]}}
///
/// | field | meaning |
/// | --- | --- |
/// | `liquidation` | who was liquidated: `T` taker, `M` maker, `MT` both; missing: nobody |
/// | `direction` | the *taker's*: with `T`, `sell` = a long was liquidated; with `M`, `buy` = a long |
/// | `price` | executed |
/// | `amount` | inverse contracts: dollars; linear ones and options: base units |
/// | `timestamp` | ms UTC |
/// | `trade_id` | the trade; with `MT` both rows have it |
///
/// Sources: Deribit API documentation, *public/get_last_trades*; frames in tardis-node's tests.
struct DeribitTrades: VenueMessages {
  static let name = "deribit-trades"
  static let kind = ImportKind.liquidations
  static let venue = "deribit"
  static let summary = "Deribit trades that carry liquidation, websocket or REST"
  static let sample = """
    {"jsonrpc":"2.0","method":"subscription","params":{"channel":"trades.BTC-PERPETUAL.raw",\
    "data":[{"trade_seq":40781986,"trade_id":"66460463","timestamp":1584058044032,\
    "price":4469.5,"liquidation":"T","instrument_name":"BTC-PERPETUAL","direction":"sell",\
    "amount":1120}]}}
    """
  static let sideMeaning = "direction is the taker's: T and sell, or M and buy = long liquidated"

  private static let outer = JSONKeys(["jsonrpc", "params", "result", "trade_id"])
  private static let inner = JSONKeys(["channel", "data", "trades"])
  private static let trade = JSONKeys([
    "trade_id", "timestamp", "price", "liquidation", "instrument_name", "direction", "amount",
  ])
  private let exchange: String

  init(_ context: ImportContext) throws(ImportError) { exchange = context.exchange ?? "deribit" }

  /// The trades of a message: an array, one trade, or nothing.
  private static func trades(_ message: Int, _ json: borrowing JSONTape) -> Int? {
    let outer = json.members(of: message, Self.outer)
    if outer[3] != nil { return message }
    guard let body = outer[1] ?? outer[2] else { return nil }
    if json.kind(body) == .array { return body }
    let inner = json.members(of: body, Self.inner)
    return json.hasPrefix(inner[0], "trades.") ? inner[1] : inner[2]
  }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let hasOne = json.contains(in: trades(message, json)) { item in
      let fields = json.members(of: item, trade)
      return fields[3] != nil && fields[4] != nil && fields[5] != nil
    }
    if hasOne { return .certain }
    let outer = json.members(of: message, Self.outer)
    return outer[0] != nil && (outer[1] ?? outer[2]) != nil ? .venue : .none
  }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    json.forEach(in: Self.trades(message, json)) { item in
      let fields = json.members(of: item, Self.trade)
      guard let who = fields[3], json.isPresent(who), !json.equals(who, "none") else { return }
      let isBoth = json.equals(who, "MT")
      if isBoth || json.equals(who, "T") { add(fields, isTaker: true, json, &rows) }
      if isBoth || json.equals(who, "M") { add(fields, isTaker: false, json, &rows) }
      if !isBoth, !json.equals(who, "T"), !json.equals(who, "M") {
        rows.refuse(RowProblem("liquidation", .other("neither M, T nor MT"), json.range(who)))
      }
    }
  }

  private func add(
    _ fields: JSONMembers, isTaker: Bool, _ json: borrowing JSONTape,
    _ rows: inout JSONRows<LiquidationRows>
  ) {
    rows.add(json) { (table) throws(RowProblem) in
      let taker = try json.sideOfOrder(fields[5], "direction")
      let maker: LiquidationSide = taker == .long ? .short : .long
      return LiquidationRow(
        instrument: try json.instrument(fields[4], "instrument_name", on: exchange, &table),
        time: try json.time(fields[1], "timestamp", unit: .milliseconds),
        side: isTaker ? taker : maker,
        price: try json.positive(fields[2], "price"), priceKind: .fill,
        amount: try json.positive(fields[6], "amount"), orderID: json.id(fields[0]))
    }
  }
}
