import Basics
import MarketData

/// Bitget's candles: REST answers, websocket `candle1m` (v2) and topic `kline` (v3).
///
///     {"code":"00000","msg":"success","requestTime":1695865615662,"data":[
///      ["1687708800000","27176.93","27177.43","27166.93","27177.43","2990.08","81246917.3294"]]}
///     {"action":"update","arg":{"instType":"SPOT","channel":"candle1m","instId":"BTCUSDT"},
///      "data":[["1701871620000","44080.23","44080.23","44028.5","44028.51","9.9287",
///      "437404.105512","437404.105512"]],"ts":1701871680417}
///     {"action":"update","arg":{"instType":"usdt-futures","topic":"kline","symbol":"BTCUSDT",
///      "interval":"1m"},"data":[{"start":"1755564480000","open":"116286","close":"116256.2",
///      "high":"116310.2","low":"116232.8","volume":"39.7062","turnover":"4616746.46654"}],
///      "ts":1755564540877}
///
/// | place | field | meaning |
/// | --- | --- | --- |
/// | 1 | `start` | the candle's open, ms UTC |
/// | 2 to 5 | `open`, `high`, `low`, `close` | |
/// | 6 | `volume` | base units |
/// | 7 | `turnover` | quote units |
/// | | `ts`, `requestTime` | ms UTC of the message: a candle that is not over by then is not complete, skipped |
///
/// REST answers name neither market, symbol nor length: `--exchange`, `--symbol`, `--interval` or
/// the name must. The two volumes of coin-margined contracts (`BTCUSD`) are documented one way and
/// read by clients the other way round, so each row says itself which is which: the volume in
/// dollars is the one in base units times the price. Where neither is, or both could be, the row is
/// refused. Days without `utc` begin in Singapore, off our grid.
///
/// Sources: Bitget documentation, *Get Candlestick Data* (v2, v3), *Candlesticks Channel*; frames
/// in ccxt 4.5.90's `bitget`.
struct BitgetCandles: JSONFormat {
  static let name = "bitget-candles"
  static let kind = ImportKind.candles
  static let venue = "bitget-futures, bitget; REST: --exchange"
  static let summary = "Bitget candles, REST (with --exchange, --symbol, --interval) or websocket"
  static let sample = """
    {"action":"update","arg":{"instType":"SPOT","channel":"candle1m","instId":"BTCUSDT"},"data":[[\
    "1701871620000","44080.23","44080.23","44028.5","44028.51","9.9287","437404.105512",\
    "437404.105512"]],"ts":1701871680417}
    """
  static let sideMeaning = ""

  private static let envelope = JSONKeys(["code", "requestTime", "data", "action", "arg", "ts"])
  private static let argument = JSONKeys([
    "instType", "channel", "instId", "topic", "symbol", "interval",
  ])
  private static let candle = JSONKeys([
    "start", "open", "high", "low", "close", "volume", "turnover",
  ])

  private let exchange: String?
  private let symbol: String?
  private let interval: Interval

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, envelope)
    if let argument = outer[4] {
      let members = json.members(of: argument, Self.argument)
      let isCandle = json.hasPrefix(members[1], "candle") || json.isText(members[3], "kline")
      guard isCandle, outer[3] != nil else { return .none }
      return outer[2] == nil ? .venue : .certain
    }
    guard outer[0] != nil, outer[1] != nil, let data = outer[2],
      let first = json.element(0, of: data), json.kind(first) == .array
    else { return .none }
    return json.element(6, of: first) != nil && json.element(8, of: first) == nil
      ? .certain : .none
  }

  init(_ context: ImportContext) throws(ImportError) {
    (exchange, symbol) = (context.exchange, context.symbol)
    let said = context.interval ?? context.names.interval
    interval = try ImportContext.told(said ?? Self.channelInterval(context.head))
  }

  /// The length of the first channel `candle1m`, or `"interval":"1m"`, in the text.
  private static func channelInterval(_ head: [UInt8]) -> Interval? {
    let text = String(decoding: head, as: UTF8.self)
    for word in ["\"candle", "\"interval\":"] {
      guard let found = text.firstRange(of: word) else { continue }
      let value = text[found.upperBound...].drop { $0 == " " || $0 == "\"" }
      return length(value.prefix { $0 != "\"" }.prefix(8))
    }
    return nil
  }

  /// `1m`, `1H`, `1Dutc`; days that begin in Singapore are off our grid, months have no length.
  private static func length(_ text: some StringProtocol) -> Interval? {
    if text.contains("M") { return nil }
    return Interval((text.hasSuffix("utc") ? String(text.dropLast(3)) : String(text)).lowercased())
  }

  func rows() -> CandleRows { CandleRows(interval: interval) }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<CandleRows>) {
    let outer = json.members(of: message, Self.envelope)
    let argument = outer[4].map { json.members(of: $0, Self.argument) }
    guard argument == nil || Self.claim(message, json) == .certain else { return }
    let now = json.instant(outer[5] ?? outer[1], unit: .milliseconds)
    json.forEachElement(of: outer[2]) { item in
      rows.fill { (rows, table) throws(RowProblem) in
        let key = try instrument(argument, json)
        let fields = json.members(of: item, Self.candle)
        let isListed = json.kind(item) == .array
        let values = (0..<7).map { isListed ? json.element($0, of: item) : fields[$0] }
        try append(values, key, until: now, json, &rows, &table)
      }
    }
  }

  private func instrument(
    _ argument: JSONMembers?, _ json: borrowing JSONTape
  ) throws(RowProblem) -> InstrumentKey {
    guard let name = json.text(argument?[2] ?? argument?[4]) ?? symbol else {
      throw RowProblem("instId", .other("missing; say --symbol"))
    }
    let market = json.text(argument?[0])?.lowercased()
    let own = market.map { $0 == "spot" ? "bitget" : "bitget-futures" }
    guard let venue = exchange ?? own else {
      throw RowProblem("instType", .other("missing; say --exchange bitget-futures or bitget"))
    }
    return InstrumentKey(
      exchange: venue, symbol: try FieldValues.symbol(Array(name.utf8), "instId"))
  }

  private func append(
    _ values: [Int?], _ key: InstrumentKey, until now: Int64?, _ json: borrowing JSONTape,
    _ rows: inout CandleRows, _ table: inout InstrumentTable
  ) throws(RowProblem) {
    let openTime = try json.time(values[0], "start", unit: .milliseconds)
    guard interval.isOver(openTime, at: now) else { return }
    var row = CandleRow(
      instrument: try table.index(of: key), openTime: openTime,
      open: try json.positive(values[1], "open"), high: try json.positive(values[2], "high"),
      low: try json.positive(values[3], "low"), close: try json.positive(values[4], "close"),
      volume: try json.size(values[5], "volume"),
      quoteVolume: try json.size(values[6], "turnover"))
    let isCoin = key.exchange == "bitget-futures" && InstrumentRules().rules(of: key) == nil
    if isCoin, try Self.isSwapped(row) { swap(&row.volume, &row.quoteVolume) }
    try rows.append(row)
  }

  /// Whether the volume in base units is the second one.
  ///
  /// - Throws: `RowProblem` when the price does not tell. What is traded in a candle is at most a
  ///   rounding away from its prices: a factor of two.
  private static func isSwapped(_ row: CandleRow) throws(RowProblem) -> Bool {
    let prices = row.low / 2...max(row.low / 2, row.high * 2)
    if row.volume == 0, row.quoteVolume == 0 { return false }
    let isPlain = prices.contains(row.quoteVolume / row.volume)
    let isSwapped = prices.contains(row.volume / row.quoteVolume)
    guard isPlain != isSwapped else {
      throw RowProblem(
        "volume", .other("the price does not tell which of its volumes is in base units"))
    }
    return isSwapped
  }
}
