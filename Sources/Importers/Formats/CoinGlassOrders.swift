import Basics
import MarketData

/// CoinGlass's websocket channel `liquidationOrders`: liquidations of many venues.
///
///     {"channel":"liquidationOrders","data":[{"baseAsset":"BTC","exName":"Binance",
///      "price":56738.00,"side":2,"symbol":"BTCUSDT","time":1725416318379,"volUsd":3858.18400}]}
///
/// | field | meaning |
/// | --- | --- |
/// | `exName`, `symbol` | venue and symbol: `BTCUSDT` of `Binance` is under `coinglass-binance` |
/// | `side` | the position: 1 = a long was liquidated, 2 = a short |
/// | `price` | of what kind is not documented: the order's, as of venues that do not say |
/// | `volUsd` | dollars; the quantity is not sent |
/// | `time` | ms UTC |
///
/// The venues' own messages of the same liquidations have other prices: they are kept apart.
///
/// The REST answer `liquidation/order` is not read: its documentation calls the same numbers orders
/// (1 buy, 2 sell), which is the opposite, and its only sample, two rows of side 2 minutes after a
/// rise by 3 %, speaks for shorts.
///
/// Sources: docs.coinglass.com, *Liquidation order* of v3 and v4 ("side=1 Long liquidation side=2
/// Short liquidation"); *Liquidation Order* (REST, v4).
struct CoinGlassOrders: VenueMessages {
  static let name = "coinglass-liquidation-orders"
  static let kind = ImportKind.liquidations
  static let venue = "coinglass-binance, coinglass-bybit and so on"
  static let summary = "CoinGlass websocket liquidationOrders"
  static let sample = """
    {"channel":"liquidationOrders","data":[{"baseAsset":"BTC","exName":"Binance","price":56738.00,\
    "side":2,"symbol":"BTCUSDT","time":1725416318379,"volUsd":3858.18400}]}
    """
  static let sideMeaning = "the position's, a number: 1 = long liquidated"

  private static let envelope = JSONKeys(["channel", "data"])
  private static let order = JSONKeys(["exName", "symbol", "side", "price", "volUsd", "time"])
  private static let answered = JSONKeys(["exchange_name", "usd_value", "side"])
  private let exchange: String?

  init(_ context: ImportContext) throws(ImportError) { exchange = context.exchange }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, envelope)
    if json.isText(outer[0], "liquidationOrders") { return outer[1] == nil ? .venue : .certain }
    let isAnswer = json.contains(in: outer[1]) { item in
      let fields = json.members(of: item, answered)
      return (0..<3).allSatisfy { fields[$0] != nil }
    }
    return isAnswer ? .otherKind(contradicted) : .none
  }

  private static let contradicted =
    "CoinGlass's liquidation/order, whose documentation contradicts itself on what side 1 and 2 "
    + "are (import liquidation/history instead, or write long and short in their place, a row a "
    + "line, and say --columns 'time=time,symbol=symbol,side=side:position,price=price:order,"
    + "notional=usd_value')"

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    let outer = json.members(of: message, Self.envelope)
    guard json.isText(outer[0], "liquidationOrders") else { return }
    json.forEachElement(of: outer[1]) { item in
      let fields = json.members(of: item, Self.order)
      rows.add(json) { (table) throws(RowProblem) in
        LiquidationRow(
          instrument: try table.index(of: try key(fields, json)),
          time: try json.time(fields[5], "time", unit: .milliseconds),
          side: try side(fields[2], json),
          price: try json.positive(fields[3], "price"), priceKind: .order,
          notional: try json.positive(fields[4], "volUsd"))
      }
    }
  }

  private func key(
    _ fields: JSONMembers, _ json: borrowing JSONTape
  ) throws(RowProblem) -> InstrumentKey {
    guard let symbol = json.text(fields[1]) else { throw RowProblem("symbol", .missing) }
    guard let venue = json.text(fields[0]) else { throw RowProblem("exName", .missing) }
    let plain = venue.lowercased().map { $0 == " " || $0 == "." ? "-" : $0 }
    let own = "coinglass-" + String(plain)
    guard FieldValues.isExchange(own) else {
      throw RowProblem("exName", .badExchange, json.id(fields[0]))
    }
    return InstrumentKey(
      exchange: exchange ?? own, symbol: try FieldValues.symbol(Array(symbol.utf8), "symbol"))
  }

  private func side(
    _ token: Int?, _ json: borrowing JSONTape
  ) throws(RowProblem) -> LiquidationSide {
    switch try json.count(token, "side") {
    case 1: return .long
    case 2: return .short
    default: throw RowProblem("side", .unknownSide, json.id(token))
    }
  }
}
