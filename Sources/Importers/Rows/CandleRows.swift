import Basics
import MarketData

/// One candle on its way from a format into the columns.
struct CandleRow {
  var instrument: UInt32
  var openTime: Int64
  var open, high, low, close: Double
  var volume: Double
  var quoteVolume = Double.nan
  var trades = CandleBatch.noTrades
  var takerBuyVolume = Double.nan
}

/// How far apart the candles of a block are, to check the interval that a name promises.
struct CandleSteps: Sendable, Equatable {
  var first: Int64?
  var last: Int64?
  /// The smallest distance of two rows that follow each other, zero left out.
  var smallest: Int64?
  /// The rows, and those of them that are refused for not being on the interval's grid.
  var count = 0
  var offGrid = 0
  /// Whether some row says itself that it is as long as the interval.
  var isConfirmed = false

  mutating func add(_ time: Int64) {
    count += 1
    step(to: time)
    if first == nil { first = time }
    last = time
  }

  /// Notes a row that is off the grid: a slip of one row says nothing of the others.
  mutating func addOffGrid() {
    count += 1
    offGrid += 1
  }

  /// Whether so many rows are off the grid that the interval must be another one.
  var isOffGrid: Bool { 3 * offGrid >= count && offGrid > 1 }

  mutating func merge(_ later: CandleSteps) {
    count += later.count
    offGrid += later.offGrid
    if let time = later.first { step(to: time) }
    if let distance = later.smallest { smallest = min(smallest ?? distance, distance) }
    first = first ?? later.first
    last = later.last ?? last
    isConfirmed = isConfirmed || later.isConfirmed
  }

  private mutating func step(to time: Int64) {
    guard let last, last != time else { return }
    let distance = abs(time - last)
    smallest = min(smallest ?? distance, distance)
  }
}

/// The candles of one block as columns.
struct CandleRows {
  private var batch: CandleBatch
  private(set) var steps = CandleSteps()

  init(interval: Interval) {
    batch = CandleBatch(interval: interval)
  }

  var count: Int { batch.count }

  /// Appends one candle if it can be one.
  ///
  /// - Throws: `RowProblem` when it is off the grid or its prices contradict each other.
  mutating func append(_ row: CandleRow) throws(RowProblem) {
    guard batch.interval.isOnGrid(row.openTime) else {
      steps.addOffGrid()
      throw RowProblem("open_time", .offGrid)
    }
    steps.add(row.openTime)
    guard row.high >= max(row.open, row.close) else { throw RowProblem("high", .highTooLow) }
    guard row.low <= min(row.open, row.close) else { throw RowProblem("low", .lowTooHigh) }
    batch.instrument.append(row.instrument)
    batch.openTime.append(row.openTime)
    batch.open.append(row.open)
    batch.high.append(row.high)
    batch.low.append(row.low)
    batch.close.append(row.close)
    batch.volume.append(row.volume)
    batch.quoteVolume.append(row.quoteVolume)
    batch.trades.append(row.trades)
    batch.takerBuyVolume.append(row.takerBuyVolume)
  }

  /// Notes that a row's own length is the interval.
  mutating func confirmInterval() { steps.isConfirmed = true }

  consuming func finish(_ table: borrowing InstrumentTable) -> CandleBatch {
    var batch = batch
    batch.instruments = UsedInstruments(&batch.instrument, table).keys
    batch.importID = [Int64](repeating: 0, count: batch.count)
    return batch
  }
}
