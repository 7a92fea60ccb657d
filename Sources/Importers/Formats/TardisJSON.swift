import Basics
import MarketData

/// Tardis's normalised liquidations as tardis-machine and tardis-node write them.
///
///     {"type":"liquidation","symbol":"BTCUSDT","exchange":"binance-futures","price":48283.81,
///      "amount":0.01,"side":"sell","timestamp":"2021-09-19T00:02:17.493Z",
///      "localTimestamp":"2021-09-19T00:02:17.505Z"}
///
/// | field | meaning |
/// | --- | --- |
/// | `timestamp`, `localTimestamp` | UTC at the venue and at the recorder |
/// | `id` | the venue's, may be missing |
/// | `side` | the *order* that closed the position: `sell` = a long was liquidated |
/// | `price`, `amount` | as in the CSV files (`TardisLiquidations`) |
///
/// Source: tardis-node `src/types.ts` at c1d73fb.
struct TardisJSON: JSONFormat {
  static let name = "tardis-json"
  static let kind = ImportKind.liquidations
  static let venue = "the message's exchange"
  static let summary = "Tardis's normalised JSON messages of type liquidation"
  static let sample = """
    {"type":"liquidation","symbol":"BTCUSDT","exchange":"binance-futures","price":48283.81,\
    "amount":0.01,"side":"sell","timestamp":"2021-09-19T00:02:17.493Z",\
    "localTimestamp":"2021-09-19T00:02:17.505Z"}
    """
  static let sideMeaning = "side of the closing order: sell = long liquidated"

  private static let keys = JSONKeys([
    "type", "symbol", "exchange", "id", "price", "amount", "side", "timestamp", "localTimestamp",
  ])

  private let keys = Self.keys

  init(_ context: ImportContext) throws(ImportError) {}

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let fields = json.members(of: message, keys)
    guard fields[2] != nil, fields[8] != nil else { return .none }
    return json.isText(fields[0], "liquidation") ? .certain : .venue
  }

  func rows() -> LiquidationRows {
    LiquidationRows(capacity: 1_024, priceKinds: TardisLiquidations.priceKind)
  }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    let fields = json.members(of: message, keys)
    guard json.isText(fields[0], "liquidation") else { return }
    rows.add(json) { (table) throws(RowProblem) in
      LiquidationRow(
        instrument: try json.instrument(
          fields[1], "symbol", exchange: fields[2], "exchange", &table),
        time: try json.anyTime(fields[7], "timestamp"),
        received: json.isPresent(fields[8])
          ? try json.anyTime(fields[8], "localTimestamp") : LiquidationBatch.noTime,
        side: try json.sideOfOrder(fields[6], "side"),
        price: try json.positive(fields[4], "price"),
        priceKind: .order,
        amount: try json.positive(fields[5], "amount"),
        orderID: json.id(fields[3]))
    }
  }
}
