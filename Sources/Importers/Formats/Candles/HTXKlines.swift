import Basics
import MarketData

/// HTX's (Huobi's) klines: REST answers, websocket `market.….kline.…` and its answers to `req`.
///
///     {"ch":"market.BTC-USDT.kline.60min","status":"ok","ts":1779245000000,"data":[{
///      "id":1779238800,"open":76825.1,"close":76685.0,"high":76905.7,"low":76614.5,"amount":184.484,"vol":184484,
///      "trade_turnover":14154850,"count":4749}]}
///     {"ch":"market.btcusdt.kline.1min","ts":1583501786794,"tick":{"id":1583501760,"open":9094.5,
///      "close":9094.51,"low":9094.5,"high":9094.51,"amount":0.446,"vol":4059.77,"count":16}}
///
/// | field | meaning |
/// | --- | --- |
/// | `ch`, `rep` | symbol and length: `1min` to `60min`, `4hour`, `1day`, `1week` |
/// | `id` | the candle's open, seconds UTC; newest first |
/// | `amount` | base units |
/// | `vol` | spot: quote units; derivatives: contracts |
/// | `trade_turnover` | linear contracts only: quote units |
/// | `count` | spot: trades; derivatives: orders, not kept |
/// | `ts` | ms UTC of the message: a candle that is not over by then is not complete, skipped |
///
/// Sizes of derivatives count buyers *and* sellers, twice what was traded: they are halved. Days
/// and weeks begin at midnight in Singapore, which is off our grid. The channels of mark, index
/// and premium prices are skipped.
///
/// Sources: HTX documentation, *Get KLine Data* of spot, of coin- and of USDT-margined contracts
/// ("sum of both buy and sell sides"); answers of 2020 and 2026, whose contracts are even.
struct HTXKlines: JSONFormat {
  static let name = "htx-klines"
  static let kind = ImportKind.candles
  static let venue = "huobi, huobi-dm-linear-swap, huobi-dm-swap, huobi-dm, by the symbol"
  static let summary = "HTX candles, REST or websocket market.….kline.…"
  static let sample = """
    {"ch":"market.BTC-USDT.kline.60min","status":"ok","ts":1779245000000,"data":[{"id":1779238800,\
    "open":76825.1,"close":76685.0,"high":76905.7,"low":76614.5,"amount":184.484,"vol":184484,\
    "trade_turnover":14154850,"count":4749}]}
    """
  static let sideMeaning = ""

  private static let envelope = JSONKeys(["ch", "rep", "ts", "tick", "data"])
  private static let candle = JSONKeys([
    "id", "open", "high", "low", "close", "amount", "vol", "count", "trade_turnover",
  ])

  private let exchange: String?
  private let interval: Interval

  /// `market.BTC-USDT.kline.60min`
  private struct Channel {
    let code: String
    let period: String

    init?(_ text: String?) {
      let parts = text?.split(separator: ".", omittingEmptySubsequences: false) ?? []
      guard parts.count == 4, parts[0] == "market", parts[2] == "kline" else { return nil }
      (code, period) = (String(parts[1]), String(parts[3]))
    }

    /// Nil for months, which have no length.
    var interval: Interval? {
      let digits = period.prefix { $0.isASCII && $0.isNumber }
      switch period.dropFirst(digits.count) {
      case "min": return Interval(digits + "m")
      case "hour": return Interval(digits + "h")
      case "day": return Interval(digits + "d")
      case "week": return Interval(digits + "w")
      default: return nil
      }
    }

    var exchange: String {
      if code.contains("-USDT") { return "huobi-dm-linear-swap" }
      if code.contains("-") { return "huobi-dm-swap" }
      return code.contains(where: \.isUppercase) ? "huobi-dm" : "huobi"
    }
  }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, envelope)
    guard Channel(json.text(outer[0] ?? outer[1])) != nil else { return .none }
    return outer[3] != nil || outer[4] != nil ? .certain : .venue
  }

  init(_ context: ImportContext) throws(ImportError) {
    exchange = context.exchange
    interval = try ImportContext.told(context.interval ?? Self.channelInterval(context.head))
  }

  /// The length that the first channel in the text says.
  private static func channelInterval(_ head: [UInt8]) -> Interval? {
    let text = String(decoding: head, as: UTF8.self)
    guard let middle = text.firstRange(of: ".kline.") else { return nil }
    let period = text[middle.upperBound...].prefix { $0 != "\"" }.prefix(8)
    return Channel("market.x.kline.\(period)")?.interval
  }

  func rows() -> CandleRows { CandleRows(interval: interval) }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<CandleRows>) {
    let outer = json.members(of: message, Self.envelope)
    guard let channel = Channel(json.text(outer[0] ?? outer[1])) else { return }
    let now = json.instant(outer[2], unit: .milliseconds)
    json.forEach(in: outer[3] ?? outer[4]) { item in
      rows.fill { (rows, table) throws(RowProblem) in
        guard channel.interval == interval else {
          throw RowProblem("ch", .other("candles of another length than the file's"))
        }
        try append(item, channel, until: now, json, &rows, &table)
      }
    }
  }

  private func append(
    _ item: Int, _ channel: Channel, until now: Int64?, _ json: borrowing JSONTape,
    _ rows: inout CandleRows, _ table: inout InstrumentTable
  ) throws(RowProblem) {
    let fields = json.members(of: item, Self.candle)
    let openTime = try json.time(fields[0], "id", unit: .seconds)
    guard interval.isOver(openTime, at: now) else { return }
    let key = InstrumentKey(
      exchange: exchange ?? channel.exchange,
      symbol: try FieldValues.symbol(Array(channel.code.utf8), "ch"))
    var row = CandleRow(
      instrument: try table.index(of: key), openTime: openTime,
      open: try json.positive(fields[1], "open"), high: try json.positive(fields[2], "high"),
      low: try json.positive(fields[3], "low"), close: try json.positive(fields[4], "close"),
      volume: try json.size(fields[5], "amount"))
    switch channel.exchange {
    case "huobi":
      row.quoteVolume = try json.size(fields[6], "vol")
      row.trades = try json.count(fields[7], "count")
    case "huobi-dm-linear-swap":
      row.volume /= 2
      if json.isPresent(fields[8]) {
        row.quoteVolume = try json.size(fields[8], "trade_turnover") / 2
      }
    default:
      row.volume /= 2
      let rules = table.contractRules.rules(of: key)
      row.quoteVolume = try json.size(fields[6], "vol") / 2 * (rules?.multiplier ?? .nan)
    }
    try rows.append(row)
    rows.confirmInterval()
  }
}
