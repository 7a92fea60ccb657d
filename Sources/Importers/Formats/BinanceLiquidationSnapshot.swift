import Basics
import MarketData

/// Binance Vision's archive `liquidationSnapshot` (COIN-M, 2023-06 to 2024-10).
///
///     time,side,order_type,time_in_force,original_quantity,price,average_price,order_status,
///       last_fill_quantity,accumulated_fill_quantity
///     1687656471926,BUY,LIMIT,IOC,7,30741.3,30631.6,FILLED,6,7
///
/// | field | meaning |
/// | --- | --- |
/// | `time` | ms UTC |
/// | `side` | the *order* that closed the position: `SELL` = a long was liquidated |
/// | `average_price` | fill; 0 or empty: `price`, the order's limit |
/// | `accumulated_fill_quantity` | contracts |
///
/// The archive writes every row twice in a row: each run of identical neighbours is one row. There
/// is no symbol; it comes from the name (`BTCUSD_PERP-liquidationSnapshot-2023-06-25.csv`), a
/// `symbol` column that some copies had, or `--symbol`.
///
/// Sources: data.binance.vision; two repositories' notes and samples.
struct BinanceLiquidationSnapshot: CSVFormat {
  static let name = "binance-liquidation-snapshot"
  static let kind = ImportKind.liquidations
  static let venue = "binance-delivery, binance-futures"
  static let summary = "Binance Vision liquidationSnapshot, every row written twice"
  static let sample = "1687656471926,BUY,LIMIT,IOC,7,30741.3,30631.6,FILLED,6,7"
  static let sideMeaning = "side of the closing order: SELL = long liquidated"

  private static let needed = [
    "time", "side", "price", "average_price", "order_status", "accumulated_fill_quantity",
  ]
  private static let marker = "-liquidationSnapshot"

  let shape: CSVShape
  private let columns: [Int]
  private let symbolColumn: Int?
  private let exchange: String
  private let symbol: String

  static func claim(_ sample: CSVSample, _ names: FileNames) -> Claim {
    needed.allSatisfy(sample.header.contains) && sample.header.contains("last_fill_quantity")
      ? .certain : .none
  }

  init(_ sample: CSVSample, _ context: ImportContext) throws(ImportError) {
    columns = Self.needed.compactMap(sample.header.firstIndex(of:))
    guard columns.count == Self.needed.count else {
      throw ImportError(.contradiction, "the header lacks \(Self.needed.joined(separator: ", "))")
    }
    symbolColumn = sample.header.firstIndex(of: "symbol")
    exchange = context.exchange ?? "binance-delivery"
    guard
      let symbol = context.symbol ?? context.names.before(Self.marker)
        ?? symbolColumn.map({ _ in "" })
    else {
      throw ImportError(.needsOption("symbol"), "liquidations of which symbol? Say --symbol")
    }
    self.symbol = symbol
    let count = sample.header.count
    shape = CSVShape(least: count, most: count, headers: [sample.firstLine], collapsesTwins: true)
  }

  func rows(capacity: Int) -> LiquidationRows { LiquidationRows(capacity: capacity) }

  func read(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields, _ table: inout InstrumentTable,
    into rows: inout LiquidationRows
  ) throws(RowProblem) {
    let state = FieldValues.copy(bytes, fields.range(columns[4]))
    guard state == Array("FILLED".utf8) || state == Array("PARTIALLY_FILLED".utf8) else { return }
    let filled = try FieldValues.number(bytes, fields.range(columns[5]), Self.needed[5])
    guard filled > 0 else { return }
    let average = fields.range(columns[3])
    let isNone = average.isEmpty || FieldValues.isText(bytes, average, "None")
    let fill = isNone ? 0 : try FieldValues.number(bytes, average, Self.needed[3])
    guard fill >= 0 else { throw RowProblem(Self.needed[3], .notPositive, average) }
    let symbolRange = symbolColumn.map { fields.range($0) } ?? 0..<0
    rows.append(
      LiquidationRow(
        instrument: try table.index(bytes, symbolRange, tag: 0) {
          (bytes, range) throws(RowProblem) in
          guard !range.isEmpty else { return BinanceSymbol.instrument(symbol, on: exchange) }
          let text = try FieldValues.symbol(FieldValues.copy(bytes, range), "symbol")
          return BinanceSymbol.instrument(text, on: exchange)
        },
        time: try FieldValues.time(bytes, fields.range(columns[0]), "time", unit: .milliseconds),
        side: try .ofOrder(bytes, fields.range(columns[1]), "side"),
        price: fill > 0 ? fill : try FieldValues.positive(bytes, fields.range(columns[2]), "price"),
        priceKind: fill > 0 ? .fill : .order,
        amount: filled),
      bytes)
  }
}
