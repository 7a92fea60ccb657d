import Basics
import MarketData

/// Hyperliquid's fills, of which some carry a `liquidation` object.
///
///     {"channel":"user","data":{"fills":[{"coin":"BTC","px":"66653.0","sz":"0.001","side":"A",
///      "time":1781528065899,"crossed":false,"tid":745210434703679,
///      "liquidation":{"liquidatedUser":"0x3608…","markPx":"66607.0","method":"market"}}]}}
///     ["0x3608…",{"coin":"BTC",…}]
///
/// | field | meaning |
/// | --- | --- |
/// | `side` | of the fill's *owner*: `A` sold, `B` bought |
/// | `liquidation` | both sides' fills carry it; if the owner is `liquidatedUser`, `A` = a long was liquidated, else `B` |
/// | `crossed` | without an owner: `true` = the owner took liquidity and is the liquidated one |
/// | `px`, `sz` | executed; base units |
/// | `time` | ms UTC |
/// | `tid` | the trade, the same for both sides |
///
/// The owner is `data.user` or stands before the fill. Sources: Hyperliquid documentation; a fill
/// of 2026.
struct HyperliquidFills: VenueMessages {
  static let name = "hyperliquid-fills"
  static let kind = ImportKind.liquidations
  static let venue = "hyperliquid"
  static let summary = "Hyperliquid fills with a liquidation object, websocket or node files"
  static let sample = """
    {"channel":"user","data":{"fills":[{"coin":"BTC","px":"66653.0","sz":"0.001","side":"A",\
    "time":1781528065899,"crossed":false,"tid":745210434703679,"liquidation":{"liquidatedUser":\
    "0x360878d351f05975e25f1807a27895e1e5e004fb","markPx":"66607.0","method":"market"}}]}}
    """
  static let sideMeaning = "of the fill's owner: A of the liquidated user = long liquidated"

  private static let outer = JSONKeys(["channel", "data", "events", "coin"])
  private static let data = JSONKeys(["fills", "user"])
  private static let fill = JSONKeys([
    "coin", "px", "sz", "side", "time", "crossed", "tid", "liquidation",
  ])
  private static let liquidation = JSONKeys(["liquidatedUser"])
  private let exchange: String

  init(_ context: ImportContext) throws(ImportError) {
    exchange = context.exchange ?? "hyperliquid"
  }

  /// The venue's channels that recordings hold.
  private static let channels: Set = ["user", "userFills", "l2Book", "activeAssetCtx"]

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    var hasFill = false
    var hasLiquidation = false
    visit(message, json) { item, _ in
      let fields = json.members(of: item, fill)
      if fields[0] != nil, fields[6] != nil { hasFill = true }
      if json.isPresent(fields[7]), fields[6] != nil { hasLiquidation = true }
    }
    if hasLiquidation { return .certain }
    let channel = json.members(of: message, outer)[0]
    let isVenue = json.text(channel).map(channels.contains) ?? false
    return hasFill || isVenue ? .venue : .none
  }

  /// Visits the fills of a message with their owners.
  private static func visit(
    _ message: Int, _ json: borrowing JSONTape, _ found: (_ fill: Int, _ owner: Int?) -> Void
  ) {
    if json.kind(message) == .array { return pair(message, json, found) }
    let outer = json.members(of: message, Self.outer)
    if outer[3] != nil { return found(message, nil) }
    json.forEachElement(of: outer[2]) { pair($0, json, found) }
    guard let body = outer[1], json.kind(body) == .object else { return }
    let data = json.members(of: body, Self.data)
    json.forEach(in: data[0]) { found($0, data[1]) }
  }

  private static func pair(
    _ token: Int, _ json: borrowing JSONTape, _ found: (_ fill: Int, _ owner: Int?) -> Void
  ) {
    guard let owner = json.element(0, of: token), json.kind(owner) == .string,
      let fill = json.element(1, of: token), json.kind(fill) == .object
    else { return }
    found(fill, owner)
  }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    Self.visit(message, json) { item, owner in
      let fields = json.members(of: item, Self.fill)
      guard json.isPresent(fields[7]) else { return }
      rows.add(json) { (table) throws(RowProblem) in try row(fields, owner, json, &table) }
    }
  }

  private func row(
    _ fields: JSONMembers, _ owner: Int?, _ json: borrowing JSONTape,
    _ table: inout InstrumentTable
  ) throws(RowProblem) -> LiquidationRow {
    let isSale = json.isText(fields[3], "A")
    guard isSale || json.isText(fields[3], "B") else {
      throw RowProblem("side", .unknownSide, json.id(fields[3]))
    }
    let isOwner = try isOwnerLiquidated(fields, owner, json)
    return LiquidationRow(
      instrument: try json.instrument(fields[0], "coin", on: exchange, &table),
      time: try json.time(fields[4], "time", unit: .milliseconds),
      side: isSale == isOwner ? .long : .short,
      price: try json.positive(fields[1], "px"), priceKind: .fill,
      amount: try json.positive(fields[2], "sz"), orderID: json.id(fields[6]))
  }

  private func isOwnerLiquidated(
    _ fields: JSONMembers, _ owner: Int?, _ json: borrowing JSONTape
  ) throws(RowProblem) -> Bool {
    guard let object = fields[7], json.kind(object) == .object,
      let user = json.text(json.members(of: object, Self.liquidation)[0])
    else { throw RowProblem("liquidatedUser", .missing) }
    if let owner = json.text(owner) { return owner.lowercased() == user.lowercased() }
    guard let crossed = fields[5], json.kind(crossed) == .bool else {
      throw RowProblem("crossed", .missing)
    }
    return json.isTrue(crossed)
  }
}
