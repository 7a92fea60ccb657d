/// Totals of liquidations per interval, as columns of equal length; the rows may be in any order.
///
/// Totals are no events: how many there were, when and at which price is lost, so no analysis of
/// events ever sees them. A total is keyed by its open time and *knowable* only from `openTime` +
/// interval. A missing interval is not a zero: most sources leave out what they did not see.
package struct AggregateBatch: Sendable, Equatable {
  /// The length of time that every total is over.
  package var interval: Interval
  /// The instruments that `instrument` refers to; each at most once. The exchange is the
  /// aggregator's name where a total is over several exchanges.
  package var instruments: [InstrumentKey] = []
  /// Row → index into `instruments`.
  package var instrument: [UInt32] = []
  /// In microseconds UTC; on the grid of the interval, except where a source keeps its own times.
  package var openTime: [Int64] = []
  /// Liquidated long positions; finite and not negative.
  package var long: [Double] = []
  /// Liquidated short positions; finite and not negative.
  package var short: [Double] = []
  /// What `long` and `short` count.
  package var unit: [AggregateUnit] = []
  /// The import the row came from; 0 before it has one.
  package var importID: [Int64] = []

  package init(interval: Interval) { self.interval = interval }

  /// The number of rows.
  package var count: Int { openTime.count }
}

extension AggregateBatch {
  /// Appends every row of `other`, translating its instruments into ours.
  package mutating func append(contentsOf other: AggregateBatch) {
    precondition(interval == other.interval, "totals over different intervals")
    instrument += translated(other.instrument, of: other.instruments, into: &instruments)
    openTime += other.openTime
    long += other.long
    short += other.short
    unit += other.unit
    importID += other.importID
  }

  /// The rows at `rows`, in that order, with the same instrument table.
  package func gather(_ rows: [Int32]) -> AggregateBatch {
    var result = AggregateBatch(interval: interval)
    result.instruments = instruments
    result.instrument = MarketData.gather(instrument.span, rows.span)
    result.openTime = MarketData.gather(openTime.span, rows.span)
    result.long = MarketData.gather(long.span, rows.span)
    result.short = MarketData.gather(short.span, rows.span)
    result.unit = MarketData.gather(unit.span, rows.span)
    result.importID = MarketData.gather(importID.span, rows.span)
    return result
  }
}

/// `column`, which refers to `keys`, referring to `instruments`, which grow by what is new.
func translated(
  _ column: [UInt32], of keys: [InstrumentKey], into instruments: inout [InstrumentKey]
) -> [UInt32] {
  var table = LiquidationBatch()
  table.instruments = instruments
  let translation = table.intern(keys)
  instruments = table.instruments
  return column.map { translation[Int($0)] }
}
