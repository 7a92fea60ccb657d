import Basics
import MarketData

/// Coinalyze's history of funding rates, as the API answers.
///
///     [{"symbol":"BTCUSD_PERP.A","history":[
///      {"t":1753747200,"o":0.01,"h":0.01,"l":-0.002093,"c":0.00409}]}]
///
/// | field | meaning |
/// | --- | --- |
/// | `t` | the bar's beginning, seconds UTC |
/// | `c` | at its end, in *percent* per funding period: the value, knowable at `t` + interval |
///
/// A bar is no settlement: hourly bars repeat a rate that is paid every eight hours. The values are
/// therefore stored under `coinalyze-` and the venue, where signals and learning find them and no
/// backtest charges them, unless `--exchange` says otherwise. Open interest is answered in the
/// same shape: the name must say `funding`, or `--format` must ask; `predicted-funding` is the
/// forecast.
///
/// Percent: of 90 daily bars of Binance's BTCUSD_PERP in 2025, 41 close at exactly 0.01, and
/// Binance's rate is 0.01 % unless the premium is large; the lowest of 2021, -0.3, is its cap of
/// 0.3 %.
///
/// Sources: api.coinalyze.net/v1/doc, `/funding-rate-history`; a public dump of 2020 to 2025.
struct CoinalyzeFunding: JSONFormat {
  static let name = "coinalyze-funding"
  static let kind = ImportKind.series
  static let venue = "coinalyze-binance-futures and so on, coinalyze; or --exchange"
  static let summary = "Coinalyze funding rates, the API's JSON"
  static let sample = """
    [{"symbol":"BTCUSD_PERP.A","history":[{"t":1753747200,"o":0.01,"h":0.01,"l":-0.002093,\
    "c":0.00409}]}]
    """
  static let sideMeaning = ""
  static let nameWords = ["funding"]

  private static let point = JSONKeys(["t", "c"])
  private let exchange: String?
  private let interval: Interval
  private let series: SeriesName

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    CoinalyzeOpenInterest.claim(message, json)
  }

  init(_ context: ImportContext) throws(ImportError) {
    exchange = context.exchange
    interval = try context.interval(of: "bars")
    let isForecast = context.names.first(of: ["predicted"]) != nil
    series = isForecast ? .predictedFundingRate : .fundingRate
  }

  func rows() -> SeriesRows { SeriesRows() }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<SeriesRows>) {
    CoinalyzeHistory.forEachPoint(of: message, json) { point, symbol in
      rows.fill { (rows, table) throws(RowProblem) in
        let market = try CoinalyzeHistory.market(symbol, json).key
        let isKnown = market.exchange != "coinalyze"
        let own = isKnown ? "coinalyze-\(market.exchange)" : market.exchange
        let fields = json.members(of: point, Self.point)
        rows.append(
          try table.index(of: InstrumentKey(exchange: exchange ?? own, symbol: market.symbol)),
          series,
          time: try json.time(fields[0], "t", unit: .seconds) + interval.microseconds,
          value: try json.value(fields[1], "c", of: series) / 100)
      }
    }
  }
}
