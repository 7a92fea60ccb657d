import Basics
import Importers
import MarketData

/// What a dry run counts of the accepted rows.
struct RowTally {
  private(set) var accepted: Int64 = 0
  private(set) var rows: [InstrumentKey: Int64] = [:]
  private(set) var firstTime: Int64?
  private(set) var lastTime: Int64?
  private(set) var notionalMissing: Int64 = 0
  private var sum = CompensatedSum()

  var notional: Double { sum.value }

  mutating func add(_ rows: ImportChunk.Rows) {
    switch rows {
    case .liquidations(let batch):
      count(batch.instrument, batch.instruments, batch.time)
      for value in batch.notional {
        if value.isNaN { notionalMissing += 1 } else { sum.add(value) }
      }
    case .candles(let batch):
      count(batch.instrument, batch.instruments, batch.openTime)
    case .aggregates(let batch): count(batch.instrument, batch.instruments, batch.openTime)
    case .series(let batch): count(batch.instrument, batch.instruments, batch.time)
    }
  }

  private mutating func count(_ instrument: [UInt32], _ keys: [InstrumentKey], _ time: [Int64]) {
    var counts = [Int64](repeating: 0, count: keys.count)
    for index in instrument { counts[Int(index)] += 1 }
    for (index, count) in counts.enumerated() where count > 0 {
      rows[keys[index], default: 0] += count
    }
    accepted += Int64(time.count)
    guard let first = time.min(), let last = time.max() else { return }
    firstTime = min(firstTime ?? first, first)
    lastTime = max(lastTime ?? last, last)
  }
}
