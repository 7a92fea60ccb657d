package import MarketData

/// Liquidations of one symbol, as columns in time order.
package struct EventColumns: Sendable, Codable, Equatable {
  /// In microseconds UTC.
  package var time: [Int64] = []
  /// In US dollars, or NaN.
  package var usd: [Double] = []
  package var side: [LiquidationSide] = []
  /// In the quote currency; empty unless the plan needs prices.
  package var price: [Double] = []
  /// In the base currency, or NaN; empty unless the plan needs quantities.
  package var quantity: [Double] = []
  /// Index into the exchanges of the inputs.
  package var exchange: [UInt16] = []

  package init() {}

  package var count: Int { time.count }

  /// Appends later rows.
  package mutating func append(_ later: EventColumns) {
    time += later.time
    usd += later.usd
    side += later.side
    price += later.price
    quantity += later.quantity
    exchange += later.exchange
  }

  /// The rows in time order; rows of one instant keep their order.
  ///
  /// - Complexity: O(*n*) when already in order, else O(*n* log *r*) for *r* ordered runs.
  package func inTimeOrder() -> EventColumns {
    guard let order = stableTimeOrder(time.span) else { return self }
    var result = EventColumns()
    result.time = picked(time, order)
    result.usd = picked(usd, order)
    result.side = picked(side, order)
    result.exchange = picked(exchange, order)
    if !price.isEmpty { result.price = picked(price, order) }
    if !quantity.isEmpty { result.quantity = picked(quantity, order) }
    return result
  }

  /// The rows of one exchange.
  package func only(exchange index: UInt16) -> EventColumns {
    let rows = exchange.indices.filter { exchange[$0] == index }.map(Int32.init)
    var result = EventColumns()
    result.time = picked(time, rows)
    result.usd = picked(usd, rows)
    result.side = picked(side, rows)
    result.exchange = picked(exchange, rows)
    if !price.isEmpty { result.price = picked(price, rows) }
    if !quantity.isEmpty { result.quantity = picked(quantity, rows) }
    return result
  }
}
