import Basics
import MarketData

/// The totals of one block as columns.
struct AggregateRows: BlockRows {
  private var batch: AggregateBatch
  private var steps = CandleSteps()
  /// Whether totals whose times are off the grid of the interval are refused.
  private let needsGrid: Bool

  init(interval: Interval, needsGrid: Bool = true) {
    batch = AggregateBatch(interval: interval)
    self.needsGrid = needsGrid
  }

  var count: Int { batch.count }

  /// Appends one total; `long` and `short` are finite and not negative.
  ///
  /// - Throws: `RowProblem` when it is off the grid.
  mutating func append(
    _ instrument: UInt32, openTime: Int64, long: Double, short: Double, unit: AggregateUnit
  ) throws(RowProblem) {
    if needsGrid {
      guard batch.interval.isOnGrid(openTime) else {
        steps.addOffGrid()
        throw RowProblem("open_time", .offGrid)
      }
      steps.add(openTime)
    }
    batch.instrument.append(instrument)
    batch.openTime.append(openTime)
    batch.long.append(long)
    batch.short.append(short)
    batch.unit.append(unit)
  }

  consuming func parsed(_ table: borrowing InstrumentTable) -> ParsedBlock {
    var (batch, steps) = (batch, steps)
    batch.instruments = UsedInstruments(&batch.instrument, table).keys
    batch.importID = [Int64](repeating: 0, count: batch.count)
    return ParsedBlock(.aggregates(batch, steps))
  }
}

extension Interval {
  /// Whether what begins at `time` is over at `now`; nobody knows otherwise when that is nil.
  func isOver(_ time: Int64, at now: Int64?) -> Bool {
    now.map { $0 - time >= microseconds } ?? true
  }

  /// Whether `time` can be the beginning of an interval; weeks begin on Mondays.
  func isOnGrid(_ time: Int64) -> Bool {
    // The epoch was a Thursday.
    let week: Int64 = 604_800_000_000
    let shift: Int64 = microseconds % week == 0 ? 4 * TimeText.microsecondsPerDay : 0
    return (time - shift) % microseconds == 0
  }
}
