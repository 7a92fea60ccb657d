import Basics
import MarketData

/// Bitfinex's liquidations, websocket `status` `liq:global` or REST `liquidations/hist`.
///
///     [386841,[["pos",143683674,1593522802742,null,"tBTCF0:USTF0",0.00268657,9135.972557016,
///       null,0,1,null,9080]]]
///
/// | place | meaning |
/// | --- | --- |
/// | 1 `POS_ID` | the position, not an order |
/// | 2 `MTS` | ms UTC, may have a fraction |
/// | 4 `SYMBOL` | with `F0:` of the derivatives exchange |
/// | 5 `AMOUNT` | base units; above 0 = a *long position* was liquidated |
/// | 6 `BASE_PRICE` | where the position was opened |
/// | 8 `IS_MATCH` | 0 the trigger, 1 a trade that came of it, which is skipped |
/// | 11 `PRICE_ACQUIRED` | bankruptcy price, null on most triggers: then `BASE_PRICE` is taken |
///
/// Sources: Bitfinex v2 documentation, *Liquidations*; frames in tardis-node's tests.
struct BitfinexLiquidations: VenueMessages {
  static let name = "bitfinex-liquidations"
  static let kind = ImportKind.liquidations
  static let venue = "bitfinex-derivatives, bitfinex"
  static let summary = "Bitfinex liq:global frames and REST liquidations/hist"
  static let sample = """
    [386841,[["pos",143683674,1593522802742,null,"tBTCF0:USTF0",0.00268657,9135.972557016,\
    null,0,1,null,9080]]]
    """
  static let sideMeaning = "sign of the amount is the position's: above 0 = long liquidated"

  private static let status = JSONKeys(["event", "chanId", "channel", "serverId", "platform"])
  private let exchange: String?

  init(_ context: ImportContext) throws(ImportError) { exchange = context.exchange }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    var isFound = false
    visit(message, json, depth: 0) { _ in isFound = true }
    if isFound { return .certain }
    if json.kind(message) == .object {
      let fields = json.members(of: message, status)
      return fields[0] != nil && (fields[1] ?? fields[3]) != nil ? .venue : .none
    }
    // [channel, "hb"] or [channel, [ … ]]
    guard let first = json.element(0, of: message), json.kind(first) == .number,
      let second = json.element(1, of: message)
    else { return .none }
    return json.kind(second) == .array || json.equals(second, "hb") ? .venue : .none
  }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    Self.visit(message, json, depth: 0) { item in
      rows.add(json) { (table) throws(RowProblem) in try row(item, json, &table) }
    }
  }

  /// Visits the arrays that begin with `"pos"`, up to two arrays deep.
  private static func visit(
    _ token: Int, _ json: borrowing JSONTape, depth: Int, _ found: (Int) -> Void
  ) {
    guard json.kind(token) == .array, let first = json.firstChild(of: token) else { return }
    if json.equals(first, "pos") { return found(token) }
    guard depth < 2 else { return }
    json.forEach(in: token) { element in
      if json.kind(element) == .array { visit(element, json, depth: depth + 1, found) }
    }
  }

  private func row(
    _ item: Int, _ json: borrowing JSONTape, _ table: inout InstrumentTable
  ) throws(RowProblem) -> LiquidationRow? {
    let match = try json.number(json.element(8, of: item), "IS_MATCH")
    guard match == 0 else { return nil }
    let amount = try json.number(json.element(5, of: item), "AMOUNT")
    guard amount != 0 else { throw RowProblem("AMOUNT", .zero) }
    let acquired = json.element(11, of: item)
    let isAcquired = json.isPresent(acquired)
    return LiquidationRow(
      instrument: try json.instrument(json.element(4, of: item), "SYMBOL", &table) {
        (symbol) throws(RowProblem) in
        let own = symbol.contains("F0:") ? "bitfinex-derivatives" : "bitfinex"
        return InstrumentKey(exchange: exchange ?? own, symbol: symbol)
      },
      time: try json.time(json.element(2, of: item), "MTS", unit: .milliseconds),
      side: amount > 0 ? .long : .short,
      price: isAcquired
        ? try json.positive(acquired, "PRICE_ACQUIRED")
        : try json.positive(json.element(6, of: item), "BASE_PRICE"),
      priceKind: isAcquired ? .bankruptcy : .entry, amount: abs(amount),
      orderID: json.id(json.element(1, of: item)))
  }
}
