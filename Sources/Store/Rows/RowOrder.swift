import Basics
import MarketData

/// The rows of one partition, in the order they have in its segment.
struct PartitionedRows: Sendable {
  let key: PartitionKey
  /// Sorted by (symbol bytes, time, input order).
  let rows: [Int32]
}

/// Splits `rows` by exchange and month and sorts each part by (symbol bytes, time, input order).
///
/// - Parameters:
///   - rows: The rows, in input order.
///   - isTaken: One flag a row, or nil for all.
/// - Returns: The parts that have rows, by exchange and month.
/// - Complexity: O(*n*) for nearly sorted input, O(*n* log *n*) at worst.
func partitioned<Rows: StoredRows>(_ rows: Rows, taking isTaken: [Bool]?) -> [PartitionedRows] {
  let grouped = RowsByInstrument(
    rows.instrument.span, rows.keyTime.span, isTaken, instrumentCount: rows.instruments.count)
  let order = rows.instruments.indices.sorted { rows.instruments[$0] < rows.instruments[$1] }
  var found: [PartitionKey: [Int32]] = [:]
  for index in order {
    var remaining = grouped.rows[grouped.range(of: index)]
    while let first = remaining.first {
      let end = startOfNextMonth(first.time)
      let month = remaining.prefix { $0.time < end }
      let key = PartitionKey(
        kind: Rows.kind, exchange: rows.instruments[index].exchange, variant: rows.variant,
        month: TimeText.month(first.time))
      found[key, default: []].append(contentsOf: month.lazy.map(\.row))
      remaining = remaining.dropFirst(month.count)
    }
  }
  return found.map { PartitionedRows(key: $0.key, rows: $0.value) }.sorted { left, right in
    if left.key.exchange != right.key.exchange {
      return precedes(left.key.exchange, right.key.exchange)
    }
    return precedes(left.key.month, right.key.month)
  }
}

/// All rows by (exchange bytes, symbol bytes, time, input order).
func inOrder<Rows: StoredRows>(_ rows: Rows) -> [Int32] {
  let grouped = RowsByInstrument(
    rows.instrument.span, rows.keyTime.span, nil, instrumentCount: rows.instruments.count)
  let order = rows.instruments.indices.sorted { rows.instruments[$0] < rows.instruments[$1] }
  return order.flatMap { grouped.rows[grouped.range(of: $0)].map(\.row) }
}

/// The first microsecond of the month after the one that holds `time`.
func startOfNextMonth(_ time: Int64) -> Int64 {
  let day = TimeText.floorDivide(time, TimeText.microsecondsPerDay)
  let date = TimeText.date(days: Int(day))
  let next = TimeText.days(
    year: date.month == 12 ? date.year + 1 : date.year,
    month: date.month == 12 ? 1 : date.month + 1, day: 1)
  return Int64(next) * TimeText.microsecondsPerDay
}

/// A row and the time it is sorted by.
private struct TimedRow {
  var time: Int64
  var row: Int32
}

/// Rows grouped by instrument, each group sorted by (time, input order).
private struct RowsByInstrument {
  var rows: [TimedRow]
  private var ends: [Int]

  /// A counting sort by instrument, then a sort of each group that is quick when nearly sorted.
  init(
    _ instrument: Span<UInt32>, _ time: Span<Int64>, _ isTaken: [Bool]?, instrumentCount: Int
  ) {
    var starts = [Int](repeating: 0, count: instrumentCount + 1)
    for row in instrument.indices where isTaken?[row] ?? true {
      starts[Int(instrument[row]) + 1] += 1
    }
    for index in 0..<instrumentCount { starts[index + 1] += starts[index] }
    rows = [TimedRow](repeating: TimedRow(time: 0, row: 0), count: starts[instrumentCount])
    ends = starts
    for row in instrument.indices where isTaken?[row] ?? true {
      let group = Int(instrument[row])
      rows[ends[group]] = TimedRow(time: time[row], row: Int32(row))
      ends[group] += 1
    }
    ends.removeLast()
    for index in 0..<instrumentCount { sortByTime(&rows, starts[index]..<ends[index]) }
  }

  func range(of index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }
}

/// Sorts `rows[range]` by (time, row), where the rows ascend: insertion while few are out of place.
private func sortByTime(_ rows: inout [TimedRow], _ range: Range<Int>) {
  var shiftsLeft = 16 * range.count
  for index in range.dropFirst() where rows[index].time < rows[index - 1].time {
    let moving = rows[index]
    var place = index
    while place > range.lowerBound, moving.time < rows[place - 1].time {
      rows[place] = rows[place - 1]
      place -= 1
    }
    rows[place] = moving
    shiftsLeft -= index - place
    if shiftsLeft < 0 {
      rows[range].sort { ($0.time, $0.row) < ($1.time, $1.row) }
      return
    }
  }
}
