import Basics
import MarketData

/// Hyperliquid's archive `asset_ctxs`: open interest and prices of every coin, once a minute.
///
///     time,coin,funding,open_interest,prev_day_px,day_ntl_vlm,premium,oracle_px,mark_px,mid_px,
///       impact_bid_px,impact_ask_px
///     2025-11-13T00:01:00Z,POPCAT,-0.0003,44122738,0.15002,133328618.73,-0.0019,0.12585,…
///
/// | field | meaning |
/// | --- | --- |
/// | `time` | the instant, UTC |
/// | `open_interest` | base units |
/// | `oracle_px`, `mark_px` | index and mark price, dollars; empty, `null` or 0: there is none |
/// | `funding` | what the hour would cost if it ended now, not what was paid: not read |
///
/// Whether the venue adds both sides, as one vendor says, is not settled: stored as it is sent. The
/// archive is packed with lz4, which is not read: unpack it with `lz4 -d`.
///
/// Sources: Hyperliquid documentation, *Historical data* (`asset_ctxs`); headers and rows of files
/// of 2023 to 2026 in the code and notes of five of its users.
struct HyperliquidAssetContextsCSV: CSVFormat {
  static let name = "hyperliquid-asset-contexts-csv"
  static let kind = ImportKind.series
  static let venue = "hyperliquid"
  static let summary = "Hyperliquid's archive asset_ctxs: open interest, oracle and mark price"
  static let sample =
    "2025-11-13T00:01:00Z,POPCAT,-0.0003,44122738,0.15002,133328618.73,-0.0019,0.12585,0.12543,"
    + "0.12545,0.125332,0.125601"
  static let sideMeaning = ""

  private static let header = [
    "time", "coin", "funding", "open_interest", "prev_day_px", "day_ntl_vlm", "premium",
    "oracle_px", "mark_px", "mid_px", "impact_bid_px", "impact_ask_px",
  ]

  let shape: CSVShape
  private let exchange: String

  static func claim(_ sample: CSVSample, _ names: FileNames) -> Claim {
    sample.header == header ? .certain : .none
  }

  init(_ sample: CSVSample, _ context: ImportContext) throws(ImportError) {
    shape = try CSVShape(exactly: Self.header, sample)
    exchange = context.exchange ?? "hyperliquid"
  }

  func rows(capacity: Int) -> SeriesRows { SeriesRows() }

  func read(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields, _ table: inout InstrumentTable,
    into rows: inout SeriesRows
  ) throws(RowProblem) {
    let time = try FieldValues.anyTime(bytes, fields.range(0), Self.header[0])
    let size = try FieldValues.value(
      bytes, fields.range(3), Self.header[3], of: .openInterest)
    let oracle = try FieldValues.valueIfPresent(
      bytes, fields.range(7), Self.header[7], of: .indexPrice)
    let mark = try FieldValues.valueIfPresent(
      bytes, fields.range(8), Self.header[8], of: .markPrice)
    let instrument = try table.index(bytes, fields.range(1), tag: 0) {
      (bytes, range) throws(RowProblem) in
      try FieldValues.instrument(bytes, range, Self.header[1], on: exchange)
    }
    rows.append(instrument, .openInterest, time: time, value: size)
    if let oracle { rows.append(instrument, .indexPrice, time: time, value: oracle) }
    if let mark { rows.append(instrument, .markPrice, time: time, value: mark) }
  }
}

/// Hyperliquid's asset contexts as they are answered and pushed: `metaAndAssetCtxs`,
/// `activeAssetCtx`.
///
///     {"local_timestamp":"2024-08-23T00:00:00.498Z","message":{"channel":"activeAssetCtx","data":{
///      "coin":"MOODENG","ctx":{"funding":"0.00004863","openInterest":"18617460.0",
///      "oraclePx":"0.1995","markPx":"0.19963"}}}}
///     {"local_timestamp":"2024-08-23T00:00:00.498Z","message":[{"universe":[{"name":"BTC"},…]},
///      [{"openInterest":"12345.6","oraclePx":"61000.0","markPx":"61001.0"},…]]}
///
/// Fields as in `HyperliquidAssetContextsCSV`. Neither says when: the recorder must, as above or
/// before a frame; without that the rows are refused.
///
/// Sources: Hyperliquid documentation, *Retrieve perpetuals asset contexts*, *activeAssetCtx*; ccxt
/// 4.5.90; a frame of 2024 in tardis-node's tests.
struct HyperliquidAssetContexts: JSONFormat {
  static let name = "hyperliquid-asset-contexts"
  static let kind = ImportKind.series
  static let venue = "hyperliquid"
  static let summary = "Hyperliquid activeAssetCtx and metaAndAssetCtxs, with a receive time"
  static let sample = """
    {"local_timestamp":"2024-08-23T00:00:00.498Z","message":{"channel":"activeAssetCtx","data":{\
    "coin":"MOODENG","ctx":{"funding":"0.00004863","openInterest":"18617460.0","oraclePx":"0.1995",\
    "markPx":"0.19963"}}}}
    """
  static let sideMeaning = ""
  static let hasArrayMessages = true

  private static let envelope = JSONKeys(["channel", "data"])
  private static let data = JSONKeys(["coin", "ctx"])
  private static let meta = JSONKeys(["universe"])
  private static let asset = JSONKeys(["name"])
  private static let keys = JSONKeys(["openInterest", "oraclePx", "markPx"])
  private let exchange: String

  /// The coins of `metaAndAssetCtxs`, and their contexts in the same order.
  private static func lists(_ message: Int, _ json: borrowing JSONTape) -> (Int, Int)? {
    guard json.kind(message) == .array, let first = json.element(0, of: message),
      let universe = json.members(of: first, meta)[0], json.kind(universe) == .array,
      let contexts = json.element(1, of: message), json.kind(contexts) == .array
    else { return nil }
    return (universe, contexts)
  }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    if lists(message, json) != nil { return .certain }
    let outer = json.members(of: message, envelope)
    if json.isText(outer[0], "activeAssetCtx"), outer[1] != nil { return .certain }
    // An answer that lies in a file as it came is read as a list of two messages.
    let isAnswer = json.contains(in: json.members(of: message, meta)[0]) { item in
      json.members(of: item, asset)[0] != nil
    }
    return isAnswer ? .otherKind(timeless) : .none
  }

  private static let timeless =
    "Hyperliquid's metaAndAssetCtxs, which does not say when it was so: keep each answer as "
    + #"{"local_timestamp":…,"message":…} on a line of its own"#

  init(_ context: ImportContext) throws(ImportError) {
    exchange = context.exchange ?? "hyperliquid"
  }

  func rows() -> SeriesRows { SeriesRows() }

  func read(_ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<SeriesRows>) {
    if let (universe, contexts) = Self.lists(message, json) {
      var context = json.firstChild(of: contexts)
      json.forEachElement(of: universe) { item in
        append(json.members(of: item, Self.asset)[0], context, json, &rows)
        context = context.flatMap { json.next(after: $0, in: contexts) }
      }
      return
    }
    let outer = json.members(of: message, Self.envelope)
    guard json.isText(outer[0], "activeAssetCtx"), let body = outer[1] else { return }
    let data = json.members(of: body, Self.data)
    append(data[0], data[1], json, &rows)
  }

  private func append(
    _ coin: Int?, _ context: Int?, _ json: borrowing JSONTape, _ rows: inout JSONRows<SeriesRows>
  ) {
    let time = rows.received
    rows.fill { (rows, table) throws(RowProblem) in
      guard let context else { throw RowProblem("ctx", .missing) }
      guard time != LiquidationBatch.noTime else {
        throw RowProblem("time", .other("missing: only a recorder's can tell when it was so"))
      }
      let fields = json.members(of: context, Self.keys)
      let values: SeriesValues = [
        (.openInterest, try json.value(fields[0], "openInterest", of: .openInterest)),
        (.indexPrice, try json.valueIfPresent(fields[1], "oraclePx", of: .indexPrice)),
        (.markPrice, try json.valueIfPresent(fields[2], "markPx", of: .markPrice)),
      ]
      let instrument = try json.instrument(coin, "coin", on: exchange, &table)
      rows.append(instrument, time: time, values)
    }
  }
}
