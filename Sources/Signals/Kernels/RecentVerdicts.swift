/// How often a rule was true, false and unknown in `(t − window, t]`.
struct RecentVerdicts: Sendable {
  let window: Int64
  private(set) var trues = 0
  private(set) var falses = 0
  private(set) var unknowns = 0
  private var queue = SampleQueue()

  init(window: Int64) { self.window = window }

  /// Adds the verdict at `time` and drops those that have left the window.
  mutating func add(_ verdict: Double, at time: Int64) {
    queue.append(verdict, at: time)
    count(verdict, 1)
    while let first = queue.firstTime, first <= time - window {
      count(queue.removeFirst().value, -1)
    }
  }

  private mutating func count(_ verdict: Double, _ step: Int) {
    if verdict.isNaN {
      unknowns += step
    } else if verdict == 1 {
      trues += step
    } else {
      falses += step
    }
  }
}
