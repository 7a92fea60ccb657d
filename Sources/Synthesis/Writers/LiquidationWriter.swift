/// A text format of liquidations that `generate` can write: one that `import` reads.
package protocol LiquidationWriter: Sendable {
  /// As `import` calls it: `venue-channel`.
  static var name: String { get }
  /// The only venue that sends this format, or nil when any may.
  static var exchange: String? { get }
  /// What comes before the first row, or nothing.
  static var header: String { get }
  /// A row, with its line feed; see `LiquidationField`.
  static var row: String { get }
}

/// The formats of liquidations.
package enum LiquidationWriters {
  /// By name.
  package static let all: [any LiquidationWriter.Type] = [
    BinanceForceOrderWriter.self,
    BinanceForceOrderCSVWriter.self,
    BybitLiquidationWriter.self,
    OKXLiquidationOrdersWriter.self,
    TardisLiquidationsWriter.self,
  ]

  /// The format called `name`, or nil.
  package static func named(_ name: String) -> (any LiquidationWriter.Type)? {
    all.first { $0.name == name }
  }
}

/// What a row of liquidations can hold.
enum LiquidationField: String, Sendable, CaseIterable {
  case exchange
  /// As the venue spells it: `BTCUSDT`, `BTC-USDT-SWAP`.
  case symbol
  /// The symbol without a final `USDT`.
  case shortSymbol = "short_symbol"
  /// `BTC-USDT`.
  case family
  case timeMicroseconds = "time_us"
  case timeMilliseconds = "time_ms"
  /// When a recorder near the venue saw it: 4 to 20 ms later, never before the row above.
  case receivedMicroseconds = "received_us"
  /// When the venue sent it: 10 to 510 ms later, never before the row above.
  case sentMilliseconds = "sent_ms"
  /// The side of the closing order: `sell` for a long.
  case orderSide = "order_side"
  /// The same in capitals.
  case orderSideCapitals = "ORDER_SIDE"
  /// The side of the position in words of orders: `Buy` for a long.
  case positionOrderWord = "PositionWord"
  /// `long` or `short`.
  case position
  /// The average price traded.
  case fill
  /// The order's limit price or the bankruptcy price.
  case limit
  /// Base currency.
  case quantity
  /// As the venue counts: base currency or contracts.
  case amount
  /// The last of the fills that make up the quantity.
  case lastQuantity = "last_quantity"
  /// Limit price times quantity.
  case limitValue = "limit_value"
}
