import Basics
import MarketData

/// Gate's candlesticks of spot and futures: REST answers and websocket `….candlesticks`.
///
///     [{"t":1539852480,"v":97151,"c":"1.032","h":"1.032","l":"1.032","o":"1.032","sum":"3580"}]
///     {"time":1545129361,"channel":"futures.candlesticks","event":"update","result":[{
///      "t":1545129300,"v":27525555,"c":"95.4","h":"96.9","l":"89.5","o":"94.3","n":"1m_BTC_USD",
///      "a":"314732.87412","w":true}]}
///     [["1539852480","971519.677","0.0021724","0.0021922","0.0021724","0.0021737","446.4","true"]]
///     {"time":1606292641,"channel":"spot.candlesticks","event":"update","result":{
///      "t":"1606292580","v":"2362.3","c":"19128.1","h":"19130","l":"19128","o":"19128","n":"1m_BTC_USDT",
///      "a":"0.1235","w":true}}
///
/// | field | meaning |
/// | --- | --- |
/// | `t` | the candle's open, seconds UTC |
/// | `o`, `h`, `l`, `c` | quote currency |
/// | `v` | futures: contracts; spot: quote units |
/// | `sum`, `a` | futures: `sum` quote units, `a` not documented; spot: `a` base units |
/// | `n` | length and symbol |
/// | `w` | whether the candle is complete; without it, the message's `time` decides |
/// | REST spot | open, quote volume, close, high, low, open, base volume, complete |
///
/// REST answers name no symbol and no length: `--symbol` and `--interval` or the name must. Base
/// units of futures need the contract's size, which `--instruments` must say. Candles without a
/// volume are of mark or index prices, and skipped.
///
/// Sources: Gate API v4 documentation, *Futures market K-line chart*, *Market K-line chart*,
/// *Candlesticks notification*.
struct GateCandles: JSONFormat {
  static let name = "gate-candles"
  static let kind = ImportKind.candles
  static let venue = "gate-io-futures, gate-io"
  static let summary = "Gate candles, REST (with --symbol and --interval) or websocket"
  static let sample = """
    {"time":1545129361,"channel":"futures.candlesticks","event":"update","result":[{"t":1545129300,\
    "v":27525555,"c":"95.4","h":"96.9","l":"89.5","o":"94.3","n":"1m_BTC_USD","w":true}]}
    """
  static let sideMeaning = ""

  private static let envelope = JSONKeys(["time", "channel", "event", "result"])
  private static let candle = JSONKeys(["t", "v", "c", "h", "l", "o", "sum", "n", "a", "w"])

  private let exchange: String?
  private let symbol: String?
  private let interval: Interval

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    if json.kind(message) == .array {
      guard json.element(6, of: message) != nil, json.element(8, of: message) == nil else {
        return .none
      }
      let last = json.element(7, of: message)
      return json.isText(last, "true") || json.isText(last, "false") ? .certain : .none
    }
    let outer = json.members(of: message, envelope)
    if let channel = json.text(outer[1]) {
      guard channel.hasSuffix(".candlesticks") else { return .none }
      return json.isText(outer[2], "update") ? .certain : .venue
    }
    let fields = json.members(of: message, candle)
    return (0..<7).allSatisfy { fields[$0] != nil } ? .certain : .none
  }

  init(_ context: ImportContext) throws(ImportError) {
    (exchange, symbol) = (context.exchange, context.symbol)
    let said = context.interval ?? context.names.interval
    interval = try ImportContext.told(said ?? Self.subscribedInterval(context.head))
  }

  /// The length that the first subscription `"n":"1m_…"` in the text says.
  private static func subscribedInterval(_ head: [UInt8]) -> Interval? {
    let text = String(decoding: head, as: UTF8.self)
    guard let key = text.firstRange(of: "\"n\"") else { return nil }
    let value = text[key.upperBound...].drop { ": \"\n\t".contains($0) }
    return Interval(value.prefix { $0 != "_" }.prefix(4))
  }

  func rows() -> CandleRows { CandleRows(interval: interval) }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<CandleRows>) {
    if json.kind(message) == .array {
      return rows.fill { (rows, table) throws(RowProblem) in
        try addListed(message, json, &rows, &table)
      }
    }
    let outer = json.members(of: message, Self.envelope)
    let channel = json.text(outer[1])
    guard channel == nil || json.isText(outer[2], "update") else { return }
    let now = json.instant(outer[0], unit: nil)
    json.forEach(in: channel == nil ? message : outer[3]) { item in
      let fields = json.members(of: item, Self.candle)
      guard json.isPresent(fields[1]) else { return }
      rows.fill { (rows, table) throws(RowProblem) in
        switch channel {
        case "spot.candlesticks": try addSpot(fields, until: now, json, &rows, &table)
        case nil, "futures.candlesticks":
          try addFutures(fields, until: channel == nil ? nil : now, json, &rows, &table)
        default: return
        }
      }
    }
  }

  /// Open, quote volume, close, high, low, open, base volume, complete.
  private func addListed(
    _ item: Int, _ json: borrowing JSONTape, _ rows: inout CandleRows,
    _ table: inout InstrumentTable
  ) throws(RowProblem) {
    func value(_ place: Int) -> Int? { json.element(place, of: item) }
    if json.isText(value(7), "false") { return }
    try rows.append(
      CandleRow(
        instrument: try table.index(
          named: symbol, on: exchange ?? "gate-io", json.bytes.span),
        openTime: try json.time(value(0), "t", unit: .seconds),
        open: try json.positive(value(5), "open"), high: try json.positive(value(3), "high"),
        low: try json.positive(value(4), "low"), close: try json.positive(value(2), "close"),
        volume: try json.size(value(6), "base volume"),
        quoteVolume: try json.size(value(1), "quote volume")))
  }

  private func addSpot(
    _ fields: JSONMembers, until now: Int64?, _ json: borrowing JSONTape,
    _ rows: inout CandleRows, _ table: inout InstrumentTable
  ) throws(RowProblem) {
    guard var row = try row(fields, on: "gate-io", until: now, json, &table)?.row else { return }
    row.volume = try json.size(fields[8], "a")
    row.quoteVolume = try json.size(fields[1], "v")
    try rows.append(row)
  }

  private func addFutures(
    _ fields: JSONMembers, until now: Int64?, _ json: borrowing JSONTape,
    _ rows: inout CandleRows, _ table: inout InstrumentTable
  ) throws(RowProblem) {
    guard let found = try row(fields, on: "gate-io-futures", until: now, json, &table) else {
      return
    }
    var row = found.row
    let contracts = try json.size(fields[1], "v")
    guard let rules = table.contractRules.rules(of: found.key), rules.kind != .quanto else {
      throw RowProblem(
        "v", .other("contracts of a size that is not known; say it with --instruments"),
        json.id(fields[1]))
    }
    let value = contracts * rules.multiplier
    (row.volume, row.quoteVolume) =
      rules.kind == .inverse ? (value / row.close, value) : (value, .nan)
    if rules.kind == .linear, json.isPresent(fields[6]) {
      row.quoteVolume = try json.size(fields[6], "sum")
    }
    try rows.append(row)
  }

  /// Time and prices; nil when the candle is not complete or of a mark or index price.
  private func row(
    _ fields: JSONMembers, on own: String, until now: Int64?, _ json: borrowing JSONTape,
    _ table: inout InstrumentTable
  ) throws(RowProblem) -> (row: CandleRow, key: InstrumentKey)? {
    let openTime = try json.time(fields[0], "t", unit: .seconds)
    let isOver = fields[9].map { json.isTrue($0) } ?? interval.isOver(openTime, at: now)
    guard let name = try symbol(fields[7], json), isOver else { return nil }
    let key = InstrumentKey(
      exchange: exchange ?? own, symbol: try FieldValues.symbol(Array(name.utf8), "n"))
    let row = CandleRow(
      instrument: try table.index(of: key), openTime: openTime,
      open: try json.positive(fields[5], "o"), high: try json.positive(fields[3], "h"),
      low: try json.positive(fields[4], "l"), close: try json.positive(fields[2], "c"), volume: 0)
    return (row, key)
  }

  /// The symbol that `1m_BTC_USDT` or `--symbol` names; nil for a mark or index price.
  private func symbol(_ token: Int?, _ json: borrowing JSONTape) throws(RowProblem) -> String? {
    guard let text = json.text(token) else {
      guard let symbol else { throw RowProblem("n", .other("missing; say --symbol")) }
      return symbol
    }
    let parts = text.split(separator: "_", maxSplits: 1)
    guard parts.count == 2, Interval(parts[0]) == interval else {
      throw RowProblem(
        "n", .other("candles of another length than the file's"), json.id(token))
    }
    let isPrice = parts[1].hasPrefix("mark_") || parts[1].hasPrefix("index_")
    return isPrice ? nil : String(parts[1])
  }
}
