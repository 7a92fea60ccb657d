import Basics
import MarketData

/// FTX's trades as a recorder wrote them to CSV, one market a file.
///
///     receive_time,id,price,size,side,liquidation,time
///     1600128125.79,114724653,10683.5,0.0149,buy,True,2020-09-15T00:02:05.787437+00:00
///
/// | field | meaning |
/// | --- | --- |
/// | `receive_time` | when the recorder saw it |
/// | `side` | the taker's, who closes: `sell` = a long was liquidated |
/// | `liquidation` | `True`, `true` or `1`; other rows are ordinary trades, skipped |
/// | `price`, `size` | traded; base units |
/// | `time` | UTC, with a zone |
///
/// The market is not in the file: `--symbol` must say it.
///
/// Source: mitsutoshi/crec, its FTX recorder.
struct FTXTradesCSV: CSVFormat {
  static let name = "ftx-trades-csv"
  static let kind = ImportKind.liquidations
  static let venue = "ftx"
  static let summary = "FTX trades of a recorder, CSV (with --symbol)"
  static let sample =
    "1600128125.79,114724653,10683.5,0.0149,buy,True,2020-09-15T00:02:05.787437+00:00"
  static let sideMeaning = "the taker's, who closes: sell = long liquidated"

  private static let names = [
    "receive_time", "id", "price", "size", "side", "liquidation", "time",
  ]

  let shape: CSVShape
  private let key: InstrumentKey

  static func claim(_ sample: CSVSample, _ names: FileNames) -> Claim {
    sample.header == Self.names ? .certain : .none
  }

  init(_ sample: CSVSample, _ context: ImportContext) throws(ImportError) {
    shape = try CSVShape(exactly: Self.names, sample)
    guard let symbol = context.symbol else {
      throw ImportError(
        .needsOption("symbol"), "trades of which market? Say --symbol, such as BTC-PERP")
    }
    key = InstrumentKey(exchange: context.exchange ?? "ftx", symbol: symbol)
  }

  func rows(capacity: Int) -> LiquidationRows { LiquidationRows(capacity: capacity) }

  func read(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields, _ table: inout InstrumentTable,
    into rows: inout LiquidationRows
  ) throws(RowProblem) {
    let flag = fields.range(5)
    let isLiquidation =
      FieldValues.isText(bytes, flag, "True") || FieldValues.isText(bytes, flag, "true")
      || FieldValues.isText(bytes, flag, "1")
    guard isLiquidation else { return }
    rows.append(
      LiquidationRow(
        instrument: try table.index(of: key),
        time: try FieldValues.anyTime(bytes, fields.range(6), Self.names[6]),
        received: try FieldValues.anyTime(bytes, fields.range(0), Self.names[0]),
        side: try .ofOrder(bytes, fields.range(4), Self.names[4]),
        price: try FieldValues.positive(bytes, fields.range(2), Self.names[2]), priceKind: .fill,
        amount: try FieldValues.positive(bytes, fields.range(3), Self.names[3]),
        orderID: FieldValues.isText(bytes, fields.range(1), "None") ? 0..<0 : fields.range(1)),
      bytes)
  }
}
