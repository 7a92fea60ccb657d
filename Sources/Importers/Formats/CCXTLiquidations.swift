import Basics
import MarketData

/// ccxt's unified liquidations (`watchLiquidations`, `fetchLiquidations`), one object each.
///
///     {"info":{…},"symbol":"BTC/USDT:USDT","timestamp":1791565600992,
///      "datetime":"2026-10-09T17:06:40.992Z","price":82396.9,"baseValue":0.006,
///      "quoteValue":494.38,"contracts":0.006,"contractSize":1,"side":"buy"}
///
/// | field | meaning |
/// | --- | --- |
/// | `side` | the venue's own, lower-cased: of Bybit the *position*'s, of the others the closing *order*'s |
/// | `contracts` | the size as the venue counts it |
/// | `baseValue`, `quoteValue` | contracts × `contractSize` and that × price, also of inverse contracts, where both are wrong: not read |
/// | `price` | Bybit, OKX: bankruptcy; Binance: the average; others: the order's |
/// | `timestamp` | ms UTC |
///
/// The exchange is not in the object: `--exchange` must say it. Symbols become the venue's own
/// (`BTC/USDT:USDT` is `BTCUSDT` on Bybit), of perpetuals only. Bitfinex's sides are made of
/// another field, Deribit's objects are no liquidations: both are refused.
///
/// Source: ccxt 4.5.90, `safe_liquidation` and the exchanges' `parseLiquidation`.
struct CCXTLiquidations: JSONFormat {
  static let name = "ccxt-liquidations"
  static let kind = ImportKind.liquidations
  static let venue = "--exchange"
  static let summary = "ccxt's unified liquidations, JSON (with --exchange)"
  static let sample = """
    {"info":{},"symbol":"BTC/USDT:USDT","timestamp":1791565600992,"price":82396.9,\
    "baseValue":0.006,"quoteValue":494.38,"contracts":0.006,"contractSize":1,"side":"buy"}
    """
  static let sideMeaning = "the venue's: Bybit buy = long liquidated, others sell = long liquidated"

  private static let keys = JSONKeys([
    "symbol", "timestamp", "price", "contracts", "side", "contractSize", "baseValue",
  ])
  private let exchange: String

  static func claim(_ message: Int, _ json: borrowing JSONTape) -> Claim {
    let fields = json.members(of: message, keys)
    return (0..<7).allSatisfy { fields[$0] != nil || $0 == 4 } ? .certain : .none
  }

  init(_ context: ImportContext) throws(ImportError) {
    guard let exchange = context.exchange else {
      throw ImportError(
        .needsOption("exchange"), "ccxt does not say: which exchange? Say --exchange")
    }
    guard !exchange.hasPrefix("bitfinex"), exchange != "deribit" else {
      throw ImportError(
        .contradiction, "ccxt's objects of \(exchange) do not tell who was liquidated")
    }
    self.exchange = exchange
  }

  func rows() -> LiquidationRows {
    LiquidationRows(capacity: 1_024, priceKinds: Self.priceKind)
  }

  func read(
    _ message: Int, _ json: borrowing JSONTape, into rows: inout JSONRows<LiquidationRows>
  ) {
    let fields = json.members(of: message, Self.keys)
    guard fields[0] != nil, fields[3] != nil else { return }
    rows.add(json) { (table) throws(RowProblem) in
      LiquidationRow(
        instrument: try json.instrument(fields[0], "symbol", &table) {
          (symbol) throws(RowProblem) in try key(symbol)
        },
        time: try json.time(fields[1], "timestamp", unit: .milliseconds),
        side: exchange == "bybit"
          ? try json.sideOfPosition(fields[4], "side") : try json.sideOfOrder(fields[4], "side"),
        price: try json.positive(fields[2], "price"), priceKind: .order,
        amount: try json.positive(fields[3], "contracts"))
    }
  }

  private static func priceKind(of key: InstrumentKey) -> PriceKind {
    switch key.exchange {
    case "bybit": .bankruptcy
    case _ where key.exchange.hasPrefix("okex"): .bankruptcy
    case _ where key.exchange.hasPrefix("binance"): .fill
    default: .order
    }
  }

  /// The venue's spelling of `BTC/USDT:USDT`; other symbols must be the venue's already.
  private func key(_ symbol: String) throws(RowProblem) -> InstrumentKey {
    let halves = symbol.split(separator: ":", omittingEmptySubsequences: false)
    let pair = halves[0].split(separator: "/", omittingEmptySubsequences: false)
    guard pair.count == 2 else { return InstrumentKey(exchange: exchange, symbol: symbol) }
    guard halves.count == 2, !pair[0].isEmpty, !pair[1].isEmpty,
      let own = spelling(String(pair[0]), String(pair[1]), halves[1])
    else { throw RowProblem("symbol", .other("no spelling of this venue is known for it")) }
    return InstrumentKey(exchange: exchange, symbol: own)
  }

  private func spelling(_ base: String, _ quote: String, _ settle: Substring) -> String? {
    if settle.contains("-") { return nil }
    switch exchange {
    case "binance-futures", "aster": return base + quote
    case "binance-delivery": return base + quote + "_PERP"
    case "bybit": return quote == "USDC" ? base + "PERP" : base + quote
    case "okex-swap": return "\(base)-\(quote)-SWAP"
    case "gate-io-futures": return "\(base)_\(quote)"
    case "huobi-dm-swap", "huobi-dm-linear-swap": return "\(base)-\(quote)"
    case "bitmex": return (base == "BTC" ? "XBT" : base) + quote
    default: return nil
    }
  }
}
