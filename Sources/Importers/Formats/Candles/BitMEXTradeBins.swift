import Basics
import MarketData

/// BitMEX's trade bins (`/trade/bucketed`, `tradeBin1m`).
///
///     [{"timestamp":"2024-11-25T10:30:00.000Z","symbol":"XBTUSD","open":98900,"high":98980.5,
///      "low":98890,"close":98950,"trades":45,"volume":150000,"homeNotional":1.520475,
///      "foreignNotional":150000}]
///
/// | field | meaning |
/// | --- | --- |
/// | `timestamp` | the *end* of the bin, UTC: its open is one interval earlier |
/// | `open` | the close of the bin before, so that it may lie outside `low` to `high`, which are widened to hold it |
/// | `volume` | contracts, not read |
/// | `homeNotional`, `foreignNotional` | base, quote units |
///
/// Bins without a trade have no prices and are skipped. The interval is not in the answer:
/// `--interval` or the name must say it.
///
/// Sources: bitmex.com/api/explorer, *GET /trade/bucketed*; an answer in nautilus_trader's tests.
struct BitMEXTradeBins: JSONFormat {
  static let name = "bitmex-trade-bins"
  static let kind = ImportKind.candles
  static let venue = "bitmex"
  static let summary = "BitMEX trade bins (with --interval), whose times are closes"
  static let sample = """
    [{"timestamp":"2024-11-25T10:30:00.000Z","symbol":"XBTUSD","open":98900,"high":98980.5,\
    "low":98890,"close":98950,"trades":45,"volume":150000,"homeNotional":1.520475,\
    "foreignNotional":150000}]
    """
  static let sideMeaning = ""

  private static let envelope = JSONKeys(["table", "data"])
  private static let bin = JSONKeys([
    "timestamp", "symbol", "open", "high", "low", "close", "trades", "homeNotional",
    "foreignNotional",
  ])

  private let exchange: String
  private let interval: Interval

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    if json.hasPrefix(json.members(of: message, envelope)[0], "tradeBin") { return .certain }
    let fields = json.members(of: message, bin)
    return fields[0] != nil && fields[3] != nil && fields[7] != nil ? .certain : .none
  }

  init(_ context: ImportContext) throws(ImportError) {
    exchange = context.exchange ?? "bitmex"
    interval = try context.interval(of: "candles")
  }

  func rows() -> CandleRows { CandleRows(interval: interval) }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<CandleRows>) {
    let outer = json.members(of: message, Self.envelope)
    if outer[0] != nil, !json.hasPrefix(outer[0], "tradeBin") { return }
    json.forEach(in: outer[1] ?? message) { item in
      let fields = json.members(of: item, Self.bin)
      guard json.isPresent(fields[5]) else { return }
      rows.fill { (rows, table) throws(RowProblem) in
        let open = try json.positive(fields[2], "open")
        try rows.append(
          CandleRow(
            instrument: try json.instrument(fields[1], "symbol", on: exchange, &table),
            openTime: try json.anyTime(fields[0], "timestamp") - interval.microseconds,
            open: open, high: max(open, try json.positive(fields[3], "high")),
            low: min(open, try json.positive(fields[4], "low")),
            close: try json.positive(fields[5], "close"),
            volume: try json.size(fields[7], "homeNotional"),
            quoteVolume: try json.size(fields[8], "foreignNotional"),
            trades: try json.count(fields[6], "trades")))
      }
    }
  }
}
