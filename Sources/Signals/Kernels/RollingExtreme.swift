/// The largest of values that come and go in order, in constant time on average.
struct RollingMaximum: Sendable {
  /// Values that may still become the largest, in falling order, with their serial numbers.
  private var candidates: [(serial: Int, value: Double)] = []
  private var head = 0
  private var inserted = 0
  private var removed = 0

  init() {}

  /// NaN when there is none.
  var value: Double { head < candidates.count ? candidates[head].value : .nan }

  mutating func insert(_ value: Double) {
    while candidates.count > head, let last = candidates.last, last.value <= value {
      candidates.removeLast()
    }
    candidates.append((inserted, value))
    inserted += 1
  }

  /// Removes the oldest value.
  mutating func removeFirst() {
    if head < candidates.count, candidates[head].serial == removed { head += 1 }
    removed += 1
    if head > 1_024, head > candidates.count / 2 {
      candidates.removeFirst(head)
      head = 0
    }
  }
}
