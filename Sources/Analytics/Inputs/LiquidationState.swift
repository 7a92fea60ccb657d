package import MarketData

/// What one unit of the data (a row group, a file) contributes: a plain value that can be computed
/// anywhere, sent, and merged in the order of the data.
package struct LiquidationState: Sendable, Codable, Equatable {
  package let plan: InputPlan
  /// One entry an instrument, in the order of first appearance.
  package private(set) var instruments: [InstrumentState] = []

  package init(plan: InputPlan) { self.plan = plan }

  /// What is known of one instrument.
  package struct InstrumentState: Sendable, Codable, Equatable {
    package let key: InstrumentKey
    package var bins = BinColumns()
    package var events = EventColumns()
    /// Rows of each price kind, by its raw value.
    package var priceKinds = [Int64](repeating: 0, count: PriceKind.allCases.count)
    /// Rows without a notional.
    package var missingNotional: Int64 = 0

    package init(key: InstrumentKey) { self.key = key }
  }

  /// Adds the rows of one batch.
  ///
  /// Fastest when the rows are ordered by instrument and time, as in a segment; any order gives
  /// the same result.
  package mutating func update(_ batch: LiquidationBatch) {
    let grouped = batch.grouped(inside: plan.window)
    let places = places(of: grouped.instruments)
    var row = 0
    while row < grouped.count {
      let instrument = grouped.instrument[row]
      let end = endOfRun(grouped.instrument.span, from: row)
      add(grouped, rows: row..<end, to: places[Int(instrument)])
      row = end
    }
  }

  /// Adds what later rows contributed.
  package mutating func merge(_ later: LiquidationState) {
    let places = places(of: later.instruments.map(\.key))
    for (other, place) in zip(later.instruments, places) {
      instruments[place].bins.merge(other.bins)
      instruments[place].events.append(other.events)
      instruments[place].missingNotional += other.missingNotional
      for kind in other.priceKinds.indices {
        instruments[place].priceKinds[kind] += other.priceKinds[kind]
      }
    }
  }

  /// Where each key stands in `instruments`; new ones are appended.
  private mutating func places(of keys: [InstrumentKey]) -> [Int] {
    var known: [InstrumentKey: Int] = [:]
    for (place, instrument) in instruments.enumerated() { known[instrument.key] = place }
    return keys.map { key in
      if let place = known[key] { return place }
      instruments.append(InstrumentState(key: key))
      known[key] = instruments.count - 1
      return instruments.count - 1
    }
  }

  private mutating func add(_ batch: LiquidationBatch, rows: Range<Int>, to place: Int) {
    accumulateBins(
      time: batch.time.span, side: batch.side.span, notional: batch.notional.span, rows: rows,
      step: plan.step, into: &instruments[place].bins)
    countKinds(batch.priceKind.span, rows, into: &instruments[place].priceKinds)
    instruments[place].missingNotional += missing(batch.notional.span, rows)
    if plan.needs.contains(.events) { addEvents(batch, rows, to: place) }
  }

  private mutating func addEvents(_ batch: LiquidationBatch, _ rows: Range<Int>, to place: Int) {
    instruments[place].events.time += batch.time[rows]
    instruments[place].events.usd += batch.notional[rows]
    instruments[place].events.side += batch.side[rows]
    if plan.needs.contains(.prices) { instruments[place].events.price += batch.price[rows] }
    if plan.needs.contains(.quantities) {
      instruments[place].events.quantity += batch.quantity[rows]
    }
  }
}
