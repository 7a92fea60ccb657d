import Basics
import MarketData

/// Bybit's liquidation streams: v5 `allLiquidation`, v5 `liquidation` (to 2025-02), v2.
///
///     {"topic":"allLiquidation.BTCUSDT","type":"snapshot","ts":1791565601482,
///      "data":[{"T":1791565600992,"s":"BTCUSDT","S":"Buy","v":"0.006","p":"82396.90"}]}
///     {"topic":"liquidation.BTCUSDT","type":"snapshot","ts":1703485237953,"data":{
///      "updatedTime":1703485237953,"symbol":"BTCUSDT","side":"Sell","size":"0.003",
///      "price":"43511.70"}}
///     {"topic":"liquidation.BTCUSD","generated":true,"data":[{"id":10759329,"qty":1257079,
///      "side":"Buy","time":1632123292903,"symbol":"BTCUSD","price":44662.5}]}
///
/// | field | meaning |
/// | --- | --- |
/// | `S`, `side` | the *position* that was closed: `Buy` = a long was liquidated |
/// | `p`, `price` | bankruptcy price |
/// | `v`, `size`, `qty` | base units; of inverse contracts (`BTCUSD`) dollars |
/// | `T`, `updatedTime`, `time` | ms UTC |
///
/// Sources: bybit-exchange/docs, *All Liquidation* ("Buy = long position has been liquidated");
/// frames of 2023 to 2026; prices of `Buy` lie below the bid, of `Sell` above the ask.
struct BybitLiquidation: VenueMessages {
  static let name = "bybit-liquidation"
  static let kind = ImportKind.liquidations
  static let venue = "bybit"
  static let summary = "Bybit websocket allLiquidation and liquidation, v5 and v2"
  static let sample = """
    {"topic":"allLiquidation.BTCUSDT","type":"snapshot","ts":1791565601482,\
    "data":[{"T":1791565600992,"s":"BTCUSDT","S":"Buy","v":"0.006","p":"82396.90"}]}
    """
  static let sideMeaning = "S or side is the position's: Buy = long liquidated"

  private static let envelope = JSONKeys(["topic", "type", "ts", "data", "op", "ret_msg"])
  private let envelope = Self.envelope
  private let short = JSONKeys(["T", "s", "S", "v", "p"])
  private let long = JSONKeys([
    "id", "qty", "side", "time", "symbol", "price", "size", "updatedTime", "updateTime",
  ])
  private let exchange: String

  init(_ context: ImportContext) throws(ImportError) { exchange = context.exchange ?? "bybit" }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, envelope)
    if isLiquidation(outer[0], json) { return .certain }
    let isMessage = outer[0].flatMap { json.text($0) }?.contains(".") ?? false && outer[3] != nil
    return isMessage && outer[4] == nil || outer[5] != nil ? .venue : .none
  }

  private static func isLiquidation(_ topic: Int?, _ json: borrowing JSONTape) -> Bool {
    json.hasPrefix(topic, "allLiquidation.") || json.hasPrefix(topic, "liquidation.")
  }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    let outer = json.members(of: message, envelope)
    guard Self.isLiquidation(outer[0], json) else { return }
    let isShort = json.hasPrefix(outer[0], "all")
    json.forEach(in: outer[3]) { item in
      rows.add(json) { (table) throws(RowProblem) in
        isShort ? try shortRow(item, json, &table) : try longRow(item, json, &table)
      }
    }
  }

  private func shortRow(
    _ item: Int, _ json: borrowing JSONTape, _ table: inout InstrumentTable
  ) throws(RowProblem) -> LiquidationRow {
    let fields = json.members(of: item, short)
    return LiquidationRow(
      instrument: try json.instrument(fields[1], "s", on: exchange, &table),
      time: try json.time(fields[0], "T", unit: .milliseconds),
      side: try json.sideOfPosition(fields[2], "S"),
      price: try json.positive(fields[4], "p"), priceKind: .bankruptcy,
      amount: try json.positive(fields[3], "v"))
  }

  private func longRow(
    _ item: Int, _ json: borrowing JSONTape, _ table: inout InstrumentTable
  ) throws(RowProblem) -> LiquidationRow {
    let fields = json.members(of: item, long)
    return LiquidationRow(
      instrument: try json.instrument(fields[4], "symbol", on: exchange, &table),
      time: try json.time(
        fields[7] ?? fields[8] ?? fields[3], "updatedTime", unit: .milliseconds),
      side: try json.sideOfPosition(fields[2], "side"),
      price: try json.positive(fields[5], "price"), priceKind: .bankruptcy,
      amount: try json.positive(fields[6] ?? fields[1], "size"), orderID: json.id(fields[0]))
  }
}
