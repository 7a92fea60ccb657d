import Basics
import MarketData

/// The rows of one exchange in a chunk: which instruments, and from when to when.
struct ExchangeSpan {
  let name: String
  /// Indexes into the chunk's instruments; only those that have rows.
  let instruments: [Int]
  let firstTime: Int64
  let lastTime: Int64

  /// Every instant of the milliseconds that the rows lie in.
  var wholeMilliseconds: TimeRange {
    TimeRange(
      from: TimeText.floorDivide(firstTime, 1_000) * 1_000,
      to: (TimeText.floorDivide(lastTime, 1_000) + 1) * 1_000)
  }

  /// The exchanges that have rows, by the bytes of their names.
  static func spans<Rows: StoredRows>(of rows: Rows) -> [ExchangeSpan] {
    let instrument = rows.instrument
    let time = rows.keyTime
    var first = [Int64](repeating: .max, count: rows.instruments.count)
    var last = [Int64](repeating: .min, count: rows.instruments.count)
    forEachRun(instrument.span) { index, rows in
      var (least, greatest) = (Int64.max, Int64.min)
      for row in rows {
        least = min(least, time[row])
        greatest = max(greatest, time[row])
      }
      first[index] = min(first[index], least)
      last[index] = max(last[index], greatest)
    }
    let present = rows.instruments.indices.filter { first[$0] <= last[$0] }
    let byExchange = Dictionary(grouping: present) { rows.instruments[$0].exchange }
    return byExchange.sorted { precedes($0.key, $1.key) }.map { name, indexes in
      ExchangeSpan(
        name: name, instruments: indexes, firstTime: indexes.map { first[$0] }.min() ?? .max,
        lastTime: indexes.map { last[$0] }.max() ?? .min)
    }
  }
}
