/// The stable order of rows by time, or nil when they already are in order.
///
/// A natural merge sort: rows come as a few ordered runs (one a segment), which are merged
/// pairwise.
/// - Complexity: O(*n* log *r*) for *r* runs.
func stableTimeOrder(_ time: Span<Int64>) -> [Int32]? {
  var starts = [0]
  for row in 1..<max(1, time.count) where time[row] < time[row - 1] { starts.append(row) }
  if starts.count == 1 { return nil }
  var order = (0..<time.count).map { Int32(truncatingIfNeeded: $0) }
  var target = order
  while starts.count > 1 {
    var merged: [Int] = []
    for pair in stride(from: 0, to: starts.count, by: 2) {
      let middle = pair + 1 < starts.count ? starts[pair + 1] : time.count
      let end = pair + 2 < starts.count ? starts[pair + 2] : time.count
      mergeRuns(time, order.span, starts[pair]..<middle, middle..<end, into: &target)
      merged.append(starts[pair])
    }
    swap(&order, &target)
    starts = merged
  }
  return order
}

private func mergeRuns(
  _ time: Span<Int64>, _ order: Span<Int32>, _ left: Range<Int>, _ right: Range<Int>,
  into target: inout [Int32]
) {
  var (a, b) = (left.lowerBound, right.lowerBound)
  for place in left.lowerBound..<right.upperBound {
    let takesLeft =
      b == right.upperBound
      || (a < left.upperBound && time[Int(order[a])] <= time[Int(order[b])])
    target[place] = takesLeft ? order[a] : order[b]
    if takesLeft { a += 1 } else { b += 1 }
  }
}
