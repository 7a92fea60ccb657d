/// Samples in the order of their instants: the newest are appended, the oldest removed.
struct SampleQueue: Sendable {
  private(set) var times: [Int64] = []
  private(set) var values: [Double] = []
  private var head = 0

  var count: Int { values.count - head }
  /// Where the samples lie in `times` and `values`.
  var indices: Range<Int> { head..<values.count }
  var firstTime: Int64? { count > 0 ? times[head] : nil }

  mutating func append(_ value: Double, at time: Int64) {
    times.append(time)
    values.append(value)
  }

  /// Removes the oldest sample; there must be one.
  mutating func removeFirst() -> (time: Int64, value: Double) {
    let sample = (times[head], values[head])
    head += 1
    if head > 4_096, head > values.count / 2 {
      times.removeFirst(head)
      values.removeFirst(head)
      head = 0
    }
    return sample
  }
}
