import Basics
import MarketData

/// Gate's websocket channel `futures.public_liquidates`.
///
///     {"channel":"futures.public_liquidates","event":"update","time":1541505434,"result":[{
///      "price":215.1,"size":-124,"time_ms":1541486601123,"contract":"BTC_USD"}]}
///
/// | field | meaning |
/// | --- | --- |
/// | `size` | contracts of the closing *order*, signed: below 0 = a sell = a long was liquidated |
/// | `price` | the order's |
/// | `time_ms`, `time` | ms, s UTC |
///
/// REST `liq_orders` has other signs: see `GateLiquidationOrders`.
///
/// Source: Gate API v4 documentation, *Futures WebSocket, Public Liquidates*.
struct GatePublicLiquidates: VenueMessages {
  static let name = "gate-public-liquidates"
  static let kind = ImportKind.liquidations
  static let venue = "gate-io-futures"
  static let summary = "Gate websocket futures.public_liquidates"
  static let sample = """
    {"channel":"futures.public_liquidates","event":"update","time":1541505434,"result":[{\
    "price":215.1,"size":-124,"time_ms":1541486601123,"contract":"BTC_USD"}]}
    """
  static let sideMeaning = "sign of size is the closing order's: below 0 = long liquidated"

  private static let envelope = JSONKeys(["time", "channel", "event", "result"])
  private static let order = JSONKeys(["price", "size", "time_ms", "contract", "time"])
  private let exchange: String

  init(_ context: ImportContext) throws(ImportError) {
    exchange = context.exchange ?? "gate-io-futures"
  }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, envelope)
    if isLiquidation(outer, json) { return .certain }
    return json.hasPrefix(outer[1], "futures.") ? .venue : .none
  }

  private static func isLiquidation(_ outer: JSONMembers, _ json: borrowing JSONTape) -> Bool {
    json.isText(outer[1], "futures.public_liquidates") && !json.isText(outer[2], "subscribe")
  }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    let outer = json.members(of: message, Self.envelope)
    guard Self.isLiquidation(outer, json) else { return }
    json.forEach(in: outer[3]) { item in
      let fields = json.members(of: item, Self.order)
      rows.add(json) { (table) throws(RowProblem) in
        let size = try json.number(fields[1], "size")
        guard size != 0 else { throw RowProblem("size", .zero, json.id(fields[1])) }
        return LiquidationRow(
          instrument: try json.instrument(fields[3], "contract", on: exchange, &table),
          time: fields[2] == nil
            ? try json.time(fields[4], "time", unit: .seconds)
            : try json.time(fields[2], "time_ms", unit: .milliseconds),
          side: size < 0 ? .long : .short, price: try json.positive(fields[0], "price"),
          priceKind: .order, amount: abs(size))
      }
    }
  }
}
