import Basics
import MarketData

/// Tardis's daily CSV files of liquidations, one or many symbols a file.
///
///     exchange,symbol,timestamp,local_timestamp,id,side,price,amount
///     binance-futures,BTCUSDT,1632009737493000,1632009737505152,,sell,48283.81,0.01
///
/// | field | meaning |
/// | --- | --- |
/// | `timestamp`, `local_timestamp` | µs UTC at the venue and at Tardis's recorder |
/// | `id` | the venue's, empty where it sends none |
/// | `side` | the closing *order*: `sell` = a long was liquidated; `unknown` is refused |
/// | `price` | what the venue sends: order, bankruptcy or entry price, or a fill |
/// | `amount` | as the venue counts: base, quote or contracts (`InstrumentRules`) |
///
/// Sources: docs.tardis.dev/downloadable-csv-files; tardis-node `src/types.ts` and its mappers at
/// c1d73fb. A file of ordinary trades has byte for byte the same header, so the name must say
/// `liquidations` unless the format is asked for.
struct TardisLiquidations: CSVFormat {
  static let name = "tardis-liquidations"
  static let kind = ImportKind.liquidations
  static let venue = "the file's exchange column"
  static let summary = "Tardis CSV: exchange,symbol,timestamp,local_timestamp,id,side,price,amount"
  static let sample =
    "binance-futures,BTCUSDT,1632009737493000,1632009737505152,,sell,48283.81,0.01"
  static let sideMeaning = "side of the closing order: sell = long liquidated"

  /// The other kind of file with the same columns.
  static let lookalike = "tardis trades"

  private static let header = [
    "exchange", "symbol", "timestamp", "local_timestamp", "id", "side", "price", "amount",
  ]
  private static let otherKinds = [
    ("asks[0].price", "tardis book snapshots"), ("ask_amount", "tardis quotes"),
    ("is_snapshot", "tardis incremental book"),
    ("strike_price", "tardis options chain"),
  ]

  let shape: CSVShape

  static func claim(_ sample: CSVSample, _ names: FileNames) -> Claim {
    guard sample.header.starts(with: header.prefix(4)) else { return .none }
    guard sample.header == header else {
      if sample.header == TardisDerivativeTicker.header { return .none }
      let other = otherKinds.first { sample.header.contains($0.0) }
      return .otherKind(other?.1 ?? "tardis data of another kind")
    }
    switch names.first(of: ["liquidations", "trades"]) {
    case "liquidations": return .certain
    case "trades": return .otherKind(lookalike)
    default: return .possible
    }
  }

  init(_ sample: CSVSample, _ context: ImportContext) throws(ImportError) {
    shape = try CSVShape(exactly: Self.header, sample)
  }

  func rows(capacity: Int) -> LiquidationRows {
    LiquidationRows(capacity: capacity, priceKinds: Self.priceKind)
  }

  func read(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields, _ table: inout InstrumentTable,
    into rows: inout LiquidationRows
  ) throws(RowProblem) {
    let exchange = fields.range(0)
    // Both fields and the comma between them are the key: one comparison finds the instrument.
    let key = exchange.lowerBound..<fields.range(1).upperBound
    let received = fields.range(3)
    rows.append(
      LiquidationRow(
        instrument: try table.index(bytes, key, tag: exchange.count) {
          (bytes, key) throws(RowProblem) in
          try Self.instrument(bytes, key, exchangeCount: exchange.count)
        },
        time: try FieldValues.time(bytes, fields.range(2), "timestamp", unit: .microseconds),
        received: received.isEmpty
          ? LiquidationBatch.noTime
          : try FieldValues.time(bytes, received, "local_timestamp", unit: .microseconds),
        side: try .ofOrder(bytes, fields.range(5), "side"),
        price: try FieldValues.positive(bytes, fields.range(6), "price"),
        priceKind: .order,
        amount: try FieldValues.positive(bytes, fields.range(7), "amount"),
        orderID: fields.range(4)),
      bytes)
  }

  /// The instrument whose exchange, comma and symbol lie at `key`.
  static func instrument(
    _ bytes: Span<UInt8>, _ key: Range<Int>, exchangeCount: Int
  ) throws(RowProblem) -> InstrumentKey {
    let comma = key.lowerBound + exchangeCount
    let symbol = (comma + 1)..<key.upperBound
    let exchange = String(
      decoding: FieldValues.copy(bytes, key.lowerBound..<comma), as: UTF8.self)
    guard FieldValues.isExchange(exchange) else {
      throw RowProblem("exchange", .badExchange, key.lowerBound..<comma)
    }
    do throws(RowProblem) {
      return InstrumentKey(
        exchange: exchange,
        symbol: try FieldValues.symbol(FieldValues.copy(bytes, symbol), "symbol"))
    } catch {
      throw RowProblem(error.field, error.reason, symbol)
    }
  }

  /// What Tardis's price is, by exchange.
  static func priceKind(of key: InstrumentKey) -> PriceKind {
    func begins(_ prefix: String) -> Bool { key.exchange.hasPrefix(prefix) }
    if key.exchange == "bybit" || begins("okex") { return .bankruptcy }
    if begins("bitfinex") { return .entry }
    let fills = ["deribit", "cryptofacilities", "ftx", "hyperliquid", "lighter"]
    return fills.contains(key.exchange) || begins("dydx") ? .fill : .order
  }
}
