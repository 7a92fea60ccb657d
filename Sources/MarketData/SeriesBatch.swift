/// Values of context series (open interest, funding, mark price), as columns of equal length; the
/// rows may be in any order.
///
/// `time` is when the value was *knowable*: of a source that gives bars, the end of the bar whose
/// closing value this is.
package struct SeriesBatch: Sendable, Equatable {
  /// The instruments that `instrument` refers to; each at most once.
  package var instruments: [InstrumentKey] = []
  /// Row → index into `instruments`.
  package var instrument: [UInt32] = []
  /// What the value measures.
  package var name: [SeriesName] = []
  /// In microseconds UTC.
  package var time: [Int64] = []
  /// Finite; in the unit that the name says.
  package var value: [Double] = []
  /// The import the row came from; 0 before it has one.
  package var importID: [Int64] = []

  package init() {}

  /// The number of rows.
  package var count: Int { time.count }
}

extension SeriesBatch {
  /// Appends every row of `other`, translating its instruments into ours.
  package mutating func append(contentsOf other: SeriesBatch) {
    instrument += translated(other.instrument, of: other.instruments, into: &instruments)
    name += other.name
    time += other.time
    value += other.value
    importID += other.importID
  }

  /// The rows at `rows`, in that order, with the same instrument table.
  package func gather(_ rows: [Int32]) -> SeriesBatch {
    var result = SeriesBatch()
    result.instruments = instruments
    result.instrument = MarketData.gather(instrument.span, rows.span)
    result.name = MarketData.gather(name.span, rows.span)
    result.time = MarketData.gather(time.span, rows.span)
    result.value = MarketData.gather(value.span, rows.span)
    result.importID = MarketData.gather(importID.span, rows.span)
    return result
  }
}
