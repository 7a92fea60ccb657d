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

  /// Appends every row of `later`.
  mutating func append(contentsOf later: ForcedOrders) {
    time += later.time
    symbol += later.symbol
    venue += later.venue
    side += later.side
    fill += later.fill
    limit += later.limit
    quantity += later.quantity
    noise += later.noise
    offspring += later.offspring
  }

  /// The rows `keys` of `parts`: bits 32…41 of a key are the part, bits 0…31 the row.
  init(_ parts: [ForcedOrders], in keys: [UInt64]) {
    time = Self.gather(parts.map(\.time), keys)
    symbol = Self.gather(parts.map(\.symbol), keys)
    venue = Self.gather(parts.map(\.venue), keys)
    side = Self.gather(parts.map(\.side), keys)
    fill = Self.gather(parts.map(\.fill), keys)
    limit = Self.gather(parts.map(\.limit), keys)
    quantity = Self.gather(parts.map(\.quantity), keys)
    noise = Self.gather(parts.map(\.noise), keys)
    offspring = parts.reduce(0) { $0 + $1.offspring }
  }

  init() {}

  private static func gather<Value>(_ columns: [[Value]], _ keys: [UInt64]) -> [Value] {
    keys.map { columns[Int($0 >> 32 & 0x3FF)][Int($0 & 0xFFFF_FFFF)] }
  }
}
