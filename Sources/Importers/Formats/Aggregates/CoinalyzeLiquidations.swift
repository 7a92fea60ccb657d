import Basics
import MarketData

/// Coinalyze's liquidation history: totals per interval, as the API answers.
///
///     [{"symbol":"BTCUSD.6","history":[{"t":1789485840,"l":0,"s":300}]}]
///
/// | field | meaning |
/// | --- | --- |
/// | `t` | the interval's beginning, seconds UTC |
/// | `l`, `s` | liquidated longs and shorts, in the market's unit (`CoinalyzeMarket`) |
///
/// Intervals without a liquidation are left out. The interval is not in the file: its name
/// (`1min`, `1hour`) or `--interval` must say it.
///
/// Source: api.coinalyze.net/v1/doc, `/liquidation-history`; answers of 2026.
struct CoinalyzeLiquidations: JSONFormat {
  static let name = "coinalyze-liquidations"
  static let kind = ImportKind.aggregates
  static let venue = "binance-futures, binance-delivery, bybit, okex-swap; others as coinalyze"
  static let summary = "Coinalyze liquidation totals, the API's JSON"
  static let sample =
    #"[{"symbol":"BTCUSD.6","history":[{"t":1789485840,"l":0,"s":300}]}]"#
  static let sideMeaning = ""

  private static let point = JSONKeys(["t", "l", "s", "o", "r"])
  private let interval: Interval

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    guard let first = CoinalyzeHistory.firstPoint(of: message, json) else { return .none }
    let fields = json.members(of: first, point)
    let isOurs =
      fields[0] != nil && fields[1] != nil && fields[2] != nil && fields[3] == nil
      && fields[4] == nil
    return isOurs ? .certain : .none
  }

  init(_ context: ImportContext) throws(ImportError) {
    interval = try context.interval(of: "totals")
  }

  func rows() -> AggregateRows { AggregateRows(interval: interval) }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<AggregateRows>
  ) {
    CoinalyzeHistory.forEachPoint(of: message, json) { point, symbol in
      rows.fill { (rows, table) throws(RowProblem) in
        let fields = json.members(of: point, Self.point)
        let market = try CoinalyzeHistory.market(symbol, json)
        guard let unit = market.unit else {
          throw RowProblem("symbol", .other("the unit of its sizes is not known"), json.id(symbol))
        }
        try rows.append(
          try table.index(of: market.key),
          openTime: try json.time(fields[0], "t", unit: .seconds),
          long: try json.size(fields[1], "l"), short: try json.size(fields[2], "s"), unit: unit)
      }
    }
  }
}

/// How Coinalyze's histories are built: markets, each with its points.
enum CoinalyzeHistory {
  private static let keys = JSONKeys(["symbol", "history"])

  static func firstPoint(of message: Int, _ json: borrowing JSONTape) -> Int? {
    let members = json.members(of: message, keys)
    guard members[0] != nil, let history = members[1], json.kind(history) == .array else {
      return nil
    }
    return json.firstChild(of: history)
  }

  /// Visits every point with the token of its symbol.
  static func forEachPoint(
    of message: Int, _ json: borrowing JSONTape, _ visit: (Int, Int?) -> Void
  ) {
    let members = json.members(of: message, keys)
    json.forEachElement(of: members[1]) { visit($0, members[0]) }
  }

  static func market(
    _ symbol: Int?, _ json: borrowing JSONTape
  ) throws(RowProblem) -> CoinalyzeMarket {
    guard let symbol, let text = json.text(symbol) else { throw RowProblem("symbol", .missing) }
    return CoinalyzeMarket(try FieldValues.symbol(Array(text.utf8), "symbol"))
  }
}
