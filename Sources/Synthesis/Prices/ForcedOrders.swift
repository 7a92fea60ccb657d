import MarketData

/// Liquidations in memory as columns of equal length, in time order; prices and quantities are
/// whole units of the symbol's last decimal, so that files print them exactly.
struct ForcedOrders: Sendable {
  /// In microseconds UTC, a whole millisecond: what the venues publish.
  var time: [Int64] = []
  /// Index into the model's symbols.
  var symbol: [UInt16] = []
  /// Index into the model's venues.
  var venue: [UInt8] = []
  var side: [LiquidationSide] = []
  /// The average price traded.
  var fill: [Int64] = []
  /// The order's limit price or the bankruptcy price, as the venue has it.
  var limit: [Int64] = []
  var quantity: [Int64] = []
  /// Random bits for what a format prints beside: delays, the size of the last fill.
  var noise: [UInt32] = []
  /// How many were set off by others.
  var offspring = 0

  var count: Int { time.count }

  /// Appends row `row` of `other`.
  mutating func append(_ other: ForcedOrders, row: Int) {
    time.append(other.time[row])
    symbol.append(other.symbol[row])
    venue.append(other.venue[row])
    side.append(other.side[row])
    fill.append(other.fill[row])
    limit.append(other.limit[row])
    quantity.append(other.quantity[row])
    noise.append(other.noise[row])
  }
}
