import Basics
import MarketData

/// Gate's REST answer `contract_stats`: what happened to one contract in each interval.
///
///     [{"time":1674057000,"long_liq_size":"0","long_liq_amount":"0","long_liq_usd":"0",
///       "short_liq_size":"12","short_liq_amount":"0.0012","short_liq_usd":"25.1",
///       "open_interest":"2851725","open_interest_usd":"9872386.7775","mark_price":"0.34619"}]
///
/// | field | meaning |
/// | --- | --- |
/// | `time` | the interval's beginning, seconds UTC |
/// | `long_liq_usd`, `short_liq_usd` | liquidated longs and shorts, quote currency: dollars |
/// | `long_liq_size`, `long_liq_amount`, … | the same in contracts and base units, not read |
/// | `open_interest` | contracts, at the interval's end |
/// | `open_interest_usd` | the same, quote currency |
/// | `mark_price` | at the interval's end |
///
/// Contract and interval are not in the answer: `--symbol` and `--interval` must say them. An
/// import is of one kind of rows: by itself such a file is read as totals of liquidations, with
/// `--format gate-contract-stats-series` as open interest and mark prices, each known at the
/// interval's end. Answers from before the fields in dollars are refused: contracts of many sizes
/// cannot be added up.
///
/// Sources: Gate API v4 documentation, *ContractStat* ("Long liquidation volume (quote currency)",
/// "Total open interest size (contracts)") in two of the venue's clients; ccxt 4.5.90.
struct GateStats: Sendable {
  private static let keys = JSONKeys([
    "time", "long_liq_usd", "short_liq_usd", "open_interest", "open_interest_usd", "mark_price",
    "long_liq_size",
  ])
  let key: InstrumentKey
  let interval: Interval

  init(_ context: ImportContext, _ rows: String) throws(ImportError) {
    guard let symbol = context.symbol else {
      throw ImportError(.needsOption("symbol"), "\(rows) of which contract? Say --symbol")
    }
    key = InstrumentKey(exchange: context.exchange ?? "gate-io-futures", symbol: symbol)
    interval = try context.interval(of: rows)
  }

  /// The fields of one interval; nil for any other message.
  static func fields(_ message: Int, _ json: borrowing JSONTape) -> JSONMembers? {
    let fields = json.members(of: message, keys)
    guard fields[0] != nil, fields[3] != nil, (fields[1] ?? fields[6]) != nil else { return nil }
    return fields
  }
}

/// The totals of liquidations in Gate's statistics.
struct GateContractStats: JSONFormat {
  static let name = "gate-contract-stats"
  static let kind = ImportKind.aggregates
  static let venue = "gate-io-futures"
  static let summary = "Gate REST contract_stats: totals (with --symbol and --interval)"
  static let sample = """
    [{"time":1674057000,"long_liq_usd":"0","short_liq_usd":"25.1","open_interest":"2851725",\
    "open_interest_usd":"9872386.7775","mark_price":"0.34619"}]
    """
  static let sideMeaning = ""

  private let stats: GateStats

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    GateStats.fields(message, json) == nil ? .none : .certain
  }

  init(_ context: ImportContext) throws(ImportError) { stats = try GateStats(context, "totals") }

  func rows() -> AggregateRows { AggregateRows(interval: stats.interval) }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<AggregateRows>) {
    guard let fields = GateStats.fields(message, json) else { return }
    rows.fill { (rows, table) throws(RowProblem) in
      try rows.append(
        try table.index(of: stats.key),
        openTime: try json.time(fields[0], "time", unit: .seconds),
        long: try json.size(fields[1], "long_liq_usd"),
        short: try json.size(fields[2], "short_liq_usd"), unit: .usd)
    }
  }
}

/// Open interest and mark prices in Gate's statistics.
struct GateContractStatsSeries: JSONFormat {
  static let name = "gate-contract-stats-series"
  static let kind = ImportKind.series
  static let venue = GateContractStats.venue
  static let summary = "Gate REST contract_stats: open interest, mark price (only with --format)"
  static let sample = GateContractStats.sample
  static let sideMeaning = ""

  private let stats: GateStats

  /// Never by itself: the file is taken for its liquidations.
  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim { .none }

  init(_ context: ImportContext) throws(ImportError) { stats = try GateStats(context, "intervals") }

  func rows() -> SeriesRows { SeriesRows() }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<SeriesRows>) {
    guard let fields = GateStats.fields(message, json) else { return }
    rows.fill { (rows, table) throws(RowProblem) in
      let time = try json.time(fields[0], "time", unit: .seconds) + stats.interval.microseconds
      let values: SeriesValues = [
        (
          .openInterestContracts,
          try json.value(fields[3], "open_interest", of: .openInterestContracts)
        ),
        (
          .openInterestUSD,
          try json.valueIfPresent(fields[4], "open_interest_usd", of: .openInterestUSD)
        ),
        (.markPrice, try json.valueIfPresent(fields[5], "mark_price", of: .markPrice)),
      ]
      rows.append(try table.index(of: stats.key), time: time, values)
    }
  }
}
