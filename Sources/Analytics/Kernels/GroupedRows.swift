import MarketData

extension LiquidationBatch {
  /// The rows inside `window`, those of one instrument together, in their order.
  ///
  /// The batch itself when it is so already, as a segment's are.
  func grouped(inside window: TimeRange) -> LiquidationBatch {
    if isGrouped, isInside(time.span, window) { return self }
    return gather(groupedOrder(instrument.span, time.span, instruments.count, window))
  }

  /// Whether every instrument's rows are one run, or nearly so: a few extra runs cost nothing.
  private var isGrouped: Bool {
    let span = instrument.span
    var changes = 0
    for row in 1..<max(1, span.count) where span[row] != span[row - 1] { changes += 1 }
    return changes <= 2 * instruments.count
  }
}

private func isInside(_ time: Span<Int64>, _ window: TimeRange) -> Bool {
  var outside = 0
  for row in time.indices where time[row] < window.from || time[row] >= window.to { outside &+= 1 }
  return outside == 0
}

/// The rows inside the window in the order of their instrument: a counting sort.
private func groupedOrder(
  _ instrument: Span<UInt32>, _ time: Span<Int64>, _ count: Int, _ window: TimeRange
) -> [Int32] {
  var next = [Int](repeating: 0, count: count + 1)
  for row in instrument.indices where window.contains(time[row]) {
    next[Int(instrument[row]) + 1] += 1
  }
  for index in 1...max(1, count) where index <= count { next[index] += next[index - 1] }
  var order = [Int32](repeating: 0, count: next[count])
  for row in instrument.indices where window.contains(time[row]) {
    order[next[Int(instrument[row])]] = Int32(truncatingIfNeeded: row)
    next[Int(instrument[row])] += 1
  }
  return order
}

/// The end of the run of equal values that begins at `row`.
func endOfRun(_ values: Span<UInt32>, from row: Int) -> Int {
  var end = row + 1
  while end < values.count, values[end] == values[row] { end += 1 }
  return end
}

func countKinds(_ kinds: Span<PriceKind>, _ rows: Range<Int>, into counts: inout [Int64]) {
  for row in rows { counts[Int(kinds[row].rawValue)] &+= 1 }
}

func missing(_ values: Span<Double>, _ rows: Range<Int>) -> Int64 {
  var count: Int64 = 0
  for row in rows { count &+= values[row] == values[row] ? 0 : 1 }
  return count
}
