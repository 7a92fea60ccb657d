import Basics
import MarketData

/// cryptofeed's normalised liquidations, as its backends write them.
///
///     {"exchange":"BYBIT","symbol":"BTC-USDT-PERP","side":"buy","quantity":0.006,"price":82396.9,
///      "id":null,"status":"filled","timestamp":1791565600.992,"receipt_timestamp":1791565601.5}
///
/// | field | meaning |
/// | --- | --- |
/// | `side` | the venue's own, lower-cased: of Bybit the *position*'s (`buy` = a long was liquidated), of the others the closing *order*'s (`sell` = a long) |
/// | `quantity` | as the venue sends it: `q` of Binance, contracts of OKX |
/// | `price` | Binance `p` (order), Bybit and OKX bankruptcy, BitMEX order, FTX fill |
/// | `timestamp` | UTC: seconds with a fraction, milliseconds of Bybit; null: the receipt's is taken |
/// | `receipt_timestamp` | when the recorder saw it |
/// | `status` | OKX repeats an order as `filled` and `unfilled`: only `filled` counts |
///
/// Symbols are cryptofeed's own and become the venue's (`CryptofeedSymbol`). Deribit's are refused:
/// cryptofeed drops whether the maker or the taker was liquidated, so the side is not known. So are
/// Kraken's: two contracts have the same name.
///
/// Source: cryptofeed `types.pyx`, `backends/backend.py` and its exchanges at ce58c2a.
struct CryptofeedLiquidations: JSONFormat {
  static let name = "cryptofeed-liquidations"
  static let kind = ImportKind.liquidations
  static let venue = "by the message's exchange: Binance, Bybit, OKX, BitMEX, FTX"
  static let summary = "cryptofeed's normalised liquidations, JSON"
  static let sample = """
    {"exchange":"BYBIT","symbol":"BTC-USDT-PERP","side":"buy","quantity":0.006,"price":82396.9,\
    "id":null,"status":"filled","timestamp":1791565600.992,"receipt_timestamp":1791565601.5}
    """
  static let sideMeaning = "the venue's: Bybit buy = long liquidated, others sell = long liquidated"

  private static let keys = JSONKeys(CryptofeedRow.names)

  init(_ context: ImportContext) throws(ImportError) {}

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let fields = json.members(of: message, keys)
    let isOurs =
      fields[0] != nil && fields[1] != nil && fields[2] != nil && fields[3] != nil
      && fields[6] != nil && fields[7] != nil && fields[8] != nil
    return isOurs ? .certain : .none
  }

  func rows() -> LiquidationRows {
    LiquidationRows(capacity: 1_024, priceKinds: CryptofeedRow.priceKind)
  }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    let fields = json.members(of: message, Self.keys)
    guard fields[0] != nil, fields[2] != nil else { return }
    rows.add(json) { (table) throws(RowProblem) in
      // What is neither text, number nor null is no way to say that there is nothing.
      func range(_ place: Int) throws(RowProblem) -> Range<Int> {
        guard let token = fields[place], json.isPresent(token) else { return 0..<0 }
        guard json.kind(token) == .string || json.kind(token) == .number else {
          throw RowProblem(CryptofeedRow.names[place], .notNumber, json.range(token))
        }
        return json.range(token)
      }
      let ranges = CryptofeedRow.Ranges(
        exchange: try range(0), symbol: try range(1), side: try range(2), quantity: try range(3),
        price: try range(4), id: json.id(fields[5]), status: json.id(fields[6]),
        time: try range(7), received: try range(8))
      return try CryptofeedRow.read(json.bytes.span, ranges, &table)
    }
  }
}

/// cryptofeed's normalised liquidations as a table: the same names in any order.
///
///     exchange,symbol,side,quantity,price,id,status,timestamp,receipt_timestamp
///     BYBIT,BTC-USDT-PERP,buy,0.006,82396.9,None,filled,1791565600.992,1791565601.5
///
/// As `CryptofeedLiquidations`; `None` and nothing are null. cryptofeed has no CSV backend: these
/// are users' own, most by pandas, which adds a column of row numbers.
struct CryptofeedLiquidationsCSV: CSVFormat {
  static let name = "cryptofeed-liquidations-csv"
  static let kind = ImportKind.liquidations
  static let venue = CryptofeedLiquidations.venue
  static let summary = "cryptofeed's normalised liquidations, CSV"
  static let sample =
    "BYBIT,BTC-USDT-PERP,buy,0.006,82396.9,None,filled,1791565600.992,1791565601.5"
  static let sideMeaning = CryptofeedLiquidations.sideMeaning

  let shape: CSVShape
  /// The column of each of `CryptofeedRow.names`; −1 where there is none.
  private let columns: [Int]

  static func claim(_ sample: CSVSample, _ names: FileNames) -> Claim {
    places(sample.header) == nil ? .none : .certain
  }

  private static func places(_ header: [String]) -> [Int]? {
    let columns = CryptofeedRow.names.map { header.firstIndex(of: $0) ?? -1 }
    let isOurs = (0..<5).allSatisfy { columns[$0] >= 0 } && columns[7] >= 0 && columns[6] >= 0
    return isOurs ? columns : nil
  }

  init(_ sample: CSVSample, _ context: ImportContext) throws(ImportError) {
    guard let columns = Self.places(sample.header) else {
      throw ImportError(
        .contradiction, "the header lacks some of " + CryptofeedRow.names.joined(separator: ", "))
    }
    self.columns = columns
    shape = CSVShape(header: sample)
  }

  func rows(capacity: Int) -> LiquidationRows {
    LiquidationRows(capacity: capacity, priceKinds: CryptofeedRow.priceKind)
  }

  func read(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields, _ table: inout InstrumentTable,
    into rows: inout LiquidationRows
  ) throws(RowProblem) {
    var found = InlineArray<9, Range<Int>>(repeating: 0..<0)
    for place in 0..<9 {
      let range = fields.rangeIfPresent(columns[place])
      if !FieldValues.isText(bytes, range, "None") { found[place] = range }
    }
    let ranges = CryptofeedRow.Ranges(
      exchange: found[0], symbol: found[1], side: found[2], quantity: found[3], price: found[4],
      id: found[5], status: found[6], time: found[7], received: found[8])
    guard let row = try CryptofeedRow.read(bytes, ranges, &table) else { return }
    rows.append(row, bytes)
  }
}

/// What a row of cryptofeed's says, from JSON or CSV.
enum CryptofeedRow {
  static let names = [
    "exchange", "symbol", "side", "quantity", "price", "id", "status", "timestamp",
    "receipt_timestamp",
  ]

  /// Where the fields lie; empty where there is none.
  struct Ranges {
    var exchange, symbol, side, quantity, price, id, status, time, received: Range<Int>
  }

  /// The row, or nil when it repeats another.
  static func read(
    _ bytes: Span<UInt8>, _ range: Ranges, _ table: inout InstrumentTable
  ) throws(RowProblem) -> LiquidationRow? {
    let venue = String(decoding: FieldValues.copy(bytes, range.exchange), as: UTF8.self)
    if venue.hasPrefix("OKX") || venue.hasPrefix("OKEX") {
      guard FieldValues.isText(bytes, range.status, "filled") else { return nil }
    }
    let received =
      range.received.isEmpty
      ? LiquidationBatch.noTime
      : try FieldValues.time(bytes, range.received, "receipt_timestamp", unit: nil)
    let time =
      range.time.isEmpty && received != LiquidationBatch.noTime
      ? received : try FieldValues.time(bytes, range.time, "timestamp", unit: nil)
    return LiquidationRow(
      instrument: try table.index(bytes, exchange: range.exchange, symbol: range.symbol) {
        () throws(RowProblem) in try instrument(bytes, range, venue)
      },
      time: time, received: received,
      side: venue == "BYBIT"
        ? try .ofPosition(bytes, range.side, "side") : try .ofOrder(bytes, range.side, "side"),
      price: try FieldValues.positive(bytes, range.price, "price"), priceKind: .order,
      amount: try FieldValues.positive(bytes, range.quantity, "quantity"), orderID: range.id)
  }

  private static func instrument(
    _ bytes: Span<UInt8>, _ range: Ranges, _ venue: String
  ) throws(RowProblem) -> InstrumentKey {
    if venue == "DERIBIT" {
      throw RowProblem(
        "side", .other("cryptofeed drops whether maker or taker was liquidated"), range.side)
    }
    let symbol = try FieldValues.instrument(bytes, range.symbol, "symbol", on: "").symbol
    guard let key = CryptofeedSymbol.key(venue, symbol) else {
      throw RowProblem(
        "symbol", .other("no spelling of this venue is known for it"), range.symbol)
    }
    return key
  }

  /// What the price is, by exchange.
  static func priceKind(of key: InstrumentKey) -> PriceKind {
    switch key.exchange {
    case "bybit", "okex-swap": .bankruptcy
    case "ftx": .fill
    default: .order
    }
  }
}

/// cryptofeed's symbols (`BTC-USDT-PERP`) in the venues' spelling.
///
/// Only perpetuals: what cryptofeed writes for dated futures has changed with its versions.
enum CryptofeedSymbol {
  static func key(_ venue: String, _ symbol: String) -> InstrumentKey? {
    let parts = symbol.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[2] == "PERP", !parts[0].isEmpty, !parts[1].isEmpty else {
      return nil
    }
    let (base, quote) = (String(parts[0]), String(parts[1]))
    guard let name = name(venue, base, quote) else { return nil }
    return InstrumentKey(exchange: name.exchange, symbol: name.symbol)
  }

  private static func name(
    _ venue: String, _ base: String, _ quote: String
  ) -> (exchange: String, symbol: String)? {
    switch venue {
    case "BINANCE_FUTURES": ("binance-futures", base + quote)
    case "BINANCE_DELIVERY": ("binance-delivery", base + quote + "_PERP")
    case "BYBIT" where quote == "USDC": ("bybit", base + "PERP")
    case "BYBIT": ("bybit", base + quote)
    case "OKX", "OKEX": ("okex-swap", "\(base)-\(quote)-SWAP")
    case "BITMEX": ("bitmex", (base == "BTC" ? "XBT" : base) + quote)
    case "FTX" where quote == "USD": ("ftx", base + "-PERP")
    default: nil
    }
  }
}
