import Basics
import MarketData

/// Coinalyze's history of open interest, as the API answers.
///
///     [{"symbol":"BTCUSDT_PERP.A","history":[
///      {"t":1718830800,"o":75707.535,"h":75760.75,"l":75280.738,"c":75286.992}]}]
///
/// | field | meaning |
/// | --- | --- |
/// | `t` | the bar's beginning, seconds UTC |
/// | `c` | at its end, in the market's unit (`CoinalyzeMarket`): the value, knowable at `t` + interval |
///
/// Funding rates are answered in the same shape (`CoinalyzeFunding`): the name must say
/// `open-interest`, or `--format` must ask.
///
/// Source: api.coinalyze.net/v1/doc, `/open-interest-history`; dumps of 2024.
struct CoinalyzeOpenInterest: JSONFormat {
  static let name = "coinalyze-open-interest"
  static let kind = ImportKind.series
  static let venue = CoinalyzeLiquidations.venue
  static let summary = "Coinalyze open interest, the API's JSON"
  static let sample = """
    [{"symbol":"BTCUSDT_PERP.A","history":[{"t":1718830800,"o":75707.535,"h":75760.75,\
    "l":75280.738,"c":75286.992}]}]
    """
  static let sideMeaning = ""
  static let nameWords = ["open-interest", "open_interest"]

  private static let point = JSONKeys(["t", "o", "c", "v"])
  private let interval: Interval

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    guard let first = CoinalyzeHistory.firstPoint(of: message, json) else { return .none }
    let fields = json.members(of: first, point)
    return fields[1] != nil && fields[2] != nil && fields[3] == nil ? .possible : .none
  }

  init(_ context: ImportContext) throws(ImportError) {
    interval = try context.interval(of: "bars")
  }

  func rows() -> SeriesRows { SeriesRows() }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<SeriesRows>) {
    CoinalyzeHistory.forEachPoint(of: message, json) { point, symbol in
      rows.fill { (rows, table) throws(RowProblem) in
        let market = try CoinalyzeHistory.market(symbol, json)
        guard let unit = market.unit else {
          throw RowProblem("symbol", .other("the unit of its sizes is not known"), json.id(symbol))
        }
        let fields = json.members(of: point, Self.point)
        rows.append(
          try table.index(of: market.key), unit == .usd ? .openInterestUSD : .openInterest,
          time: try json.time(fields[0], "t", unit: .seconds) + interval.microseconds,
          value: try json.positive(fields[2], "c"))
      }
    }
  }
}
