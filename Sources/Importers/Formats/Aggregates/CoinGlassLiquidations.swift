import Basics
import MarketData

/// CoinGlass's liquidation totals per interval, of a coin over several exchanges or of one pair.
///
///     {"code":"0","msg":"success","data":[{"time":1658966400000,
///      "aggregated_long_liquidation_usd":5916885.14,"aggregated_short_liquidation_usd":12969583.87}]}
///
/// | field | meaning |
/// | --- | --- |
/// | `time` | the interval's beginning, ms UTC |
/// | `aggregated_long_liquidation_usd`, `long_liquidation_usd` | liquidated longs, dollars |
/// | `aggregated_short_liquidation_usd`, `short_liquidation_usd` | liquidated shorts |
///
/// Coin or pair and interval are not in the answer: `--symbol`, `--interval` or the name say them.
/// Without `--exchange` the totals are stored under `coinglass`, which is no venue.
///
/// Source: docs.coinglass.com/reference/aggregated-liquidation-history (v4, 2025-12).
struct CoinGlassLiquidations: JSONFormat {
  static let name = "coinglass-liquidations"
  static let kind = ImportKind.aggregates
  static let venue = "coinglass (several exchanges), or --exchange"
  static let summary = "CoinGlass liquidation totals, the API's JSON (v4)"
  static let sample = """
    {"code":"0","msg":"success","data":[{"time":1658966400000,\
    "aggregated_long_liquidation_usd":5916885.14,"aggregated_short_liquidation_usd":12969583.87}]}
    """
  static let sideMeaning = ""

  private static let envelope = JSONKeys(["data"])
  private static let total = JSONKeys([
    "time", "aggregated_long_liquidation_usd", "aggregated_short_liquidation_usd",
    "long_liquidation_usd", "short_liquidation_usd",
  ])
  private let interval: Interval
  private let key: InstrumentKey

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, envelope)
    let first = outer[0].flatMap { json.kind($0) == .array ? json.firstChild(of: $0) : nil }
    let fields = json.members(of: first ?? message, total)
    return fields[0] != nil && (fields[1] != nil || fields[3] != nil) ? .certain : .none
  }

  init(_ context: ImportContext) throws(ImportError) {
    interval = try context.interval(of: "totals")
    key = try CoinGlass.instrument(context)
  }

  func rows() -> AggregateRows { AggregateRows(interval: interval) }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<AggregateRows>
  ) {
    let data = json.members(of: message, Self.envelope)[0]
    json.forEach(in: data ?? message) { item in
      let fields = json.members(of: item, Self.total)
      guard fields[0] != nil else { return }
      rows.fill { (rows, table) throws(RowProblem) in
        try rows.append(
          try table.index(of: key),
          openTime: try json.time(fields[0], "time", unit: .milliseconds),
          long: try json.size(fields[1] ?? fields[3], "long_liquidation_usd"),
          short: try json.size(fields[2] ?? fields[4], "short_liquidation_usd"), unit: .usd)
      }
    }
  }
}

/// What files of CoinGlass are about.
enum CoinGlass {
  /// The instrument from the options, or the coin from a name such as `coinglass_BTC_1h.csv`.
  static func instrument(_ context: ImportContext) throws(ImportError) -> InstrumentKey {
    let parts = context.names.parts
    let place = parts.firstIndex { $0.lowercased() == "coinglass" }
    let coin = place.flatMap { $0 + 1 < parts.count ? parts[$0 + 1] : nil }
    guard let symbol = context.symbol ?? coin else {
      throw ImportError(.needsOption("symbol"), "which coin or pair? Say --symbol")
    }
    return InstrumentKey(exchange: context.exchange ?? "coinglass", symbol: symbol)
  }
}
