import Basics
import MarketData

/// HTX's open interest: REST `…open_interest` and `…his_open_interest`, and the channel that Tardis
/// makes of it.
///
///     {"status":"ok","data":[{"volume":518018.0,"amount":2769.675677407074725180,"symbol":"BTC",
///      "contract_code":"BTC-USD"}],"ts":1664337226028}
///     {"code":200,"message":"Success","data":{"amount":"32476.092","volume":"32476092",
///      "value":"2063137924.9668","contract_code":"BTC-USDT"},"ts":1781327941440}
///     {"ch":"market.BTC-USDT.open_interest","data":[{"volume":3063121,"amount":3063.121,
///      "value":60398313.5659,"symbol":"BTC","contract_code":"BTC-USDT"}],"ts":1606780807036}
///     {"status":"ok","data":{"symbol":"BTC","tick":[{"volume":"4385.4350","amount_type":"2",
///      "ts":"1648220400000","value":"194059884.1850"}],"contract_code":"BTC-USDT"},
///      "ts":1648223733007}
///
/// | field | meaning |
/// | --- | --- |
/// | `ts` | the instant, ms UTC: in a history the element's, else the message's |
/// | `volume` | contracts; in a history what `amount_type` says: 1 contracts, 2 base units |
/// | `amount` | base units |
/// | `value` | quote units, linear contracts only |
///
/// The history of coin-margined futures names no contract (`contract_type` `this_week`) and is
/// refused. Units: 3063121 contracts of 0.001 are `amount` 3063.121, at 19,718 `value` 60398313.6.
///
/// Sources: huobiapi.github.io/docs, *Query information on open interest* (`amount_type` "1:-cont,
/// 2:- cryptocurrency"); ccxt 4.5.90; messages of 2020 in tardis-node's tests.
struct HTXOpenInterest: JSONFormat {
  static let name = "htx-open-interest"
  static let kind = ImportKind.series
  static let venue = "huobi-dm-linear-swap, huobi-dm-swap, huobi-dm"
  static let summary = "HTX open interest, now or as a history, REST"
  static let sample = """
    {"status":"ok","data":[{"volume":518018.0,"amount":2769.675677407074725180,"symbol":"BTC",\
    "contract_code":"BTC-USD"}],"ts":1664337226028}
    """
  static let sideMeaning = ""

  private static let envelope = JSONKeys(["data", "ts"])
  private static let history = JSONKeys(["tick", "contract_code"])
  private static let point = JSONKeys(["ts", "volume", "amount_type", "value"])
  private static let keys = JSONKeys([
    "contract_code", "volume", "amount", "value", "direction", "liquidation_time",
  ])
  private let exchange: String?

  private static func isPoint(_ item: Int, _ json: borrowing JSONTape) -> Bool {
    let fields = json.members(of: item, point)
    return fields[0] != nil && fields[1] != nil && fields[2] != nil
  }

  private static func isNow(_ item: Int, _ json: borrowing JSONTape) -> Bool {
    let fields = json.members(of: item, keys)
    return fields[0] != nil && fields[1] != nil && fields[2] != nil && fields[4] == nil
      && fields[5] == nil
  }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, envelope)
    guard let data = outer[0], outer[1] != nil else { return .none }
    let ticks = json.members(of: data, history)[0]
    let isHistory = json.contains(in: ticks) { isPoint($0, json) }
    return isHistory || json.contains(in: data) { isNow($0, json) } ? .certain : .none
  }

  init(_ context: ImportContext) throws(ImportError) { exchange = context.exchange }

  func rows() -> SeriesRows { SeriesRows() }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<SeriesRows>) {
    let outer = json.members(of: message, Self.envelope)
    guard let data = outer[0] else { return }
    let history = json.members(of: data, Self.history)
    json.forEachElement(of: history[0]) { item in
      guard Self.isPoint(item, json) else { return }
      rows.fill { (rows, table) throws(RowProblem) in
        try appendPoint(item, history[1], json, &rows, &table)
      }
    }
    json.forEach(in: data) { item in
      guard Self.isNow(item, json) else { return }
      rows.fill { (rows, table) throws(RowProblem) in
        let fields = json.members(of: item, Self.keys)
        let time = try json.time(outer[1], "ts", unit: .milliseconds)
        let values: SeriesValues = [
          (
            .openInterestContracts,
            try json.value(fields[1], "volume", of: .openInterestContracts)
          ),
          (.openInterest, try json.value(fields[2], "amount", of: .openInterest)),
        ]
        try append(values, fields[3], fields[0], time, json, &rows, &table)
      }
    }
  }

  private func appendPoint(
    _ item: Int, _ code: Int?, _ json: borrowing JSONTape, _ rows: inout SeriesRows,
    _ table: inout InstrumentTable
  ) throws(RowProblem) {
    let fields = json.members(of: item, Self.point)
    let time = try json.time(fields[0], "ts", unit: .milliseconds)
    let series: SeriesName
    switch try json.count(fields[2], "amount_type") {
    case 1: series = .openInterestContracts
    case 2: series = .openInterest
    default: throw RowProblem("amount_type", .other("neither 1 nor 2"), json.id(fields[2]))
    }
    let value = try json.value(fields[1], "volume", of: series)
    try append([(series, value)], fields[3], code, time, json, &rows, &table)
  }

  private func append(
    _ sizes: SeriesValues, _ value: Int?, _ code: Int?, _ time: Int64,
    _ json: borrowing JSONTape, _ rows: inout SeriesRows, _ table: inout InstrumentTable
  ) throws(RowProblem) {
    guard let symbol = json.text(code) else {
      throw RowProblem("contract_code", .other("missing: which contract is it?"))
    }
    let isLinear = symbol.contains("-USDT") || json.isPresent(value)
    let worth = symbol.contains("-USD") && isLinear ? value : nil
    let dollars = try json.valueIfPresent(worth, "value", of: .openInterestUSD)
    let coin = symbol.contains("-") ? "huobi-dm-swap" : "huobi-dm"
    let key = InstrumentKey(
      exchange: exchange ?? (isLinear ? "huobi-dm-linear-swap" : coin),
      symbol: try FieldValues.symbol(Array(symbol.utf8), "contract_code"))
    let instrument = try table.index(of: key)
    rows.append(instrument, time: time, sizes + [(.openInterestUSD, dollars)])
  }
}
