import Basics
import MarketData

/// Deribit's answer `public/get_tradingview_chart_data`: columns, one element a candle.
///
///     {"jsonrpc":"2.0","result":{"volume":[3.6680847969999992],"ticks":[1583916960000],
///      "status":"ok","open":[7834],"low":[7834],"high":[7839.5],"cost":[28740],"close":[7839.5]},
///      "usIn":1583917166709801,"usOut":1583917166710175}
///
/// | field | meaning |
/// | --- | --- |
/// | `ticks` | the candles' opens, ms UTC |
/// | `volume` | base units |
/// | `cost` | quote units |
/// | `usOut` | µs UTC of the answer: a candle that is not over by then is not complete, skipped |
///
/// Neither instrument nor resolution is in the answer: `--symbol` and `--interval` must say them.
/// Candles without a trade repeat the price before, with a volume of zero.
///
/// Sources: Deribit API documentation; the answer in ccxt 4.5.90's `deribit`, where cost = volume ×
/// price.
struct DeribitCandles: JSONFormat {
  static let name = "deribit-candles"
  static let kind = ImportKind.candles
  static let venue = "deribit"
  static let summary = "Deribit get_tradingview_chart_data (with --symbol and --interval)"
  static let sample = """
    {"jsonrpc":"2.0","result":{"volume":[3.668],"ticks":[1583916960000],"status":"ok",\
    "open":[7834],"low":[7834],"high":[7839.5],"cost":[28740],"close":[7839.5]},\
    "usOut":1583917166710175}
    """
  static let sideMeaning = ""

  private static let envelope = JSONKeys(["result", "usOut"])
  private static let names = ["ticks", "open", "high", "low", "close", "volume", "cost"]
  private static let columns = JSONKeys(names)

  private let key: InstrumentKey
  private let interval: Interval

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    guard let result = json.members(of: message, envelope)[0] else { return .none }
    let fields = json.members(of: result, columns)
    return (0..<6).allSatisfy { fields[$0] != nil } ? .certain : .none
  }

  init(_ context: ImportContext) throws(ImportError) {
    guard let symbol = context.symbol else {
      throw ImportError(
        .needsOption("symbol"), "candles of which symbol? Say --symbol, such as BTC-PERPETUAL")
    }
    interval = try context.interval(of: "candles")
    key = InstrumentKey(exchange: context.exchange ?? "deribit", symbol: symbol)
  }

  func rows() -> CandleRows { CandleRows(interval: interval) }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<CandleRows>) {
    let outer = json.members(of: message, Self.envelope)
    guard let result = outer[0], json.kind(result) == .object else { return }
    let now = json.instant(outer[1], unit: .microseconds)
    let fields = json.members(of: result, Self.columns)
    // Walked side by side: to find an element by its number would cost the square of the length.
    var places = (0..<Self.names.count).map { fields[$0].flatMap { json.firstChild(of: $0) } }
    while places[0] != nil {
      rows.fill { (rows, table) throws(RowProblem) in
        try append(places, until: now, json, &rows, &table)
      }
      for column in places.indices {
        guard let place = places[column], let list = fields[column] else { continue }
        places[column] = json.next(after: place, in: list)
      }
    }
  }

  private func append(
    _ values: [Int?], until now: Int64?, _ json: borrowing JSONTape, _ rows: inout CandleRows,
    _ table: inout InstrumentTable
  ) throws(RowProblem) {
    let openTime = try json.time(values[0], "ticks", unit: .milliseconds)
    guard interval.isOver(openTime, at: now) else { return }
    try rows.append(
      CandleRow(
        instrument: try table.index(of: key), openTime: openTime,
        open: try json.positive(values[1], "open"), high: try json.positive(values[2], "high"),
        low: try json.positive(values[3], "low"), close: try json.positive(values[4], "close"),
        volume: try json.size(values[5], "volume"),
        quoteVolume: json.isPresent(values[6]) ? try json.size(values[6], "cost") : .nan))
  }
}
