import Basics
import MarketData

/// Binance force orders as people's recorders write them to CSV, with or without a header.
///
///     symbol,side,order_type,time_in_force,original_quantity,price,average_price,order_status,
///       order_last_filled_quantity,order_filled_accumulated_quantity,order_trade_time,usd_size
///     RARE,BUY,LIMIT,IOC,4421,0.2226588,0.2185000,FILLED,3750,4421,1723895903305,984.37
///
/// | field | meaning |
/// | --- | --- |
/// | `symbol` | often without its `USDT`, which is put back |
/// | `side` | the *order* that closed the position: `SELL` = a long was liquidated |
/// | `average_price` | the fill; `None`, 0 or missing: `price`, the order's limit, is taken |
/// | `order_filled_accumulated_quantity` | filled quantity in base units |
/// | `order_trade_time` | ms UTC, or a date; dates that name no zone are UTC |
/// | `usd_size` | quantity × limit price, in some rows in millions: ignored |
///
/// Sources: seven public dumps (FORMATS 2.3). A header may use other names; without one there are
/// 12 columns and whatever a later version of the recorder added.
struct BinanceForceOrderCSV: CSVFormat {
  static let name = "binance-force-order-csv"
  static let kind = ImportKind.liquidations
  static let venue = "binance-futures, binance-delivery; clones with --exchange"
  static let summary = "forceOrder rows as recorders dump them, 12 or 13 columns, header or not"
  static let sample =
    "RARE,BUY,LIMIT,IOC,4421,0.2226588,0.2185000,FILLED,3750,4421,1723895903305,984.37"
  static let sideMeaning = "side of the closing order: SELL = long liquidated"

  /// The columns without a header.
  private static let plain = [
    "symbol", "side", "order_type", "time_in_force", "original_quantity", "price",
    "average_price", "order_status", "order_last_filled_quantity",
    "order_filled_accumulated_quantity", "order_trade_time", "usd_size",
  ]

  let shape: CSVShape
  private let exchange: String
  private let columns: Columns

  static func claim(_ sample: CSVSample, _ names: FileNames) -> Claim {
    if Columns(header: sample.header) != nil { return .certain }
    return sample.lines.contains(where: isPlainRow) ? .certain : .none
  }

  init(_ sample: CSVSample, _ context: ImportContext) throws(ImportError) {
    exchange = context.exchange ?? "binance-futures"
    if let columns = Columns(header: sample.header) {
      self.columns = columns
      let count = sample.header.count
      shape = CSVShape(least: count, most: count, headers: [sample.firstLine])
      return
    }
    guard sample.lines.contains(where: Self.isPlainRow),
      let columns = Columns(header: Self.plain)
    else { throw ImportError(.contradiction, "no row looks like a recorder's force order") }
    self.columns = columns
    shape = CSVShape(least: Self.plain.count, most: nil)
  }

  func rows(capacity: Int) -> LiquidationRows { LiquidationRows(capacity: capacity) }

  func read(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields, _ table: inout InstrumentTable,
    into rows: inout LiquidationRows
  ) throws(RowProblem) {
    if columns.status >= 0, !Self.isFilled(bytes, fields.range(columns.status)) { return }
    let quantity = try FieldValues.number(
      bytes, fields.range(columns.quantity), columns.name(columns.quantity))
    guard quantity > 0 else { return }
    let (price, priceKind) = try price(bytes, fields)
    let symbol = fields.range(columns.symbol)
    rows.append(
      LiquidationRow(
        instrument: try table.index(bytes, symbol, tag: 0) { (bytes, range) throws(RowProblem) in
          try instrument(bytes, range)
        },
        time: try FieldValues.anyTime(
          bytes, fields.range(columns.time), columns.name(columns.time)),
        side: try .ofOrder(bytes, fields.range(columns.side), columns.name(columns.side)),
        price: price,
        priceKind: priceKind,
        amount: quantity),
      bytes)
  }

  /// The average price, or the order's when that is missing, `None` or 0.
  private func price(
    _ bytes: Span<UInt8>, _ fields: borrowing CSVFields
  ) throws(RowProblem) -> (Double, PriceKind) {
    let average = fields.rangeIfPresent(columns.average)
    let name = columns.name(columns.average)
    if !average.isEmpty, !FieldValues.isText(bytes, average, "None"),
      try FieldValues.number(bytes, average, name) != 0
    {
      return (try FieldValues.positive(bytes, average, name), .fill)
    }
    guard columns.price >= 0 else { throw RowProblem(name, .missing) }
    let order = fields.range(columns.price)
    return (try FieldValues.positive(bytes, order, columns.name(columns.price)), .order)
  }

  private func instrument(
    _ bytes: Span<UInt8>, _ range: Range<Int>
  ) throws(RowProblem) -> InstrumentKey {
    do throws(RowProblem) {
      let text = try FieldValues.symbol(FieldValues.copy(bytes, range), "symbol")
      let whole = try FieldValues.symbol(Array(Self.complete(text).utf8), "symbol")
      return BinanceSymbol.instrument(whole, on: exchange)
    } catch {
      throw RowProblem(error.field, error.reason, range)
    }
  }

  /// The symbol with the `USDT` that the recorders strip: `BTC` was `BTCUSDT`, `ETHBTC` was itself.
  static func complete(_ symbol: String) -> String {
    let parts = symbol.split(separator: "_")
    if parts.count == 2, parts[0].hasSuffix("USDT"), BinanceSymbol.isDay(parts[1].utf8) {
      return symbol
    }
    let isWhole =
      ["USDT", "USDC", "BUSD", "FDUSD"].contains(where: symbol.hasSuffix)
      || symbol.hasSuffix("BTC") && symbol.count >= 5 || BinanceSymbol.isCoinMargined(symbol)
    return isWhole ? symbol : symbol + "USDT"
  }

  private static func isFilled(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    FieldValues.isText(bytes, range, "FILLED")
      || FieldValues.isText(bytes, range, "PARTIALLY_FILLED")
  }

  /// Whether a row without a header is a force order: sides, order types and a time where they
  /// belong.
  private static func isPlainRow(_ row: [String]) -> Bool {
    guard row.count >= plain.count, row[1] == "BUY" || row[1] == "SELL" else { return false }
    return row[2] == "LIMIT" && row[3] == "IOC" && row[10].allSatisfy(\.isNumber)
      && row[10].count >= 10
  }
}

extension BinanceForceOrderCSV {
  /// Where the values are; −1 where there is no such column.
  fileprivate struct Columns: Sendable {
    private(set) var symbol = -1, side = -1, price = -1, average = -1, status = -1, quantity = -1
    private(set) var time = -1
    private let header: [String]

    /// Finds the columns by the names that recorders use; nil when they are not a force order's.
    init?(header: [String]) {
      self.header = header
      let names = header.map(Self.plainName)
      func find(_ known: String...) -> Int {
        for name in known {
          if let index = names.firstIndex(of: name) { return index }
        }
        return -1
      }
      symbol = find("symbol")
      side = find("side")
      price = find("price", "liqprice")
      average = find("averageprice", "avgprice")
      status = find("orderstatus", "status")
      let filled = find("orderfilledaccumulatedquantity", "filledquantity", "filledqty")
      quantity = filled >= 0 ? filled : find("originalquantity", "quantity")
      time = find("ordertradetime", "tradetime", "eventtime", "timestamp", "time")
      let isOurs = filled >= 0 && max(price, average) >= 0 || names.contains("liqprice")
      guard isOurs, min(symbol, side, quantity, time) >= 0 else { return nil }
    }

    /// The name of a column as the file has it.
    func name(_ column: Int) -> String { column >= 0 ? header[column] : "price" }

    /// `Event Time (IST)` → `eventtime`.
    private static func plainName(_ name: String) -> String {
      let outside = name.prefix { $0 != "(" }
      return String(outside.lowercased().filter { $0.isLetter || $0.isNumber })
    }
  }
}
