import Basics
import MarketData

/// Binance's websocket stream of force orders, USD-M and COIN-M, and clones of it such as Aster's.
///
///     {"e":"forceOrder","E":1789672621589,"o":{"s":"PAIRUSDT","S":"SELL","o":"LIMIT","f":"IOC",
///      "q":"28448","p":"0.0040681","ap":"0.0044461","X":"FILLED","l":"12417","z":"28448",
///      "T":1789672621550}}
///     {"stream":"!forceOrder@arr","data":{"e":"forceOrder",…}}
///
/// | field | meaning |
/// | --- | --- |
/// | `o.s` | symbol; `BTCUSD_PERP`, `BTCUSD_240329` are COIN-M, the rest USD-M |
/// | `o.S` | the *order* that closes the position: `SELL` = a long was liquidated |
/// | `o.ap` | average fill price; where it is missing or 0, `o.p`, the order's limit, is taken |
/// | `o.z` | filled quantity in base units (COIN-M: contracts); `l` is only the last fill |
/// | `o.X` | only `FILLED` and `PARTIALLY_FILLED` with `z` above 0 are liquidations |
/// | `o.T` | ms UTC of the trade; `E`, the event's, is not kept |
///
/// Sources: Binance derivatives documentation, *Liquidation Order Streams*; five captures of
/// 6,873 rows, where `ap` lies inside the candle and `p` never does. The stream sends at most one
/// order a symbol and second.
struct BinanceForceOrder: VenueMessages {
  static let name = "binance-force-order"
  static let kind = ImportKind.liquidations
  static let venue = "binance-futures, binance-delivery; Aster and other clones with --exchange"
  static let summary = "forceOrder messages, raw, combined or in arrays, one JSON value a line"
  static let sample = """
    {"e":"forceOrder","E":1789672621589,"o":{"s":"PAIRUSDT","S":"SELL","o":"LIMIT","f":"IOC",\
    "q":"28448","p":"0.0040681","ap":"0.0044461","X":"FILLED","l":"12417","z":"28448",\
    "T":1789672621550}}
    """
  static let sideMeaning = "o.S is the closing order's: SELL = long liquidated"

  // In the order of the messages, with the members between that are not used: each is then found
  // at the first look. Kept here, because a global has to be looked up.
  private let envelope = Self.envelope
  private let order = JSONKeys(["s", "S", "o", "f", "q", "p", "ap", "X", "l", "z", "T"])
  private static let envelope = JSONKeys(["e", "E", "o", "stream", "data"])
  // In an array, because the format itself is copied for every message.
  private let words = [
    JSONWord("forceOrder"), JSONWord("FILLED"), JSONWord("PARTIALLY_FILLED"),
  ]

  private let exchange: String

  init(_ context: ImportContext) throws(ImportError) {
    exchange = context.exchange ?? "binance-futures"
  }

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let outer = json.members(of: message, envelope)
    let first = outer[4].map { json.kind($0) == .array ? json.firstChild(of: $0) ?? $0 : $0 }
    let members = first.map { json.members(of: $0, envelope) } ?? outer
    if let event = members[0], json.equals(event, "forceOrder") { return .certain }
    let isEvent = members[0].map { json.kind($0) == .string } ?? false && members[1] != nil
    let stream = outer[3].flatMap { json.text($0) } ?? ""
    return isEvent || stream.contains("@") ? .venue : .none
  }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    rows.find(envelope, of: message, number: 0, json)
    guard let data = rows[0, 4] else { return read(envelope: 0, json, into: &rows) }
    json.forEach(in: data) {
      rows.find(envelope, of: $0, number: 1, json)
      read(envelope: 1, json, into: &rows)
    }
  }

  private func read(
    envelope: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    guard let name = rows[envelope, 0], json.equals(name, words[0]) else { return }
    guard let order = rows[envelope, 2], json.kind(order) == .object else {
      return rows.refuse(RowProblem("o", .missing))
    }
    rows.find(self.order, of: order, number: 2, json)
    do throws(RowProblem) {
      if let row = try row(json, &rows) { rows.add(row, json) }
    } catch {
      rows.refuse(error)
    }
  }

  /// The row of the order that was found, or nil when it is no liquidation.
  @inline(__always)
  private func row(
    _ json: borrowing JSONTape, _ rows: inout JSONRows<LiquidationRows>
  ) throws(RowProblem) -> LiquidationRow? {
    guard let state = rows[2, 7], json.isPresent(state) else { throw RowProblem("X", .missing) }
    guard json.equals(state, words[1]) || json.equals(state, words[2]) else { return nil }
    let filled = try json.number(rows[2, 9], "z")
    guard filled > 0 else { return nil }
    let (price, priceKind) = try json.fillOrOrder(
      average: rows[2, 6], "ap", order: rows[2, 5], "p")
    return LiquidationRow(
      instrument: try json.instrument(rows[2, 0], "s", &rows.table) {
        (symbol) throws(RowProblem) in
        BinanceSymbol.instrument(symbol, on: exchange)
      },
      time: try json.time(rows[2, 10], "T", unit: .milliseconds),
      side: try json.sideOfOrder(rows[2, 1], "S"),
      price: price,
      priceKind: priceKind,
      amount: filled)
  }
}

extension JSONTape {
  /// Binance's average price, or the order's when it is missing, null, empty, `None` or 0.
  @inline(__always)
  func fillOrOrder(
    average: Int?, _ averageField: String, order: Int?, _ orderField: String
  ) throws(RowProblem) -> (Double, PriceKind) {
    if let average, isPresent(average), kind(average) != .string || !id(average).isEmpty,
      !equals(average, "None")
    {
      let price = try number(average, averageField)
      guard price >= 0 else { throw RowProblem(averageField, .notPositive, range(average)) }
      if price > 0 { return (price, .fill) }
    }
    return (try positive(order, orderField), .order)
  }
}

/// How Binance spells instruments.
enum BinanceSymbol {
  /// Whether the symbol is of COIN-M: `^[A-Z0-9]+USD_(PERP|\d{6})$`.
  static func isCoinMargined(_ symbol: String) -> Bool {
    let parts = symbol.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].count > 3, parts[0].suffix(3).elementsEqual("USD".utf8) else {
      return false
    }
    let isCode = parts[0].allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
    }
    return isCode && (parts[1].elementsEqual("PERP".utf8) || isDay(parts[1]))
  }

  /// A delivery date: `240329`.
  static func isDay(_ text: some Collection<UInt8>) -> Bool {
    text.count == 6 && text.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// COIN-M symbols have come on the USD-M stream since 2026; the symbol tells them apart.
  static func instrument(_ symbol: String, on exchange: String) -> InstrumentKey {
    let isBinance = exchange == "binance-futures" || exchange == "binance-delivery"
    let own = isCoinMargined(symbol) ? "binance-delivery" : "binance-futures"
    return InstrumentKey(exchange: isBinance ? own : exchange, symbol: symbol)
  }
}
