import Basics
import MarketData

/// Deribit's REST answers `get_book_summary_by_…` and `ticker`.
///
///     {"jsonrpc":"2.0","result":[{"instrument_name":"BTC-PERPETUAL","open_interest":9978911260,
///      "creation_timestamp":1763674177068,"mark_price":87102.01}],"usIn":1763674177068845}
///     {"jsonrpc":"2.0","result":{"instrument_name":"BTC-PERPETUAL","open_interest":502231260,
///      "timestamp":1590661135846,"mark_price":9168.78}}
///
/// | field | meaning |
/// | --- | --- |
/// | `creation_timestamp`, `timestamp` | the instant, ms UTC |
/// | `open_interest` | as the venue's amounts: dollars or base units |
///
/// Dollars of `BTC-` and `ETH-` perpetuals and futures, base units of linear contracts and options.
/// Instruments without one, such as spot pairs, are left out; those whose unit no rule knows are
/// refused.
///
/// Sources: docs.deribit.com, `open_interest` ("The total amount of outstanding contracts in the
/// corresponding amount units"); ccxt 4.5.90; messages of 2019 and 2020 in tardis-node's tests.
struct DeribitOpenInterest: JSONFormat {
  static let name = "deribit-open-interest"
  static let kind = ImportKind.series
  static let venue = "deribit"
  static let summary = "Deribit REST get_book_summary_by_… and ticker: open interest"
  static let sample = """
    {"jsonrpc":"2.0","result":[{"instrument_name":"BTC-PERPETUAL","open_interest":9978911260,\
    "creation_timestamp":1763674177068,"mark_price":87102.01}]}
    """
  static let sideMeaning = ""

  private static let envelope = JSONKeys(["jsonrpc", "result"])
  private static let keys = JSONKeys([
    "instrument_name", "open_interest", "creation_timestamp", "timestamp",
  ])
  private let exchange: String

  private static func result(_ message: Int, _ json: borrowing JSONTape) -> Int? {
    let outer = json.members(of: message, envelope)
    return outer[0] == nil ? nil : outer[1]
  }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let isOurs = json.contains(in: result(message, json)) { item in
      let fields = json.members(of: item, keys)
      return fields[0] != nil && fields[1] != nil && (fields[2] ?? fields[3]) != nil
    }
    return isOurs ? .certain : .none
  }

  init(_ context: ImportContext) throws(ImportError) { exchange = context.exchange ?? "deribit" }

  func rows() -> SeriesRows { SeriesRows() }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<SeriesRows>) {
    guard let result = Self.result(message, json) else { return }
    json.forEach(in: result) { item in
      let fields = json.members(of: item, Self.keys)
      guard json.isPresent(fields[1]) else { return }
      rows.fill { (rows, table) throws(RowProblem) in
        let time = try json.time(fields[2] ?? fields[3], "timestamp", unit: .milliseconds)
        let value = try json.value(fields[1], "open_interest", of: .openInterest)
        let instrument = try json.instrument(
          fields[0], "instrument_name", on: exchange, &table)
        guard let rules = table.lastRules else {
          throw RowProblem(
            "open_interest", .other("in a unit that is not known of this instrument"),
            json.id(fields[0]))
        }
        rows.append(instrument, .openInterest(of: rules), time: time, value: value)
      }
    }
  }
}
