import Basics
import MarketData

/// A stretch of the market: all symbols, whole minutes.
struct MarketChunk: Sendable {
  /// In time order; symbols in the model's order where times are equal.
  var orders = ForcedOrders()
  /// The first minute, counted from 1970.
  var firstMinute: Int64
  /// By symbol, then minute.
  var candles: [[SyntheticCandle]] = []
}

/// The market from the start of its window to the end, chunk by chunk.
///
/// - Complexity: memory for one chunk (an hour, or less when busy), whatever the window.
struct MarketSimulation: Sendable {
  let model: MarketModel
  let plan: ArrivalPlan
  /// The factor on the planted rates.
  let factor: Double
  private var symbols: [SymbolSimulation]
  private var rowsLeft: Int
  private var minute: Int64
  private let endMinute: Int64
  private let chunkMinutes: Int64

  /// - Throws: `MarketModelError` for a model that is not valid.
  init(_ model: MarketModel) throws(MarketModelError) {
    try model.validate()
    self.model = model
    let plan = ArrivalPlan(model)
    self.plan = plan
    let scale = try RateScale(model, plan)
    factor = scale.factor
    rowsLeft = model.rows ?? .max
    minute = model.window.from / 60_000_000
    endMinute = model.window.to / 60_000_000
    let perMinute = plan.expectedTotal * scale.factor / Double(endMinute - minute)
    chunkMinutes = max(1, min(60, Int64(500_000 / perMinute)))
    symbols = model.symbols.enumerated().map { index, symbol in
      SymbolSimulation(index, symbol, plan, factor: scale.factor)
    }
  }

  /// The next chunk, or nil after the last, and the simulation after it.
  consuming func advanced() -> (simulation: MarketSimulation, chunk: MarketChunk?) {
    let chunk = next()
    return (self, chunk)
  }

  /// The next chunk, or nil after the last.
  mutating func next() -> MarketChunk? {
    guard minute < endMinute else { return nil }
    let minutes = minute..<min(minute + chunkMinutes, endMinute)
    minute = minutes.upperBound
    for index in symbols.indices { symbols[index].arrive(before: minutes.upperBound) }
    let order = takeInOrder()
    var chunk = MarketChunk(firstMinute: minutes.lowerBound)
    for index in symbols.indices { chunk.candles.append(symbols[index].price(minutes)) }
    chunk.orders =
      symbols.count == 1 ? symbols[0].orders : ForcedOrders(symbols.map(\.orders), in: order)
    return chunk
  }

  /// The rows of all symbols by time, as keys of 22 bits millisecond, 10 bits symbol, 32 bits row;
  /// what exceeds the rows asked for is dropped from the symbols.
  private mutating func takeInOrder() -> [UInt64] {
    var keys: [UInt64] = []
    keys.reserveCapacity(symbols.reduce(0) { $0 + $1.orders.count })
    for (index, symbol) in symbols.enumerated() {
      for row in 0..<symbol.orders.count {
        keys.append(symbol.millisecond(row) << 42 | UInt64(index) << 32 | UInt64(row))
      }
    }
    // Few ascending runs: the standard sort merges them.
    if symbols.count > 1 { keys.sort() }
    if keys.count > rowsLeft {
      keys.removeLast(keys.count - rowsLeft)
      var kept = [Int](repeating: 0, count: symbols.count)
      for key in keys { kept[Int(key >> 32 & 0x3FF)] += 1 }
      for index in symbols.indices { symbols[index].keep(kept[index]) }
    }
    rowsLeft -= keys.count
    return keys
  }
}

/// One symbol of a simulation.
private struct SymbolSimulation: Sendable {
  private(set) var orders = ForcedOrders()
  private let index: UInt16
  private let windowStart: Int64
  private var arrivals: ArrivalStream
  private var path: PricePath
  private var chunkStart: Int64
  private var offspringFlags: [Bool] = []

  init(_ index: Int, _ symbol: SymbolModel, _ plan: ArrivalPlan, factor: Double) {
    self.index = UInt16(index)
    windowStart = plan.model.window.from
    chunkStart = windowStart
    arrivals = plan.stream(symbol, factor: factor)
    path = PricePath(
      symbol, plan.model, baseline: plan.baseline,
      eventsPerMinute: symbol.eventsPerDay * factor / 1_440)
  }

  /// The arrivals before a minute, without sizes and prices.
  mutating func arrive(before minute: Int64) {
    orders = ForcedOrders()
    offspringFlags.removeAll(keepingCapacity: true)
    let end = Double(minute - windowStart / 60_000_000) * 60
    while let seconds = arrivals.nextTime, seconds < end, let arrival = arrivals.next() {
      orders.time.append(windowStart + Int64(arrival.seconds * 1_000) * 1_000)
      orders.venue.append(arrival.venue)
      orders.side.append(arrival.side)
      offspringFlags.append(arrival.isOffspring)
    }
  }

  /// Milliseconds since the chunk's start.
  func millisecond(_ row: Int) -> UInt64 { UInt64((orders.time[row] - chunkStart) / 1_000) }

  /// Drops all rows but the first `count`.
  mutating func keep(_ count: Int) {
    orders.time.removeLast(orders.count - count)
    orders.venue.removeLast(orders.venue.count - count)
    orders.side.removeLast(orders.side.count - count)
    offspringFlags.removeLast(offspringFlags.count - count)
  }

  /// Sizes and prices of the orders that arrived, and the candles of `minutes`.
  mutating func price(_ minutes: Range<Int64>) -> [SyntheticCandle] {
    let count = orders.count
    orders.symbol = [UInt16](repeating: index, count: count)
    orders.fill = [Int64](repeating: 0, count: count)
    orders.limit = orders.fill
    orders.quantity = orders.fill
    orders.noise = [UInt32](repeating: 0, count: count)
    orders.offspring = offspringFlags.reduce(0) { $0 + ($1 ? 1 : 0) }
    var next = 0
    var candles: [SyntheticCandle] = []
    for minute in minutes {
      candles.append(path.simulate(minute: minute, orders: &orders, next: &next))
    }
    chunkStart = minutes.upperBound * 60_000_000
    return candles
  }
}
