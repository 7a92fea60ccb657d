import Basics
import MarketData

/// Binance's klines as the REST interface answers them, and the websocket's `kline`.
///
///     [[1591478520000,"0.025013","0.025018","0.025","0.025","22.19",1591478579999,"0.55490906",40,
///       "10.929","0.27336462","0"]]
///     {"e":"kline","E":1579482960015,"s":"ETHBTC","k":{"t":1579482900000,"T":1579482959999,
///      "s":"ETHBTC","i":"1m","o":"0.019132","c":"0.019135","h":"0.019137","l":"0.019132",
///      "v":"5.084","n":16,"x":true,"q":"0.0972806","V":"3.302","Q":"0.063185"}}
///
/// The places are those of `BinanceKlines`, of the websocket:
///
/// | field | meaning |
/// | --- | --- |
/// | `t`, `T` | open and close, ms UTC |
/// | `v`, `q`, `n` | volume, quote volume, trades |
/// | `V`, `Q` | what takers bought of both |
/// | `x` | `false`: the candle is not complete, skipped |
///
/// COIN-M counts contracts in `v` and base units in `q`. REST answers name neither symbol nor
/// length, and no message its market: options, the name (`BTCUSDT-1m-2024-06.json`) or the path
/// must. The last candle of a REST answer is often not complete, which it does not say.
///
/// Sources: Binance documentation, *Kline/Candlestick Data* and *Kline/Candlestick Streams*.
struct BinanceKlinesJSON: JSONFormat {
  static let name = "binance-klines-json"
  static let kind = ImportKind.candles
  static let venue = BinanceKlines.venue
  static let summary = "Binance candles, REST klines (with --symbol and --interval) or websocket"
  static let sample = """
    {"e":"kline","E":1579482960015,"s":"ETHBTC","k":{"t":1579482900000,"T":1579482959999,\
    "s":"ETHBTC","i":"1m","o":"0.019132","c":"0.019135","h":"0.019137","l":"0.019132","v":"5.084",\
    "n":16,"x":true,"q":"0.0972806","V":"3.302","Q":"0.063185"}}
    """
  static let sideMeaning = ""

  private static let places = 12
  private static let envelope = JSONKeys(["e", "k", "stream", "data"])
  private static let candle = JSONKeys([
    "t", "o", "h", "l", "c", "v", "T", "q", "n", "V", "Q", "s", "i", "x",
  ])

  private let exchange: String
  private let symbol: String?
  private let interval: Interval

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    guard json.kind(message) == .array else {
      return event(message, json) == nil ? .none : .certain
    }
    func value(_ place: Int) -> Double {
      (try? json.number(json.element(place, of: message), "")) ?? .nan
    }
    guard json.element(places - 1, of: message) != nil, value(6) > value(0), value(0) > 1e12 else {
      return .none
    }
    let isOfPrice = value(5) == 0 && value(7) == 0 && value(8) > 0
    return isOfPrice ? .otherKind(BinanceKlines.priceKind) : .certain
  }

  /// The `k` of a message of the websocket, raw or combined.
  private static func event(_ message: Int, _ json: borrowing JSONTape) -> Int? {
    let outer = json.members(of: message, envelope)
    let members = outer[3].map { json.members(of: $0, envelope) } ?? outer
    return json.isText(members[0], "kline") ? members[1] : nil
  }

  init(_ context: ImportContext) throws(ImportError) {
    let named = context.names.klines
    let said = context.interval ?? named?.interval ?? context.names.interval
    interval = try ImportContext.told(said ?? Self.streamInterval(context.head))
    symbol = context.symbol ?? named?.symbol
    exchange = try BinanceKlines.exchange(context)
  }

  /// The length that the first `"i":"1m"` in the text says.
  private static func streamInterval(_ head: [UInt8]) -> Interval? {
    let text = String(decoding: head, as: UTF8.self)
    guard let key = text.firstRange(of: "\"i\"") else { return nil }
    let value = text[key.upperBound...].drop { ": \"".contains($0) }
    return Interval(value.prefix { $0 != "\"" }.prefix(4))
  }

  func rows() -> CandleRows { CandleRows(interval: interval) }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<CandleRows>) {
    let isListed = json.kind(message) == .array
    guard let item = isListed ? message : Self.event(message, json) else { return }
    // A page without candles is no candle that lacks its values.
    if isListed, json.firstChild(of: message) == nil { return }
    rows.fill { (rows, table) throws(RowProblem) in
      if isListed {
        let values = (0..<Self.places).map { json.element($0, of: item) }
        let instrument = try table.index(named: symbol, on: exchange, json.bytes.span)
        let key = InstrumentKey(exchange: exchange, symbol: symbol ?? "")
        try append(values, instrument, key, json, &rows)
      } else {
        try addFrame(item, json, &rows, &table)
      }
    }
  }

  private func addFrame(
    _ item: Int, _ json: borrowing JSONTape, _ rows: inout CandleRows,
    _ table: inout InstrumentTable
  ) throws(RowProblem) {
    let fields = json.members(of: item, Self.candle)
    if let isOver = fields[13], !json.isTrue(isOver) { return }
    guard let length = json.text(fields[12]), Interval(length) == interval else {
      throw RowProblem("i", .other("candles of another length than the file's"))
    }
    let instrument = try json.instrument(fields[11], "s", on: exchange, &table)
    let key = InstrumentKey(exchange: exchange, symbol: json.text(fields[11]) ?? "")
    try append((0..<11).map { fields[$0] }, instrument, key, json, &rows)
  }

  /// Appends the values in the order of the REST answer.
  private func append(
    _ values: [Int?], _ instrument: UInt32, _ key: InstrumentKey, _ json: borrowing JSONTape,
    _ rows: inout CandleRows
  ) throws(RowProblem) {
    let openTime = try json.time(values[0], "open_time", unit: nil)
    var row = CandleRow(
      instrument: instrument, openTime: openTime,
      open: try json.positive(values[1], "open"), high: try json.positive(values[2], "high"),
      low: try json.positive(values[3], "low"), close: try json.positive(values[4], "close"),
      volume: try json.size(values[5], "volume"),
      quoteVolume: try json.size(values[7], "quote_volume"),
      trades: try json.count(values[8], "count"),
      takerBuyVolume: try json.size(values[9], "taker_buy_volume"))
    if let value = BinanceKlines.contractValue(of: key) {
      (row.volume, row.quoteVolume) = (row.quoteVolume, row.volume * value)
      row.takerBuyVolume = try json.size(values[10], "taker_buy_quote_volume")
    }
    try rows.append(row)
    let closeTime = try json.time(values[6], "close_time", unit: nil)
    if (closeTime - openTime) / 1_000 + 1 == interval.microseconds / 1_000 {
      rows.confirmInterval()
    }
  }
}
