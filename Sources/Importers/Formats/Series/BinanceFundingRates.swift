import Basics
import MarketData

/// Binance Vision's `fundingRate`: the rates that were paid.
///
///     calc_time,funding_interval_hours,last_funding_rate
///     1685577600011,8,0.00010000
///
/// | field | meaning |
/// | --- | --- |
/// | `calc_time` | ms UTC, some milliseconds after the hour: kept, it is when the rate was known |
/// | `funding_interval_hours` | hours since the payment before |
/// | `last_funding_rate` | a fraction of the position, for the whole interval |
///
/// The symbol stands only in the file's name: `BTCUSD_PERP-fundingRate-2023-06.csv`.
///
/// Source: github.com/binance/binance-public-data; a file of 2023.
struct BinanceFundingRates: CSVFormat {
  static let name = "binance-funding-rates"
  static let kind = ImportKind.series
  static let venue = "binance-futures, binance-delivery"
  static let summary =
    "Binance Vision fundingRate: calc_time,funding_interval_hours,last_funding_rate"
  static let sample = "1685577600011,8,0.00010000"
  static let sideMeaning = ""

  private static let names = ["calc_time", "funding_interval_hours", "last_funding_rate"]

  let shape: CSVShape
  private let key: InstrumentKey

  static func claim(_ sample: CSVSample, _ names: FileNames) -> Claim {
    sample.header == Self.names ? .certain : .none
  }

  init(_ sample: CSVSample, _ context: ImportContext) throws(ImportError) {
    shape = try CSVShape(exactly: Self.names, sample)
    guard let symbol = context.symbol ?? context.names.before("-fundingRate") else {
      throw ImportError(.needsOption("symbol"), "funding rates of which symbol? Say --symbol")
    }
    key = BinanceSymbol.instrument(symbol, on: context.exchange ?? "binance-futures")
  }

  func rows(capacity: Int) -> SeriesRows { SeriesRows() }

  func read(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields, _ table: inout InstrumentTable,
    into rows: inout SeriesRows
  ) throws(RowProblem) {
    let time = try FieldValues.time(bytes, fields.range(0), Self.names[0], unit: .milliseconds)
    let rate = try FieldValues.number(bytes, fields.range(2), Self.names[2])
    rows.append(try table.index(of: key), .fundingRate, time: time, value: rate)
  }
}
