import Basics
import MarketData

/// OKX's liquidation orders: websocket and REST v5, and v3 as Tardis has generated it.
///
///     {"arg":{"channel":"liquidation-orders","instType":"SWAP"},"data":[{"details":[{
///      "bkLoss":"0","bkPx":"82655.7","ccy":"","posSide":"long","side":"sell","sz":"8.55",
///      "ts":"1791565600771"}],"instId":"BTC-USDT-SWAP","instType":"SWAP"}]}
///     {"arg":{"channel":"liquidations","instId":"BTC-USD-220624","generated":true},"data":[{…}]}
///     {"table":"swap/liquidation","generated":true,"data":[{"size":"30","price":"22376.9",
///      "created_at":"2020-12-18T00:31:08.794Z","type":"3","instrument_id":"BTC-USDT-SWAP"}]}
///
/// | field | meaning |
/// | --- | --- |
/// | `posSide` | the position: `long`, `short`, or `net`: then `side`, the *order*, tells |
/// | `type` | 3 = a long was closed by a sell, 4 = a short by a buy |
/// | `bkPx`, `price` | bankruptcy price |
/// | `sz`, `size` | contracts, also fractions of one; their value differs by instrument |
/// | `ts`, `created_at` | ms UTC in a string; ISO 8601 |
///
/// Sources: OKX v5 documentation; frames of 2023 and 2026; tardis-node `okex.ts` at c1d73fb.
struct OKXLiquidationOrders: VenueMessages {
  static let name = "okx-liquidation-orders"
  static let kind = ImportKind.liquidations
  static let venue = "okex-swap, okex-futures, okex, okex-options"
  static let summary = "OKX liquidation-orders, websocket or REST, and v3"
  static let sample = """
    {"arg":{"channel":"liquidation-orders","instType":"SWAP"},"data":[{"details":[{"bkLoss":"0",\
    "bkPx":"82655.7","ccy":"","posSide":"long","side":"sell","sz":"8.55","ts":"1791565600771"}],\
    "instFamily":"BTC-USDT","instId":"BTC-USDT-SWAP","instType":"SWAP","uly":"BTC-USDT"}]}
    """
  static let sideMeaning = "posSide is the position; with net, side is the order: sell = long"

  private static let envelope = JSONKeys(["arg", "data", "table", "code", "action"])
  private static let argument = JSONKeys(["channel", "instType", "instId"])
  private static let group = JSONKeys(["details", "instFamily", "instId", "instType"])
  private static let detail = JSONKeys(["bkLoss", "bkPx", "ccy", "posSide", "side", "sz", "ts"])
  private static let old = JSONKeys([
    "loss", "size", "price", "created_at", "type", "instrument_id",
  ])
  private let exchange: String?

  init(_ context: ImportContext) throws(ImportError) { exchange = context.exchange }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, envelope)
    if json.text(outer[2])?.hasSuffix("/liquidation") ?? false { return .certain }
    let argument = outer[0].map { json.members(of: $0, Self.argument) }
    let channel = json.text(argument?[0])
    if channel == "liquidation-orders" || channel == "liquidations" {
      return outer[1] == nil ? .venue : .certain
    }
    let hasDetails = json.contains(in: outer[1]) { json.members(of: $0, group)[0] != nil }
    if hasDetails { return .certain }
    // Bitget has the same envelope; its product types hold a dash.
    let type = json.text(argument?[1]) ?? ""
    let isVenue = channel != nil && !type.contains("-") && outer[4] == nil
    return isVenue || json.text(outer[2])?.contains("/") ?? false ? .venue : .none
  }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    let outer = json.members(of: message, Self.envelope)
    if let table = json.text(outer[2]) {
      guard table.hasSuffix("/liquidation") else { return }
      json.forEach(in: outer[1]) { item in
        rows.add(json) { (table) throws(RowProblem) in try oldRow(item, json, &table) }
      }
      return
    }
    let argument = outer[0].map { json.members(of: $0, Self.argument) }
    let channel = json.text(argument?[0])
    guard channel == nil || channel == "liquidation-orders" || channel == "liquidations" else {
      return
    }
    json.forEach(in: outer[1]) { item in
      let group = json.members(of: item, Self.group)
      let details = channel == "liquidations" ? item : group[0]
      json.forEach(in: details) { detail in
        rows.add(json) { (table) throws(RowProblem) in
          try row(
            detail, instrument: group[2] ?? argument?[2], type: group[3] ?? argument?[1], json,
            &table)
        }
      }
    }
  }

  private func row(
    _ detail: Int, instrument: Int?, type: Int?, _ json: borrowing JSONTape,
    _ table: inout InstrumentTable
  ) throws(RowProblem) -> LiquidationRow {
    let fields = json.members(of: detail, Self.detail)
    let isNamed = json.isPosition(fields[3])
    let type = json.text(type)
    return LiquidationRow(
      instrument: try json.instrument(instrument, "instId", tag: type?.count ?? 0, &table) {
        (symbol) throws(RowProblem) in key(symbol, type)
      },
      time: try json.time(fields[6], "ts", unit: .milliseconds),
      side: isNamed
        ? try json.sideOfPosition(fields[3], "posSide") : try json.sideOfOrder(fields[4], "side"),
      price: try json.positive(fields[1], "bkPx"), priceKind: .bankruptcy,
      amount: try json.positive(fields[5], "sz"))
  }

  private func oldRow(
    _ item: Int, _ json: borrowing JSONTape, _ table: inout InstrumentTable
  ) throws(RowProblem) -> LiquidationRow {
    let fields = json.members(of: item, Self.old)
    guard let type = fields[4] else { throw RowProblem("type", .missing) }
    let (bytes, word) = (json.bytes.span, json.id(type))
    let isLong = FieldValues.isText(bytes, word, "3")
    guard isLong || FieldValues.isText(bytes, word, "4") else {
      throw RowProblem("type", .unknownSide, json.id(type))
    }
    return LiquidationRow(
      instrument: try json.instrument(fields[5], "instrument_id", &table) {
        (symbol) throws(RowProblem) in key(symbol, nil)
      },
      time: try json.anyTime(fields[3], "created_at"), side: isLong ? .long : .short,
      price: try json.positive(fields[2], "price"), priceKind: .bankruptcy,
      amount: try json.positive(fields[1], "size"))
  }

  /// Tardis's exchange of an instrument type; without one, by the end of the name.
  private func key(_ symbol: String, _ type: String?) -> InstrumentKey {
    let own =
      switch type {
      case "SWAP": "okex-swap"
      case "FUTURES": "okex-futures"
      case "OPTION": "okex-options"
      case "MARGIN": "okex"
      default: symbol.hasSuffix("-SWAP") ? "okex-swap" : "okex-futures"
      }
    return InstrumentKey(exchange: exchange ?? own, symbol: symbol)
  }
}
