import Basics
import MarketData

/// Tardis's normalised derivative tickers as tardis-machine and tardis-node write them.
///
///     {"type":"derivative_ticker","symbol":"BTC-PERPETUAL","exchange":"deribit",
///      "lastPrice":7987.5,"openInterest":84129491,"fundingRate":-0.00001568,
///      "indexPrice":7989.28,"markPrice":7987.56,"timestamp":"2019-10-23T11:34:29.302Z",
///      "localTimestamp":"2019-10-23T11:34:29.416Z"}
///
/// As `TardisDerivativeTicker`; what is missing has no value.
///
/// Source: tardis-node `src/types.ts` at c1d73fb.
struct TardisDerivativeTickerJSON: JSONFormat {
  static let name = "tardis-derivative-ticker-json"
  static let kind = ImportKind.series
  static let venue = "the message's exchange"
  static let summary = "Tardis's normalised JSON messages of type derivative_ticker"
  static let sample = """
    {"type":"derivative_ticker","symbol":"BTC-PERPETUAL","exchange":"deribit","lastPrice":7987.5,\
    "openInterest":84129491,"fundingRate":-0.00001568,"indexPrice":7989.28,"markPrice":7987.56,\
    "timestamp":"2019-10-23T11:34:29.302Z","localTimestamp":"2019-10-23T11:34:29.416Z"}
    """
  static let sideMeaning = ""

  private static let names = [
    "type", "symbol", "exchange", "timestamp", "fundingRate", "predictedFundingRate",
    "openInterest", "lastPrice", "indexPrice", "markPrice",
  ]
  private static let keys = JSONKeys(names)

  init(_ context: ImportContext) throws(ImportError) {}

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let fields = json.members(of: message, keys)
    return json.isText(fields[0], "derivative_ticker") && fields[2] != nil ? .certain : .none
  }

  func rows() -> SeriesRows { SeriesRows() }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<SeriesRows>) {
    let fields = json.members(of: message, Self.keys)
    guard json.isText(fields[0], "derivative_ticker") else { return }
    rows.fill { (rows, table) throws(RowProblem) in
      let time = try json.anyTime(fields[3], "timestamp")
      var values = TickerValues()
      for index in 0..<6 where json.isPresent(fields[index + 4]) {
        let name = Self.names[index + 4]
        values[index] =
          TickerValues.series[index].isRate
          ? try json.number(fields[index + 4], name) : try json.positive(fields[index + 4], name)
      }
      let instrument = try json.instrument(
        fields[1], "symbol", exchange: fields[2], "exchange", &table)
      values.append(instrument, time, table.lastRules, to: &rows)
    }
  }
}
