import Synchronization

/// One line on a terminal that says how far long work is: bytes, rows a second, time left.
///
/// Silent when standard error is no terminal or `--quiet` was given.
final class ProgressBar: Sendable {
  private struct State {
    var done: Int64 = 0
    var rows: Int64 = 0
    var lastDrawn: ContinuousClock.Instant
    var isDrawn = false
  }

  private let title: String
  private let total: Int64?
  private let isOn: Bool
  private let start = ContinuousClock().now
  private let state: Mutex<State>

  /// - Parameters:
  ///   - title: What is being done, such as the name of the file.
  ///   - total: The bytes there are, when known.
  ///   - isOn: Whether to draw at all.
  init(title: String, total: Int64?, isOn: Bool) {
    self.title = Console.visible(title)
    self.total = total
    self.isOn = isOn && Console.isWatched
    state = Mutex(State(lastDrawn: ContinuousClock().now))
  }

  /// Takes note of the totals so far; draws at most ten times a second.
  func update(bytes: Int64, rows: Int64) {
    guard isOn else { return }
    let now = ContinuousClock().now
    let line: String? = state.withLock { state in
      state.done = bytes
      state.rows = rows
      guard now - state.lastDrawn > .milliseconds(100) else { return nil }
      state.lastDrawn = now
      state.isDrawn = true
      return text(state, seconds: (now - start) / .seconds(1))
    }
    if let line { Console.progress("\r\u{1B}[2K" + line) }
  }

  /// Removes the line.
  func finish() {
    guard isOn, state.withLock({ $0.isDrawn }) else { return }
    Console.progress("\r\u{1B}[2K")
  }

  private func text(_ state: State, seconds: Double) -> String {
    let speed = seconds > 0 ? Double(state.rows) / seconds : 0
    let rate = HumanNumber.count(speed) + " rows/s"
    let size = HumanNumber.bytes(state.done)
    guard let total, total > 0 else { return "\(title)  \(size)  \(rate)" }
    let share = min(1, Double(state.done) / Double(total))
    let left = ProgressText.left(share, seconds: seconds)
    return
      "\(title)  \(ProgressText.bar(share)) \(Int(share * 100)) %  \(size)  \(rate)  \(left)"
  }
}
