import Basics
import MarketData

/// OKX's v5 answer `public/funding-rate-history`: the rates that were paid.
///
///     {"code":"0","msg":"","data":[{"instType":"SWAP","instId":"BTC-USDT-SWAP",
///      "fundingRate":"0.000018","realizedRate":"0.000017","fundingTime":"1703059200000"}]}
///
/// | field | meaning |
/// | --- | --- |
/// | `realizedRate` | the fraction that was paid |
/// | `fundingRate` | what it was forecast to be, not read |
/// | `fundingTime` | of the payment, ms UTC |
///
/// The answer `public/funding-rate` is a forecast, has no `realizedRate`, and is not read.
///
/// Source: okx.com/docs-v5, *Get funding rate history*.
struct OKXFunding: JSONFormat {
  static let name = "okx-funding"
  static let kind = ImportKind.series
  static let venue = "okex-swap"
  static let summary = "OKX v5 REST funding-rate-history: the funding paid"
  static let sample = """
    {"code":"0","msg":"","data":[{"instType":"SWAP","instId":"BTC-USDT-SWAP",\
    "fundingRate":"0.000018","realizedRate":"0.000017","fundingTime":"1703059200000"}]}
    """
  static let sideMeaning = ""

  private static let envelope = JSONKeys(["code", "data"])
  private static let keys = JSONKeys(["instId", "realizedRate", "fundingTime"])
  private let exchange: String

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, envelope)
    let isOurs = json.contains(in: outer[1]) { item in
      let fields = json.members(of: item, keys)
      return (0..<3).allSatisfy { fields[$0] != nil }
    }
    return isOurs && outer[0] != nil ? .certain : .none
  }

  init(_ context: ImportContext) throws(ImportError) {
    exchange = context.exchange ?? "okex-swap"
  }

  func rows() -> SeriesRows { SeriesRows() }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<SeriesRows>) {
    json.forEachElement(of: json.members(of: message, Self.envelope)[1]) { item in
      let fields = json.members(of: item, Self.keys)
      rows.fill { (rows, table) throws(RowProblem) in
        let time = try json.time(fields[2], "fundingTime", unit: .milliseconds)
        let rate = try json.value(fields[1], "realizedRate", of: .fundingRate)
        rows.append(
          try json.instrument(fields[0], "instId", on: exchange, &table), .fundingRate,
          time: time, value: rate)
      }
    }
  }
}
