import Basics
import MarketData

/// Hyperliquid's answer to `fundingHistory`: the rates that were paid, every hour.
///
///     [{"coin":"ETH","fundingRate":"0.0000125","premium":"0.00057962","time":1704290400031}]
///
/// | field | meaning |
/// | --- | --- |
/// | `fundingRate` | the fraction paid for the hour |
/// | `premium` | what it was made of, not read |
/// | `time` | of the payment, ms UTC, some milliseconds after the hour |
///
/// Source: Hyperliquid documentation, *Retrieve historical funding rates*.
struct HyperliquidFunding: JSONFormat {
  static let name = "hyperliquid-funding"
  static let kind = ImportKind.series
  static let venue = "hyperliquid"
  static let summary = "Hyperliquid fundingHistory: the funding paid"
  static let sample = """
    [{"coin":"ETH","fundingRate":"0.0000125","premium":"0.00057962","time":1704290400031}]
    """
  static let sideMeaning = ""

  private static let keys = JSONKeys(["coin", "fundingRate", "premium", "time"])
  private let exchange: String

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let fields = json.members(of: message, keys)
    return (0..<4).allSatisfy { fields[$0] != nil } ? .certain : .none
  }

  init(_ context: ImportContext) throws(ImportError) {
    exchange = context.exchange ?? "hyperliquid"
  }

  func rows() -> SeriesRows { SeriesRows() }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<SeriesRows>) {
    let fields = json.members(of: message, Self.keys)
    guard fields[1] != nil else { return }
    rows.fill { (rows, table) throws(RowProblem) in
      let time = try json.time(fields[3], "time", unit: .milliseconds)
      let rate = try json.value(fields[1], "fundingRate", of: .fundingRate)
      rows.append(
        try json.instrument(fields[0], "coin", on: exchange, &table), .fundingRate, time: time,
        value: rate)
    }
  }
}
