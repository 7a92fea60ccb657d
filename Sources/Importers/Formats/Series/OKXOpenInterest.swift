import Basics
import MarketData

/// OKX's open interest: REST `public/open-interest`, the websocket channel of the same name, and
/// the history `rubik/stat/contracts/open-interest-history`.
///
///     {"code":"0","msg":"","data":[{"instId":"BTC-USDT-SWAP","instType":"SWAP","oi":"2125419",
///      "oiCcy":"21254.19","oiUsd":"406295547.2","ts":"1664005108969"}]}
///     {"arg":{"channel":"open-interest","instId":"BTC-USDT-SWAP"},"data":[{"instId":…,"oi":…}]}
///     {"code":"0","msg":"","data":[["1790550000000","2800476.45","28006.5419","2360916466.88"]]}
///
/// | place | field | meaning |
/// | --- | --- | --- |
/// | 1 | `ts` | the instant, ms UTC |
/// | 2 | `oi` | contracts |
/// | 3 | `oiCcy` | base units |
/// | 4 | `oiUsd` | dollars; missing in older answers |
///
/// The history names no instrument: `--symbol` must. Answers with three numbers a row are sums over
/// a coin (`open-interest-volume`) and not read.
///
/// Sources: okx.com/docs-v5, *Get open interest*, *Get contract open interest history*; ccxt
/// 4.5.90; messages of the channel in tardis-node's tests.
struct OKXOpenInterest: JSONFormat {
  static let name = "okx-open-interest"
  static let kind = ImportKind.series
  static let venue = "okex-swap, okex-futures, okex-options"
  static let summary = "OKX v5 open interest, REST (its history with --symbol) or websocket"
  static let sample = """
    {"code":"0","msg":"","data":[{"instId":"BTC-USDT-SWAP","instType":"SWAP","oi":"2125419",\
    "oiCcy":"21254.19","ts":"1664005108969"}]}
    """
  static let sideMeaning = ""

  private static let envelope = JSONKeys(["code", "data", "arg"])
  private static let argument = JSONKeys(["channel"])
  private static let keys = JSONKeys(["instId", "oi", "oiCcy", "oiUsd", "ts"])
  private let exchange: String?
  private let symbol: String?

  /// The rows of a message: of REST, or of the channel.
  private static func data(_ message: Int, _ json: borrowing JSONTape) -> Int? {
    let outer = json.members(of: message, envelope)
    guard let argument = outer[2] else { return outer[0] == nil ? nil : outer[1] }
    let channel = json.members(of: argument, Self.argument)[0]
    return json.isText(channel, "open-interest") ? outer[1] : nil
  }

  private static func isRow(_ item: Int, _ json: borrowing JSONTape) -> Bool {
    if json.kind(item) == .array {
      return json.element(3, of: item) != nil && json.element(4, of: item) == nil
    }
    let fields = json.members(of: item, keys)
    return fields[0] != nil && fields[1] != nil && fields[4] != nil
  }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    json.contains(in: data(message, json)) { isRow($0, json) } ? .certain : .none
  }

  init(_ context: ImportContext) throws(ImportError) {
    (exchange, symbol) = (context.exchange, context.symbol)
  }

  func rows() -> SeriesRows { SeriesRows() }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<SeriesRows>) {
    json.forEachElement(of: Self.data(message, json)) { item in
      let isListed = json.kind(item) == .array
      let fields = json.members(of: item, Self.keys)
      let values = (0..<4).map { isListed ? json.element(($0 + 1) % 4, of: item) : fields[$0 + 1] }
      rows.fill { (rows, table) throws(RowProblem) in
        let time = try json.time(values[3], "ts", unit: .milliseconds)
        let sizes: SeriesValues = [
          (.openInterestContracts, try json.value(values[0], "oi", of: .openInterestContracts)),
          (.openInterest, try json.valueIfPresent(values[1], "oiCcy", of: .openInterest)),
          (.openInterestUSD, try json.valueIfPresent(values[2], "oiUsd", of: .openInterestUSD)),
        ]
        let instrument = try table.index(of: try key(isListed ? nil : fields[0], json))
        rows.append(instrument, time: time, sizes)
      }
    }
  }

  private func key(_ name: Int?, _ json: borrowing JSONTape) throws(RowProblem) -> InstrumentKey {
    guard let symbol = json.text(name) ?? symbol else {
      throw RowProblem("instId", .other("missing; say --symbol"))
    }
    return InstrumentKey(
      exchange: exchange ?? Self.exchange(symbol),
      symbol: try FieldValues.symbol(Array(symbol.utf8), "instId"))
  }

  /// `BTC-USDT-SWAP`, `BTC-USD-240329`, `BTC-USD-240329-60000-C`.
  private static func exchange(_ symbol: String) -> String {
    if symbol.hasSuffix("-SWAP") { return "okex-swap" }
    return symbol.split(separator: "-").count > 3 ? "okex-options" : "okex-futures"
  }
}
