import Basics
import MarketData

/// Binance's REST answers `openInterestHist` and `openInterest`.
///
///     [{"symbol":"BTCUSDT","sumOpenInterest":"20403.63700000",
///       "sumOpenInterestValue":"150570784.07809979","timestamp":"1583127900000"}]
///     [{"pair":"BTCUSD","contractType":"PERPETUAL","sumOpenInterest":"20403",
///       "sumOpenInterestValue":"1761.96512234","timestamp":1591261042378}]
///     {"symbol":"BTCUSDT","openInterest":"10659.509","time":1589437530011}
///     {"symbol":"BTCUSD_200925","pair":"BTCUSD","openInterest":"15279",
///      "contractType":"CURRENT_QUARTER","time":1592265372706}
///
/// | field | meaning |
/// | --- | --- |
/// | `timestamp`, `time` | the instant, ms UTC |
/// | `sumOpenInterest`, `openInterest` | base units; COIN-M: contracts |
/// | `sumOpenInterestValue` | dollars; COIN-M: base units |
///
/// As `BinanceMetrics`, the archive of the same numbers. COIN-M's history names a pair and a type
/// of contract: `PERPETUAL` is `BTCUSD_PERP`, the contract of any other type has changed over the
/// time and is refused. Clones such as Aster need `--exchange`.
///
/// Sources: Binance derivatives documentation, *Open Interest Statistics* of USD-M ("total open
/// interest value") and COIN-M ("unit: cont", "unit: base asset"), *Open Interest*; ccxt 4.5.90;
/// messages of 2019 and 2020 in tardis-node's tests.
struct BinanceOpenInterest: JSONFormat {
  static let name = "binance-open-interest"
  static let kind = ImportKind.series
  static let venue = "binance-futures, binance-delivery; clones with --exchange"
  static let summary = "Binance REST openInterestHist and openInterest"
  static let sample = """
    [{"symbol":"BTCUSDT","sumOpenInterest":"20403.63700000",\
    "sumOpenInterestValue":"150570784.07809979","timestamp":"1583127900000"}]
    """
  static let sideMeaning = ""

  private static let keys = JSONKeys([
    "symbol", "pair", "contractType", "sumOpenInterest", "sumOpenInterestValue", "timestamp",
    "openInterest", "time",
  ])
  private let exchange: String

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let fields = json.members(of: message, keys)
    let isNamed = fields[0] != nil || fields[1] != nil && fields[2] != nil
    let isHistory = isNamed && fields[3] != nil && fields[4] != nil && fields[5] != nil
    let isNow = fields[0] != nil && fields[6] != nil && fields[7] != nil
    return isHistory || isNow ? .certain : .none
  }

  init(_ context: ImportContext) throws(ImportError) {
    exchange = context.exchange ?? "binance-futures"
  }

  func rows() -> SeriesRows { SeriesRows() }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<SeriesRows>) {
    guard Self.claim(message, json) == .certain else { return }
    let fields = json.members(of: message, Self.keys)
    rows.fill { (rows, table) throws(RowProblem) in
      let time =
        fields[5] != nil
        ? try json.time(fields[5], "timestamp", unit: .milliseconds)
        : try json.time(fields[7], "time", unit: .milliseconds)
      let symbol = try symbol(fields, json)
      let isCoin = BinanceSymbol.isCoinMargined(symbol)
      let size = isCoin ? SeriesName.openInterestContracts : .openInterest
      let worth = isCoin ? SeriesName.openInterest : .openInterestUSD
      let values: SeriesValues = [
        (size, try json.valueIfPresent(fields[3], "sumOpenInterest", of: size)),
        (worth, try json.valueIfPresent(fields[4], "sumOpenInterestValue", of: worth)),
        (size, try json.valueIfPresent(fields[6], "openInterest", of: size)),
      ]
      let key = BinanceSymbol.instrument(symbol, on: exchange)
      rows.append(try table.index(of: key), time: time, values)
    }
  }

  private func symbol(
    _ fields: JSONMembers, _ json: borrowing JSONTape
  ) throws(RowProblem) -> String {
    if let name = fields[0] {
      guard let text = json.text(name) else { throw RowProblem("symbol", .missing) }
      return try FieldValues.symbol(Array(text.utf8), "symbol")
    }
    guard json.isText(fields[2], "PERPETUAL") else {
      throw RowProblem(
        "contractType", .other("which contract is it? Only PERPETUAL names one"),
        json.id(fields[2]))
    }
    guard let pair = json.text(fields[1]) else { throw RowProblem("pair", .missing) }
    return try FieldValues.symbol(Array((pair + "_PERP").utf8), "pair")
  }
}
