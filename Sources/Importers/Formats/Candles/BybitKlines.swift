import Basics
import MarketData

/// Bybit's v5 klines, REST answers and websocket `kline.…`.
///
///     {"retCode":0,"result":{"category":"linear","symbol":"BTCUSDT","list":[
///      ["1670608800000","17071","17073","17027","17055.5","268611","15.74462667"]]}}
///     {"topic":"kline.5.BTCUSDT","data":[{"start":1672324800000,"end":1672325099999,
///      "interval":"5","open":"16649.5","close":"16677","high":"16677","low":"16608",
///      "volume":"2.081","turnover":"34666.4005","confirm":true,"timestamp":1672324988882}]}
///
/// | field | meaning |
/// | --- | --- |
/// | list | start (ms UTC), open, high, low, close, volume, turnover; newest first |
/// | `volume`, `turnover` | base, quote units; of inverse contracts (`BTCUSD`) dollars, base |
/// | `confirm` | `false`: the candle is not complete, skipped |
/// | `interval` | minutes, `D` or `W`; REST answers do not say it: `--interval` or the name must |
///
/// Sources: bybit-exchange/docs, *Get Kline* and *Kline*; answers in nautilus_trader's tests.
struct BybitKlines: JSONFormat {
  static let name = "bybit-klines"
  static let kind = ImportKind.candles
  static let venue = "bybit, bybit-spot"
  static let summary = "Bybit v5 candles, REST (with --interval) or websocket kline"
  static let sample = """
    {"topic":"kline.5.BTCUSDT","data":[{"start":1672324800000,"end":1672325099999,"interval":"5",\
    "open":"16649.5","close":"16677","high":"16677","low":"16608","volume":"2.081",\
    "turnover":"34666.4005","confirm":true,"timestamp":1672324988882}]}
    """
  static let sideMeaning = ""

  private static let envelope = JSONKeys(["topic", "data", "retCode", "result"])
  private static let result = JSONKeys(["category", "symbol", "list"])
  private static let candle = JSONKeys([
    "start", "interval", "open", "close", "high", "low", "volume", "turnover", "confirm",
  ])
  private let exchange: String?
  private let interval: Interval

  init(_ context: ImportContext) throws(ImportError) {
    exchange = context.exchange
    let named = context.interval ?? context.names.klines?.interval
    interval = try ImportContext.told(named ?? Self.topicInterval(context.head))
  }

  /// The interval of the first topic `kline.5.…` in the text.
  private static func topicInterval(_ head: [UInt8]) -> Interval? {
    let text = String(decoding: head, as: UTF8.self)
    guard let topic = text.firstRange(of: "\"kline.") else { return nil }
    return length(text[topic.upperBound...].prefix { $0 != "." }.prefix(8))
  }

  /// Minutes, `D` or `W`.
  private static func length(_ text: some StringProtocol) -> Interval? {
    switch text {
    case "D": return .day
    case "W": return Interval("1w")
    default: return text.allSatisfy(\.isNumber) ? Interval(text + "m") : nil
    }
  }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, envelope)
    if json.hasPrefix(outer[0], "kline.") { return .certain }
    guard outer[2] != nil, let result = outer[3] else { return .none }
    let list = json.members(of: result, Self.result)[2]
    let first = list.flatMap { json.element(0, of: $0) }
    return first.map { json.kind($0) == .array && json.element(6, of: $0) != nil } ?? false
      ? .certain : .none
  }

  func rows() -> CandleRows { CandleRows(interval: interval) }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<CandleRows>
  ) {
    let outer = json.members(of: message, Self.envelope)
    if let topic = json.text(outer[0]) {
      let parts = topic.split(separator: ".", maxSplits: 2)
      guard parts.count == 3, parts[0] == "kline" else { return }
      json.forEach(in: outer[1]) { item in
        rows.fill { (rows, table) throws(RowProblem) in
          try addFrame(item, String(parts[2]), json, &rows, &table)
        }
      }
    } else if let result = outer[3] {
      let fields = json.members(of: result, Self.result)
      json.forEachElement(of: fields[2]) { item in
        rows.fill { (rows, table) throws(RowProblem) in
          try addListed(item, fields, json, &rows, &table)
        }
      }
    }
  }

  private func addFrame(
    _ item: Int, _ symbol: String, _ json: borrowing JSONTape, _ rows: inout CandleRows,
    _ table: inout InstrumentTable
  ) throws(RowProblem) {
    let fields = json.members(of: item, Self.candle)
    if let confirm = fields[8], !json.isTrue(confirm) { return }
    guard Self.length(json.text(fields[1]) ?? "") == interval else {
      throw RowProblem("interval", .other("other than the file's"), json.id(fields[1]))
    }
    let key = InstrumentKey(exchange: exchange ?? "bybit", symbol: symbol)
    let values = [fields[0], fields[2], fields[4], fields[5], fields[3], fields[6], fields[7]]
    try append(values, key, json, &rows, &table)
    rows.confirmInterval()
  }

  private func addListed(
    _ item: Int, _ result: JSONMembers, _ json: borrowing JSONTape, _ rows: inout CandleRows,
    _ table: inout InstrumentTable
  ) throws(RowProblem) {
    guard let token = result[1], let symbol = json.text(token) else {
      throw RowProblem("symbol", .missing)
    }
    let own = json.isText(result[0], "spot") ? "bybit-spot" : "bybit"
    let key = InstrumentKey(
      exchange: exchange ?? own, symbol: try FieldValues.symbol(Array(symbol.utf8), "symbol"))
    try append((0..<7).map { json.element($0, of: item) }, key, json, &rows, &table)
  }

  /// Start, open, high, low, close, volume, turnover.
  private func append(
    _ values: [Int?], _ key: InstrumentKey, _ json: borrowing JSONTape, _ rows: inout CandleRows,
    _ table: inout InstrumentTable
  ) throws(RowProblem) {
    let symbol = Array(key.symbol.utf8) + JSONTape.slack
    let volume = try json.number(values[5], "volume")
    let turnover = try json.number(values[6], "turnover")
    guard volume >= 0, turnover >= 0 else { throw RowProblem("volume", .negative) }
    let isInverse = InstrumentRules().rules(of: key)?.kind == .inverse
    try rows.append(
      CandleRow(
        instrument: try table.index(symbol.span, 0..<key.symbol.utf8.count, tag: key.exchange.count)
        {
          (_, _) throws(RowProblem) in key
        },
        openTime: try json.time(values[0], "start", unit: .milliseconds),
        open: try json.positive(values[1], "open"), high: try json.positive(values[2], "high"),
        low: try json.positive(values[3], "low"), close: try json.positive(values[4], "close"),
        volume: isInverse ? turnover : volume, quoteVolume: isInverse ? volume : turnover))
  }
}
