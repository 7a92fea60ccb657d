import Basics
import MarketData

/// OKX's v5 candles, REST answers and websocket `candle1m`.
///
///     {"code":"0","msg":"","data":[
///      ["1747094040000","102806.1","102820.4","102806.1","102820.4","1040.37","10.4037",
///       "1069603.34883","1"]]}
///     {"arg":{"channel":"candle1m","instId":"BTC-USDT-SWAP"},"data":[["1747094040000",…]]}
///
/// | place | meaning |
/// | --- | --- |
/// | 1 | the candle's open, ms UTC; newest first |
/// | 2 to 5 | open, high, low, close |
/// | 6 | volume in contracts (swaps, futures), in base units (spot) |
/// | 7 | volume in base units (swaps, futures), in quote units (spot) |
/// | 8 | volume in quote units |
/// | 9 | `0`: the candle is not complete, skipped |
///
/// REST answers name neither instrument nor interval: `--symbol`, `--interval` or the name must.
/// Channels of index and mark prices have no volume and are skipped.
///
/// Sources: okx.com/docs-v5, *Get candlesticks*; answers in nautilus_trader's tests.
struct OKXCandles: JSONFormat {
  static let name = "okx-candles"
  static let kind = ImportKind.candles
  static let venue = "okex-swap, okex-futures, okex, by the instrument"
  static let summary = "OKX v5 candles, REST (with --symbol and --interval) or websocket"
  static let sample = """
    {"code":"0","msg":"","data":[["1747094040000","102806.1","102820.4","102806.1","102820.4",\
    "1040.37","10.4037","1069603.34883","1"]]}
    """
  static let sideMeaning = ""

  private static let envelope = JSONKeys(["code", "data", "arg", "action"])
  private static let argument = JSONKeys(["channel", "instId"])
  private static let fields = 9

  private let exchange: String?
  private let symbol: String?
  private let interval: Interval

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, envelope)
    if let argument = outer[2] {
      let channel = json.members(of: argument, Self.argument)[0]
      // Bitget's frames have an action besides.
      return json.hasPrefix(channel, "candle") && outer[3] == nil ? .certain : .none
    }
    guard outer[0] != nil, let data = outer[1], let first = json.element(0, of: data) else {
      return .none
    }
    return json.kind(first) == .array && json.element(fields - 1, of: first) != nil
      ? .certain : .none
  }

  init(_ context: ImportContext) throws(ImportError) {
    (exchange, symbol) = (context.exchange, context.symbol)
    let said = context.interval ?? context.names.interval
    interval = try ImportContext.told(said ?? Self.channelInterval(context.head))
  }

  /// The interval of the first channel `candle1m` in the text: `1H`, `1D`, `1Dutc`, `1W`, ….
  private static func channelInterval(_ head: [UInt8]) -> Interval? {
    let text = String(decoding: head, as: UTF8.self)
    guard let channel = text.firstRange(of: "\"candle") else { return nil }
    return length(text[channel.upperBound...].prefix { $0 != "\"" }.prefix(8))
  }

  /// `1m` to `30m`, `1H`, `1D`, `1W`; days of Hong Kong (`1D` without `utc`) are off our grid, and
  /// months (`1M`) have no length.
  private static func length(_ text: some StringProtocol) -> Interval? {
    if text.contains("M") { return nil }
    return Interval((text.hasSuffix("utc") ? String(text.dropLast(3)) : String(text)).lowercased())
  }

  func rows() -> CandleRows { CandleRows(interval: interval) }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<CandleRows>) {
    let outer = json.members(of: message, Self.envelope)
    var name = symbol
    if let argument = outer[2] {
      let members = json.members(of: argument, Self.argument)
      guard json.hasPrefix(members[0], "candle") else { return }
      name = json.text(members[1]) ?? name
    }
    json.forEachElement(of: outer[1]) { item in
      rows.fill { (rows, table) throws(RowProblem) in
        try append(item, name, json, &rows, &table)
      }
    }
  }

  private func append(
    _ item: Int, _ name: String?, _ json: borrowing JSONTape, _ rows: inout CandleRows,
    _ table: inout InstrumentTable
  ) throws(RowProblem) {
    func value(_ place: Int) -> Int? { json.element(place, of: item) }
    guard let name else { throw RowProblem("instId", .other("missing; say --symbol")) }
    guard value(8) != nil else { throw RowProblem("", .fields(found: 0, needed: Self.fields)) }
    if json.isText(value(8), "0") { return }
    let key = InstrumentKey(
      exchange: exchange ?? Self.exchange(name),
      symbol: try FieldValues.symbol(Array(name.utf8), "instId"))
    let isSpot = key.exchange == "okex"
    try rows.append(
      CandleRow(
        instrument: try table.index(of: key),
        openTime: try json.time(value(0), "ts", unit: .milliseconds),
        open: try json.positive(value(1), "o"), high: try json.positive(value(2), "h"),
        low: try json.positive(value(3), "l"), close: try json.positive(value(4), "c"),
        volume: try json.size(value(isSpot ? 5 : 6), "vol"),
        quoteVolume: try json.size(value(7), "volCcyQuote")))
  }

  /// `BTC-USDT-SWAP`, `BTC-USD-240329`, `BTC-USDT`.
  private static func exchange(_ symbol: String) -> String {
    let parts = symbol.split(separator: "-")
    guard parts.count == 3 else { return "okex" }
    return parts[2] == "SWAP" ? "okex-swap" : "okex-futures"
  }
}
