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
  let time = rows.keyTime
  let grouped = RowsByInstrument(
    rows.instrument.span, time.span, isTaken, instrumentCount: rows.instruments.count)
  let order = rows.instruments.indices.sorted { rows.instruments[$0] < rows.instruments[$1] }
  var found: [PartitionKey: [Int32]] = [:]
  var month = Month(of: 0)
  for index in order {
    var remaining = grouped.rows[grouped.range(of: index)]
    while let first = remaining.first.map({ time[Int($0)] }) {
      // Most often the month of the instrument before, whose name need not be made again.
      if !month.contains(first) { month = Month(of: first) }
      let next = month.next
      let end = firstIndex(of: remaining) { time[Int($0)] >= next }
      let key = PartitionKey(
        kind: Rows.kind, exchange: rows.instruments[index].exchange, variant: rows.variant,
        month: month.name)
      found[key, default: []].append(contentsOf: remaining[..<end])
      remaining = remaining[end...]
    }
  }
  return found.map { PartitionedRows(key: $0.key, rows: $0.value) }.sorted { left, right in
    if left.key.exchange != right.key.exchange {
      return precedes(left.key.exchange, right.key.exchange)
    }
    return precedes(left.key.month, right.key.month)
  }
}

/// The first index whose element is past the turn, where all before it are not; by bisection.
func firstIndex(of rows: ArraySlice<Int32>, isPast: (Int32) -> Bool) -> Int {
  var (low, high) = (rows.startIndex, rows.endIndex)
  while low < high {
    let middle = low + (high - low) / 2
    if isPast(rows[middle]) { high = middle } else { low = middle + 1 }
  }
  return low
}

/// All rows by (exchange bytes, symbol bytes, time, input order).
func inOrder<Rows: StoredRows>(_ rows: Rows) -> [Int32] {
  let grouped = RowsByInstrument(
    rows.instrument.span, rows.keyTime.span, nil, instrumentCount: rows.instruments.count)
  let order = rows.instruments.indices.sorted { rows.instruments[$0] < rows.instruments[$1] }
  return order.flatMap { grouped.rows[grouped.range(of: $0)] }
}

/// Calls `body` for each stretch of rows of one instrument, which in a segment's order is one an
/// instrument: sums over a stretch stay in registers.
@inline(__always)
func forEachRun(_ instrument: Span<UInt32>, _ body: (_ index: Int, _ rows: Range<Int>) -> Void) {
  var start = 0
  while start < instrument.count {
    let current = instrument[start]
    var end = start + 1
    while end < instrument.count, instrument[end] == current { end += 1 }
    body(Int(current), start..<end)
    start = end
  }
}

/// A month of UTC.
private struct Month {
  /// As folders are named.
  let name: String
  /// Its first microsecond, and that of the month after.
  let start, next: Int64

  /// The month that holds `time`.
  init(of time: Int64) {
    let day = TimeText.floorDivide(time, TimeText.microsecondsPerDay)
    let date = TimeText.date(days: Int(day))
    let first = TimeText.days(year: date.year, month: date.month, day: 1)
    let after = TimeText.days(
      year: date.month == 12 ? date.year + 1 : date.year,
      month: date.month == 12 ? 1 : date.month + 1, day: 1)
    name = TimeText.month(time)
    start = Int64(first) * TimeText.microsecondsPerDay
    next = Int64(after) * TimeText.microsecondsPerDay
  }

  func contains(_ time: Int64) -> Bool { time >= start && time < next }
}

/// The first microsecond of the month after the one that holds `time`.
func startOfNextMonth(_ time: Int64) -> Int64 { Month(of: time).next }

/// Rows grouped by instrument, each group sorted by (time, input order).
private struct RowsByInstrument {
  private(set) var rows: [Int32]
  private var ends: [Int]

  /// A counting sort by instrument, then a sort of each group that is not in order already.
  init(
    _ instrument: Span<UInt32>, _ time: Span<Int64>, _ isTaken: [Bool]?, instrumentCount: Int
  ) {
    var starts = [Int](repeating: 0, count: instrumentCount + 1)
    var isGrouped = isTaken == nil
    if let isTaken {
      for row in instrument.indices where isTaken[row] { starts[Int(instrument[row]) + 1] += 1 }
    } else {
      var last = -1
      forEachRun(instrument) { index, rows in
        starts[index + 1] += rows.count
        if index < last { isGrouped = false }
        last = index
      }
    }
    for index in 0..<instrumentCount { starts[index + 1] += starts[index] }
    ends = Array(starts.dropFirst())
    if isGrouped {
      rows = Array(0..<Int32(instrument.count))
    } else {
      rows = [Int32](repeating: 0, count: starts[instrumentCount])
      var next = starts
      for row in instrument.indices where isTaken?[row] ?? true {
        let group = Int(instrument[row])
        rows[next[group]] = Int32(row)
        next[group] += 1
      }
    }
    for index in 0..<instrumentCount { sortByTime(&rows, starts[index]..<ends[index], time) }
  }

  func range(of index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }
}

/// A row and the time it is sorted by.
private struct TimedRow {
  var time: Int64
  var row: Int32
}

/// Sorts `rows[range]`, which ascend, by (time, row).
private func sortByTime(_ rows: inout [Int32], _ range: Range<Int>, _ time: Span<Int64>) {
  var last = Int64.min
  var descents = 0
  for index in range {
    let current = time[Int(rows[index])]
    descents += current < last ? 1 : 0
    last = current
  }
  if descents == 0 { return }
  var timed = rows[range].map { TimedRow(time: time[Int($0)], row: $0) }
  sort(&timed)
  for (offset, moved) in timed.enumerated() { rows[range.lowerBound + offset] = moved.row }
}

/// Sorts rows, which ascend, by (time, row): by insertion while few are out of place.
private func sort(_ rows: inout [TimedRow]) {
  var shiftsLeft = 16 * rows.count
  for index in rows.indices.dropFirst() where rows[index].time < rows[index - 1].time {
    let moving = rows[index]
    var place = index
    while place > 0, moving.time < rows[place - 1].time {
      rows[place] = rows[place - 1]
      place -= 1
    }
    rows[place] = moving
    shiftsLeft -= index - place
    if shiftsLeft < 0 { return rows.sort { ($0.time, $0.row) < ($1.time, $1.row) } }
  }
}
