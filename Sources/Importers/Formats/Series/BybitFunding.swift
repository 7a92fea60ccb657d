import Basics
import MarketData

/// Bybit's v5 answer `market/funding/history`: the rates that were paid.
///
///     {"retCode":0,"result":{"category":"linear","list":[{"symbol":"ETHPERP",
///      "fundingRate":"0.0001","fundingRateTimestamp":"1672041600000"}]}}
///
/// | field | meaning |
/// | --- | --- |
/// | `fundingRateTimestamp` | of the payment, ms UTC; newest first |
/// | `fundingRate` | a fraction of the position |
///
/// Source: bybit-exchange/docs, *Get Funding Rate History*.
struct BybitFunding: JSONFormat {
  static let name = "bybit-funding"
  static let kind = ImportKind.series
  static let venue = "bybit"
  static let summary = "Bybit v5 REST funding history: the funding paid"
  static let sample = """
    {"retCode":0,"result":{"category":"linear","list":[{"symbol":"ETHPERP","fundingRate":"0.0001",\
    "fundingRateTimestamp":"1672041600000"}]}}
    """
  static let sideMeaning = ""

  private static let envelope = JSONKeys(["retCode", "result"])
  private static let result = JSONKeys(["list"])
  private static let keys = JSONKeys(["symbol", "fundingRate", "fundingRateTimestamp"])
  private let exchange: String

  private static func list(_ message: Int, _ json: borrowing JSONTape) -> Int? {
    let outer = json.members(of: message, envelope)
    guard outer[0] != nil, let body = outer[1] else { return nil }
    return json.members(of: body, result)[0]
  }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let isOurs = json.contains(in: list(message, json)) { item in
      let fields = json.members(of: item, keys)
      return fields[1] != nil && fields[2] != nil
    }
    return isOurs ? .certain : .none
  }

  init(_ context: ImportContext) throws(ImportError) { exchange = context.exchange ?? "bybit" }

  func rows() -> SeriesRows { SeriesRows() }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<SeriesRows>) {
    json.forEachElement(of: Self.list(message, json)) { item in
      let fields = json.members(of: item, Self.keys)
      rows.fill { (rows, table) throws(RowProblem) in
        let time = try json.time(fields[2], "fundingRateTimestamp", unit: .milliseconds)
        let rate = try json.value(fields[1], "fundingRate", of: .fundingRate)
        rows.append(
          try json.instrument(fields[0], "symbol", on: exchange, &table), .fundingRate,
          time: time, value: rate)
      }
    }
  }
}
