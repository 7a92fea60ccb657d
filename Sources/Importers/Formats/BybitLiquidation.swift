import Basics
import MarketData

/// Bybit's public liquidation topics, in the three shapes they have had.
///
///     {"topic":"allLiquidation.BTCUSDT","type":"snapshot","ts":1791565601482,
///      "data":[{"T":1791565600992,"s":"BTCUSDT","S":"Buy","v":"0.006","p":"82396.90"}]}
///     {"topic":"liquidation.BTCUSDT","type":"snapshot","ts":1703485237953,
///      "data":{"updatedTime":1703485237953,"symbol":"BTCUSDT","side":"Sell","size":"0.003",
///      "price":"43511.70"}}
///     {"topic":"liquidation.BTCUSDT","data":{"symbol":"BTCUSDT","side":"Sell",
///      "price":"45212.50","qty":"0.009","time":1632123952732}}
///
/// | field | meaning |
/// | --- | --- |
/// | `S`, `side` | the side of the *position*: `Buy` = a long was liquidated |
/// | `v`, `size`, `qty` | base units of linear contracts, US dollars of inverse ones |
/// | `p`, `price` | the bankruptcy price |
/// | `T`, `updatedTime`, `time` | ms UTC |
///
/// `data` is an array in `allLiquidation` (since 2025-02, complete, pushed every 500 ms) and in
/// what Tardis made of the REST history; an object in the older topics, which sent at most one a
/// symbol and second. Sources: bybit-exchange/docs, *All Liquidation*; captures of 2021 to 2026.
struct BybitLiquidation: JSONFormat {
  static let name = "bybit-liquidation"
  static let kind = ImportKind.liquidations
  static let venue = "bybit"
  static let summary = "allLiquidation messages and the older liquidation topics, one a line"
  static let sample = """
    {"topic":"allLiquidation.BTCUSDT","type":"snapshot","ts":1791565601482,\
    "data":[{"T":1791565600992,"s":"BTCUSDT","S":"Buy","v":"0.006","p":"82396.90"}]}
    """
  static let sideMeaning = "S is the position's: Buy = long liquidated"

  private static let envelope = JSONKeys(["topic", "data", "ts"])
  private static let event = JSONKeys([
    "T", "s", "S", "v", "p", "updatedTime", "time", "symbol", "side", "size", "qty", "price", "id",
  ])

  private let exchange: String

  init(_ context: ImportContext) throws(ImportError) {
    exchange = context.exchange ?? "bybit"
  }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let members = json.members(of: message, envelope)
    guard let topic = members[0].flatMap({ json.text($0) }) else { return .none }
    if topic.hasPrefix("allLiquidation.") || topic.hasPrefix("liquidation.") { return .certain }
    return members[1] != nil && members[2] != nil && topic.contains(".") ? .venue : .none
  }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    let members = json.members(of: message, Self.envelope)
    guard let topic = members[0].flatMap({ json.text($0) }), let data = members[1],
      topic.hasPrefix("allLiquidation.") || topic.hasPrefix("liquidation.")
    else { return }
    guard json.kind(data) == .array else { return add(data, json, into: &rows) }
    var element = json.firstChild(of: data)
    while let event = element {
      add(event, json, into: &rows)
      element = json.next(after: event, in: data)
    }
  }

  private func add(
    _ event: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    rows.add(json) { (table) throws(RowProblem) in try row(event, json, &table) }
  }

  private func row(
    _ event: Int, _ json: borrowing JSONTape, _ table: inout InstrumentTable
  ) throws(RowProblem) -> LiquidationRow {
    guard json.kind(event) == .object else { throw RowProblem("data", .missing) }
    let fields = json.members(of: event, Self.event)
    var row = LiquidationRow(
      instrument: try json.instrument(fields[1] ?? fields[7], "s", &table) {
        (symbol) throws(RowProblem) in InstrumentKey(exchange: exchange, symbol: symbol)
      },
      time: try json.time(fields[0] ?? fields[5] ?? fields[6], "T", unit: .milliseconds),
      side: try json.sideOfPosition(fields[2] ?? fields[8], "S"),
      price: try json.positive(fields[4] ?? fields[11], "p"),
      priceKind: .bankruptcy,
      amount: try json.positive(fields[3] ?? fields[9] ?? fields[10], "v"))
    row.orderID = json.id(fields[12])
    return row
  }
}
