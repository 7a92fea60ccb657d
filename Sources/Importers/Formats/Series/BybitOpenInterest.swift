import Basics
import MarketData

/// Bybit's v5 answer `market/open-interest`.
///
///     {"retCode":0,"result":{"symbol":"BTCUSD","category":"inverse","list":[
///      {"openInterest":"461134384.00000000","timestamp":"1669571400000"}]}}
///
/// | field | meaning |
/// | --- | --- |
/// | `timestamp` | the instant, ms UTC; newest first |
/// | `openInterest` | both sides added up, linear: base units; inverse: dollars |
/// | `singleOpenInterest` | one side, since June 2026: what is stored |
///
/// In older answers the one side is half of both: a contract has two. An answer of September 2026
/// has `"openInterest":"52664.64200000"` beside `"singleOpenInterest":"26332.321"`.
///
/// Sources: bybit-exchange/docs, *Get Open Interest* ("the value is the sum of both sides"); the
/// venue's announcement of 2026-05-28; ccxt 4.5.90 ("in the base asset for linear and quote asset
/// for inverse"); Amberdata's table of units.
struct BybitOpenInterest: JSONFormat {
  static let name = "bybit-open-interest"
  static let kind = ImportKind.series
  static let venue = "bybit"
  static let summary = "Bybit v5 REST open-interest"
  static let sample = """
    {"retCode":0,"result":{"symbol":"BTCUSD","category":"inverse","list":[{"openInterest":\
    "461134384.00000000","timestamp":"1669571400000"}]}}
    """
  static let sideMeaning = ""

  private static let envelope = JSONKeys(["retCode", "result"])
  private static let result = JSONKeys(["symbol", "category", "list"])
  private static let keys = JSONKeys(["openInterest", "timestamp", "singleOpenInterest"])
  private let exchange: String

  private static func result(_ message: Int, _ json: borrowing JSONTape) -> JSONMembers? {
    let outer = json.members(of: message, envelope)
    guard outer[0] != nil, let body = outer[1] else { return nil }
    return json.members(of: body, result)
  }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let isOurs = json.contains(in: result(message, json)?[2]) { item in
      let fields = json.members(of: item, keys)
      return fields[0] != nil && fields[1] != nil
    }
    return isOurs ? .certain : .none
  }

  init(_ context: ImportContext) throws(ImportError) { exchange = context.exchange ?? "bybit" }

  func rows() -> SeriesRows { SeriesRows() }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<SeriesRows>) {
    guard let result = Self.result(message, json) else { return }
    json.forEachElement(of: result[2]) { item in
      let fields = json.members(of: item, Self.keys)
      rows.fill { (rows, table) throws(RowProblem) in
        let time = try json.time(fields[1], "timestamp", unit: .milliseconds)
        let series = try series(result[1], json)
        let both = try json.value(fields[0], "openInterest", of: series)
        let one = try json.valueIfPresent(fields[2], "singleOpenInterest", of: series)
        rows.append(
          try json.instrument(result[0], "symbol", on: exchange, &table), series, time: time,
          value: one ?? both / 2)
      }
    }
  }

  private func series(
    _ category: Int?, _ json: borrowing JSONTape
  ) throws(RowProblem) -> SeriesName {
    if json.isText(category, "linear") { return .openInterest }
    guard json.isText(category, "inverse") else {
      throw RowProblem(
        "category", .other("neither linear nor inverse, so the unit is not known"),
        json.id(category))
    }
    return .openInterestUSD
  }
}
