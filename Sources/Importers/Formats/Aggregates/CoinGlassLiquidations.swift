import Basics
import MarketData

/// CoinGlass's liquidation totals per interval, of a coin over several exchanges or of one pair.
///
///     {"code":"0","msg":"success","data":[{"time":1658966400000,
///      "aggregated_long_liquidation_usd":5916885.14,"aggregated_short_liquidation_usd":12969583.87}]}
///
///     {"code":"0","msg":"success","data":[{"t":1658880000,"longLiquidationUsd":"2369935.19562",
///      "shortLiquidationUsd":"6947459.43674"}]}
///
/// | field | meaning |
/// | --- | --- |
/// | `time`; `t`, `createTime` | the interval's beginning, ms UTC; before v4 seconds or ms |
/// | `aggregated_long_liquidation_usd`, `long_liquidation_usd` | liquidated longs, dollars |
/// | `aggregated_short_liquidation_usd`, `short_liquidation_usd` | liquidated shorts |
/// | `longLiquidationUsd`, `longVolUsd`, `shortLiquidationUsd`, … | the same before v4 |
///
/// Coin or pair and interval are not in the answer: `--symbol`, `--interval` or the name say them.
/// Without `--exchange` the totals are stored under `coinglass`, which is no venue.
///
/// Sources: docs.coinglass.com/reference/aggregated-liquidation-history and liquidation-history
/// (v4, 2025-12); before v4 what four clients of the API read.
struct CoinGlassLiquidations: JSONFormat {
  static let name = "coinglass-liquidations"
  static let kind = ImportKind.aggregates
  static let venue = "coinglass (several exchanges), or --exchange"
  static let summary = "CoinGlass liquidation totals, the API's JSON (v2 to v4)"
  static let sample = """
    {"code":"0","msg":"success","data":[{"time":1658966400000,\
    "aggregated_long_liquidation_usd":5916885.14,"aggregated_short_liquidation_usd":12969583.87}]}
    """
  static let sideMeaning = ""

  private static let envelope = JSONKeys(["data"])
  private static let total = JSONKeys([
    "time", "aggregated_long_liquidation_usd", "aggregated_short_liquidation_usd",
    "long_liquidation_usd", "short_liquidation_usd", "t", "createTime", "longLiquidationUsd",
    "shortLiquidationUsd", "longVolUsd", "shortVolUsd",
  ])
  private let interval: Interval
  private let key: InstrumentKey

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, envelope)
    let first = outer[0].flatMap { json.kind($0) == .array ? json.firstChild(of: $0) : nil }
    let fields = json.members(of: first ?? message, total)
    return time(fields) != nil && long(fields) != nil && short(fields) != nil ? .certain : .none
  }

  private static func time(_ fields: JSONMembers) -> Int? { fields[0] ?? fields[5] ?? fields[6] }

  private static func long(_ fields: JSONMembers) -> Int? {
    fields[1] ?? fields[3] ?? fields[7] ?? fields[9]
  }

  private static func short(_ fields: JSONMembers) -> Int? {
    fields[2] ?? fields[4] ?? fields[8] ?? fields[10]
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
      guard let time = Self.time(fields) else { return }
      rows.fill { (rows, table) throws(RowProblem) in
        try rows.append(
          try table.index(of: key),
          openTime: try json.time(time, "time", unit: fields[0] == nil ? nil : .milliseconds),
          long: try json.size(Self.long(fields), "long_liquidation_usd"),
          short: try json.size(Self.short(fields), "short_liquidation_usd"), unit: .usd)
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
