import Basics
import MarketData

/// dYdX v4's candles, as the indexer answers, with or without an envelope.
///
///     {"candles":[{"startedAt":"2025-12-08T16:11:00.000Z","ticker":"BTC-USD",
///      "resolution":"1MIN","low":"89911","high":"89970","open":"89934","close":"89941",
///      "baseTokenVolume":"3.2767","usdVolume":"294697.4391","trades":49}]}
///
/// | field | meaning |
/// | --- | --- |
/// | `startedAt` | the candle's open, UTC; newest first |
/// | `resolution` | `1MIN`, `5MINS`, `15MINS`, `30MINS`, `1HOUR`, `4HOURS`, `1DAY` |
/// | `baseTokenVolume`, `usdVolume` | base units, dollars |
///
/// The newest candle may be incomplete and does not say so: it is kept, as the venue sent it.
///
/// Sources: docs.dydx.xyz, *Get perpetual market candles*; an answer in nautilus_trader's tests.
struct DydxCandles: JSONFormat {
  static let name = "dydx-v4-candles"
  static let kind = ImportKind.candles
  static let venue = "dydx-v4"
  static let summary = "dYdX v4 candles, the indexer's JSON"
  static let sample = """
    {"candles":[{"startedAt":"2025-12-08T16:11:00.000Z","ticker":"BTC-USD","resolution":"1MIN",\
    "low":"89911","high":"89970","open":"89934","close":"89941","baseTokenVolume":"3.2767",\
    "usdVolume":"294697.4391","trades":49}]}
    """
  static let sideMeaning = ""

  private static let envelope = JSONKeys(["candles", "result"])
  private static let candle = JSONKeys([
    "startedAt", "ticker", "resolution", "open", "high", "low", "close", "baseTokenVolume",
    "usdVolume", "trades",
  ])

  private let exchange: String
  private let interval: Interval

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    guard let list = list(message, json), json.kind(list) == .array,
      let first = json.firstChild(of: list)
    else { return .none }
    let fields = json.members(of: first, candle)
    return fields[0] != nil && fields[2] != nil && fields[7] != nil ? .certain : .none
  }

  private static func list(_ message: Int, _ json: borrowing JSONTape) -> Int? {
    let outer = json.members(of: message, envelope)
    return outer[0] ?? outer[1].flatMap { json.members(of: $0, envelope)[0] }
  }

  init(_ context: ImportContext) throws(ImportError) {
    exchange = context.exchange ?? "dydx-v4"
    interval = try ImportContext.told(context.interval ?? Self.firstResolution(context.head))
  }

  private static func firstResolution(_ head: [UInt8]) -> Interval? {
    let text = String(decoding: head, as: UTF8.self)
    guard let key = text.firstRange(of: "\"resolution\"") else { return nil }
    let value = text[key.upperBound...].drop { ": \"\n\t".contains($0) }
    return length(value.prefix { $0 != "\"" }.prefix(8))
  }

  /// `1MIN`, `15MINS`, `4HOURS`, `1DAY`.
  private static func length(_ text: some StringProtocol) -> Interval? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    switch text.dropFirst(digits.count) {
    case "MIN", "MINS": return Interval(digits + "m")
    case "HOUR", "HOURS": return Interval(digits + "h")
    case "DAY": return Interval(digits + "d")
    default: return nil
    }
  }

  func rows() -> CandleRows { CandleRows(interval: interval) }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<CandleRows>) {
    json.forEachElement(of: Self.list(message, json)) { item in
      rows.fill { (rows, table) throws(RowProblem) in
        try append(item, json, &rows, &table)
      }
    }
  }

  private func append(
    _ item: Int, _ json: borrowing JSONTape, _ rows: inout CandleRows,
    _ table: inout InstrumentTable
  ) throws(RowProblem) {
    let fields = json.members(of: item, Self.candle)
    guard Self.length(json.text(fields[2]) ?? "") == interval else {
      throw RowProblem("resolution", .other("other than the file's"), json.id(fields[2]))
    }
    try rows.append(
      CandleRow(
        instrument: try json.instrument(fields[1], "ticker", on: exchange, &table),
        openTime: try json.anyTime(fields[0], "startedAt"),
        open: try json.positive(fields[3], "open"), high: try json.positive(fields[4], "high"),
        low: try json.positive(fields[5], "low"), close: try json.positive(fields[6], "close"),
        volume: try json.size(fields[7], "baseTokenVolume"),
        quoteVolume: try json.size(fields[8], "usdVolume"),
        trades: json.isPresent(fields[9])
          ? try json.count(fields[9], "trades") : CandleBatch.noTrades
      ))
    rows.confirmInterval()
  }
}
