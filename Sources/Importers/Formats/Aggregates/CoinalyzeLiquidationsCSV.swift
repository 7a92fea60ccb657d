import Basics
import MarketData

/// Coinalyze's liquidation history as a table with the API's names.
///
///     t,l,s
///     1789423140,220.00000000000003,0
///
/// As `CoinalyzeLiquidations`; the market is in the file's name: `BTCUSD_PERP.3_1min.csv`.
struct CoinalyzeLiquidationsCSV: CSVFormat {
  static let name = "coinalyze-liquidations-csv"
  static let kind = ImportKind.aggregates
  static let venue = CoinalyzeLiquidations.venue
  static let summary = "Coinalyze liquidation totals, CSV with t,l,s"
  static let sample = "1789423140,220.00000000000003,0"
  static let sideMeaning = ""

  private static let names = ["t", "l", "s"]

  let shape: CSVShape
  private let interval: Interval
  private let key: InstrumentKey
  private let unit: AggregateUnit

  static func claim(_ sample: CSVSample, _ names: FileNames) -> Claim {
    sample.header == Self.names ? .certain : .none
  }

  init(_ sample: CSVSample, _ context: ImportContext) throws(ImportError) {
    shape = try CSVShape(exactly: Self.names, sample)
    guard let code = context.symbol ?? context.names.coinalyzeMarket else {
      throw ImportError(
        .needsOption("symbol"), "totals of which market? Say --symbol, such as BTCUSDT_PERP.A")
    }
    let market = CoinalyzeMarket(code)
    guard let unit = market.unit else {
      throw ImportError(
        .needsOption("columns"),
        "what its sizes count is not known; say --columns 'time=t:s,long=l:UNIT,short=s:UNIT'")
    }
    interval = try context.interval(of: "totals")
    (key, self.unit) = (market.key, unit)
  }

  func rows(capacity: Int) -> AggregateRows { AggregateRows(interval: interval) }

  func read(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields, _ table: inout InstrumentTable,
    into rows: inout AggregateRows
  ) throws(RowProblem) {
    try rows.append(
      try table.index(of: key),
      openTime: try FieldValues.time(bytes, fields.range(0), "t", unit: .seconds),
      long: try FieldValues.size(bytes, fields.range(1), "l"),
      short: try FieldValues.size(bytes, fields.range(2), "s"), unit: unit)
  }
}
