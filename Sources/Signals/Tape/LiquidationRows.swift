package import MarketData

/// Liquidations in the order in which they became known, as columns.
///
/// The order is total (BACKTEST-RULES 15): availability, symbol, exchange, time, order of import.
package struct LiquidationRows: Sendable, Equatable {
  /// When a row could be used, in microseconds UTC.
  package private(set) var availability: [Int64] = []
  /// Row → index into the exchanges of the tape.
  package private(set) var exchange: [UInt16] = []
  package private(set) var side: [LiquidationSide] = []
  package private(set) var price: [Double] = []
  /// In the base currency, or NaN.
  package private(set) var quantity: [Double] = []
  /// In US dollars, or NaN.
  package private(set) var notional: [Double] = []

  package init() {}

  /// Rows by columns of one length, by availability.
  package init(
    availability: [Int64], exchange: [UInt16], side: [LiquidationSide], price: [Double],
    quantity: [Double], notional: [Double]
  ) {
    for row in availability.indices.dropFirst() {
      precondition(availability[row - 1] <= availability[row], "rows must come by availability")
    }
    self.availability = availability
    self.exchange = exchange
    self.side = side
    self.price = price
    self.quantity = quantity
    self.notional = notional
  }

  package var count: Int { availability.count }

  /// Appends a row that became known no earlier than all others.
  package mutating func append(_ row: LiquidationRow) {
    precondition(
      availability.last.map { $0 <= row.availability } ?? true, "rows must come by availability")
    availability.append(row.availability)
    exchange.append(row.exchange)
    side.append(row.side)
    price.append(row.price)
    quantity.append(row.quantity)
    notional.append(row.notional)
  }

  /// Row `index` as one value.
  package subscript(index: Int) -> LiquidationRow {
    LiquidationRow(
      availability: availability[index], exchange: exchange[index], side: side[index],
      price: price[index], quantity: quantity[index], notional: notional[index])
  }
}

/// One liquidation as the signals see it.
package struct LiquidationRow: Sendable, Equatable {
  package var availability: Int64
  package var exchange: UInt16
  package var side: LiquidationSide
  package var price: Double
  package var quantity: Double
  package var notional: Double

  package init(
    availability: Int64, exchange: UInt16, side: LiquidationSide, price: Double,
    quantity: Double, notional: Double
  ) {
    self.availability = availability
    self.exchange = exchange
    self.side = side
    self.price = price
    self.quantity = quantity
    self.notional = notional
  }
}
