import Basics
import MarketData

/// Bitget's REST answers `open-interest` of v2 and v3.
///
///     {"code":"00000","msg":"success","requestTime":1695796780343,"data":{"openInterestList":[
///      {"symbol":"BTCUSDT","size":"34278.06"}],"ts":"1695796781616"}}
///     {"code":"00000","msg":"success","requestTime":1751101221545,"data":{"list":[
///      {"symbol":"BTCUSDT","openInterest":"18166.3583"}],"ts":"1751101220993"}}
///
/// | field | meaning |
/// | --- | --- |
/// | `ts` | the instant, ms UTC |
/// | `size`, `openInterest` | base units, of coin-margined contracts, too |
///
/// Sources: Bitget documentation, *Get Open Interest* of v2 ("Specific coins, eg.: ETH in ETHUSDT")
/// and v3; of coin-margined contracts a ticker of 2024 in tardis-node's tests, `BTCUSDZ24`, whose
/// `holdingAmount` 57.714 and `baseVolume` 21.427 are of one kind, with `quoteVolume` 1579692.8.
struct BitgetOpenInterest: JSONFormat {
  static let name = "bitget-open-interest"
  static let kind = ImportKind.series
  static let venue = "bitget-futures"
  static let summary = "Bitget REST open-interest, v2 and v3"
  static let sample = """
    {"code":"00000","msg":"success","requestTime":1695796780343,"data":{"openInterestList":[\
    {"symbol":"BTCUSDT","size":"34278.06"}],"ts":"1695796781616"}}
    """
  static let sideMeaning = ""

  private static let envelope = JSONKeys(["code", "data"])
  private static let data = JSONKeys(["openInterestList", "list", "ts"])
  private static let keys = JSONKeys(["symbol", "size", "openInterest"])
  private let exchange: String

  private static func data(_ message: Int, _ json: borrowing JSONTape) -> JSONMembers? {
    let outer = json.members(of: message, envelope)
    guard outer[0] != nil, let body = outer[1] else { return nil }
    return json.members(of: body, data)
  }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    guard let data = data(message, json), data[2] != nil else { return .none }
    let isOurs = json.contains(in: data[0] ?? data[1]) { item in
      let fields = json.members(of: item, keys)
      return fields[0] != nil && (data[0] == nil ? fields[2] : fields[1]) != nil
    }
    return isOurs ? .certain : .none
  }

  init(_ context: ImportContext) throws(ImportError) {
    exchange = context.exchange ?? "bitget-futures"
  }

  func rows() -> SeriesRows { SeriesRows() }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<SeriesRows>) {
    guard Self.claim(message, json) == .certain, let data = Self.data(message, json) else { return }
    json.forEachElement(of: data[0] ?? data[1]) { item in
      let fields = json.members(of: item, Self.keys)
      rows.fill { (rows, table) throws(RowProblem) in
        let time = try json.time(data[2], "ts", unit: .milliseconds)
        let value = try json.value(
          data[0] == nil ? fields[2] : fields[1], data[0] == nil ? "openInterest" : "size",
          of: .openInterest)
        rows.append(
          try json.instrument(fields[0], "symbol", on: exchange, &table), .openInterest,
          time: time, value: value)
      }
    }
  }
}
