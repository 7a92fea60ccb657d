import Basics
import MarketData

/// Hyperliquid's candles: the answer to `candleSnapshot`, and websocket `candle`.
///
///     [{"T":1704287699999,"c":"2226.4","h":"2247.9","i":"15m","l":"2224.6","n":46,"o":"2247.9",
///       "s":"ETH","t":1704286800000,"v":"591.6427"}]
///     {"channel":"candle","data":{"t":1704286800000,…}}
///
/// | field | meaning |
/// | --- | --- |
/// | `t`, `T` | open and last millisecond, ms UTC |
/// | `s`, `i` | coin and length |
/// | `v` | base units |
/// | `n` | trades |
///
/// Frames of the websocket repeat a candle while it grows and do not say when it is complete: they
/// are read where a recorder's stamp tells that it was over, else skipped. The last candle of a
/// snapshot may not be complete.
///
/// Sources: Hyperliquid documentation, *Candle snapshot*; an answer in ccxt 4.5.90's `hyperliquid`.
struct HyperliquidCandles: JSONFormat {
  static let name = "hyperliquid-candles"
  static let kind = ImportKind.candles
  static let venue = "hyperliquid"
  static let summary = "Hyperliquid candleSnapshot, or websocket candle with a receive time"
  static let sample = """
    [{"T":1704287699999,"c":"2226.4","h":"2247.9","i":"15m","l":"2224.6","n":46,"o":"2247.9",\
    "s":"ETH","t":1704286800000,"v":"591.6427"}]
    """
  static let sideMeaning = ""

  private static let envelope = JSONKeys(["channel", "data"])
  private static let candle = JSONKeys(["t", "o", "h", "l", "c", "v", "n", "s", "i", "T"])

  private let exchange: String
  private let interval: Interval

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, envelope)
    let isFrame = json.isText(outer[0], "candle")
    guard outer[0] == nil || isFrame else { return .none }
    let fields = json.members(of: isFrame ? outer[1] ?? message : message, candle)
    return (0..<10).allSatisfy { fields[$0] != nil } ? .certain : .none
  }

  init(_ context: ImportContext) throws(ImportError) {
    exchange = context.exchange ?? "hyperliquid"
    interval = try ImportContext.told(context.interval ?? Self.firstLength(context.head))
  }

  private static func firstLength(_ head: [UInt8]) -> Interval? {
    let text = String(decoding: head, as: UTF8.self)
    guard let key = text.firstRange(of: "\"i\"") else { return nil }
    let value = text[key.upperBound...].drop { ": \"".contains($0) }
    return Interval(value.prefix { $0 != "\"" }.prefix(4))
  }

  func rows() -> CandleRows { CandleRows(interval: interval) }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<CandleRows>) {
    let outer = json.members(of: message, Self.envelope)
    let isFrame = json.isText(outer[0], "candle")
    guard outer[0] == nil || isFrame else { return }
    let received = rows.received
    json.forEach(in: isFrame ? outer[1] : message) { item in
      rows.fill { (rows, table) throws(RowProblem) in
        let fields = json.members(of: item, Self.candle)
        let openTime = try json.time(fields[0], "t", unit: .milliseconds)
        if isFrame {
          guard received != LiquidationBatch.noTime, interval.isOver(openTime, at: received)
          else { return }
        }
        try append(fields, openTime, json, &rows, &table)
      }
    }
  }

  private func append(
    _ fields: JSONMembers, _ openTime: Int64, _ json: borrowing JSONTape,
    _ rows: inout CandleRows, _ table: inout InstrumentTable
  ) throws(RowProblem) {
    guard let length = json.text(fields[8]), Interval(length) == interval else {
      throw RowProblem("i", .other("candles of another length than the file's"))
    }
    try rows.append(
      CandleRow(
        instrument: try json.instrument(fields[7], "s", on: exchange, &table),
        openTime: openTime,
        open: try json.positive(fields[1], "o"), high: try json.positive(fields[2], "h"),
        low: try json.positive(fields[3], "l"), close: try json.positive(fields[4], "c"),
        volume: try json.size(fields[5], "v"), trades: try json.count(fields[6], "n")))
    rows.confirmInterval()
  }
}
