package import MarketData

/// Everything the analyses share, built once from the merged states.
package struct MarketInputs: Sendable {
  package let plan: InputPlan
  /// The window asked for, or what the data span where it was left open.
  package let window: TimeRange
  /// By the bytes of their names.
  package let exchanges: [String]
  /// By key; bins in time order.
  package let instruments: [LiquidationState.InstrumentState]
  /// The largest in US dollars first; symbols of several exchanges with one spelling are one.
  package let symbols: [SymbolInputs]
  /// In time order, by key and interval.
  package let candles: [CandleColumns]
  package let coverage: Coverage
  /// Open interest of some symbols; the store keeps none, so it is handed in.
  package let openInterest: [OpenInterest]

  /// - Parameters:
  ///   - liquidations: All states, merged in the order of the data.
  ///   - candles: All candle states merged, or nil.
  ///   - coverage: When each exchange was recorded; exchanges not listed count as always.
  ///   - openInterest: Of the symbols for which it is known.
  package init(
    liquidations: LiquidationState, candles: CandleState? = nil,
    coverage: [ExchangeCoverage] = [], openInterest: [OpenInterest] = []
  ) {
    self.openInterest = openInterest
    plan = liquidations.plan
    let kept = liquidations.instruments.filter { $0.bins.count > 0 }
    let instruments = kept.sorted { $0.key < $1.key }.map { instrument in
      var sorted = instrument
      sorted.bins = instrument.bins.normalised()
      return sorted
    }
    let exchanges = Set(instruments.map(\.key.exchange)).sorted(by: precedes)
    let window = resolvedWindow(plan, instruments, coverage)
    self.window = window
    self.exchanges = exchanges
    self.coverage = Coverage(coverage, window: window)
    self.instruments = instruments.map { instrument in
      var light = instrument
      light.events = EventColumns()
      return light
    }
    symbols = rankedSymbols(instruments, exchanges)
    self.candles = (candles?.series ?? []).filter { $0.count > 0 }
      .sorted { ($0.key, $0.interval) < ($1.key, $1.interval) }
      .map { $0.inTimeOrder() }
  }

  /// Whether there is any liquidation.
  package var isEmpty: Bool { instruments.isEmpty }
}

/// Open positions of one symbol over time.
package struct OpenInterest: Sendable, Equatable {
  package let symbol: String
  /// In microseconds UTC, rising.
  package let time: [Int64]
  /// In US dollars.
  package let usd: [Double]

  /// - Precondition: One value for each time.
  package init(symbol: String, time: [Int64], usd: [Double]) {
    precondition(time.count == usd.count, "\(time.count) times, \(usd.count) values")
    self.symbol = symbol
    self.time = time
    self.usd = usd
  }
}

/// One symbol, on all exchanges that spell it so.
package struct SymbolInputs: Sendable {
  package let name: String
  /// Indices into the inputs' instruments.
  package let instruments: [Int]
  package let count: Int64
  package let usd: Double
  /// In time order; empty unless the plan needs events.
  package let events: EventColumns
}

/// The window asked for, its open ends replaced by what the data span.
private func resolvedWindow(
  _ plan: InputPlan, _ instruments: [LiquidationState.InstrumentState],
  _ coverage: [ExchangeCoverage]
) -> TimeRange {
  var starts = coverage.flatMap { $0.ranges.map(\.from) }
  var ends = coverage.flatMap { $0.ranges.map(\.to) }
  for instrument in instruments {
    if let first = instrument.bins.bin.first { starts.append(first * plan.step) }
    if let last = instrument.bins.bin.last { ends.append((last + 1) * plan.step) }
  }
  let from = plan.window.from == .min ? starts.min() ?? 0 : plan.window.from
  let to = plan.window.to == .max ? ends.max() ?? from : plan.window.to
  return TimeRange(from: from, to: max(from, to))
}

private func rankedSymbols(
  _ instruments: [LiquidationState.InstrumentState], _ exchanges: [String]
) -> [SymbolInputs] {
  let places = Dictionary(grouping: instruments.indices) { instruments[$0].key.symbol }
  return places.sorted { precedes($0.key, $1.key) }
    .map { name, indices in symbolInputs(name, indices, instruments, exchanges) }
    .enumerated()
    .sorted {
      ($1.element.usd, $1.element.count, $0.offset) < ($0.element.usd, $0.element.count, $1.offset)
    }
    .map(\.element)
}

private func symbolInputs(
  _ name: String, _ indices: [Int], _ instruments: [LiquidationState.InstrumentState],
  _ exchanges: [String]
) -> SymbolInputs {
  var total = BinColumns.Sums()
  var events = EventColumns()
  for index in indices {
    let instrument = instruments[index]
    for row in 0..<instrument.bins.count { total.merge(instrument.bins[row]) }
    let exchange = exchanges.firstIndex(of: instrument.key.exchange) ?? 0
    var part = instrument.events
    part.exchange = [UInt16](repeating: UInt16(clamping: exchange), count: part.count)
    events.append(part)
  }
  return SymbolInputs(
    name: name, instruments: indices, count: total.count, usd: total.usd,
    events: events.inTimeOrder())
}
