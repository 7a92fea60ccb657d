import Synchronization

/// One line on a terminal that says how many pieces of the work at hand are done, and how long the
/// rest will take. Work that has several parts starts anew with each.
///
/// Silent when standard error is no terminal or `--quiet` was given.
final class StageBar: Sendable {
  private struct State {
    var start: ContinuousClock.Instant
    var lastDrawn: ContinuousClock.Instant
    var lastDone: ContinuousClock.Instant
    var done = 0
    var isDrawn = false
  }

  private let title: String
  private let isOn: Bool
  private let state: Mutex<State>

  /// - Parameters:
  ///   - title: What is being done.
  ///   - isOn: Whether to draw at all.
  init(title: String, isOn: Bool) {
    self.title = title
    self.isOn = isOn && Console.isWatched
    let now = ContinuousClock().now
    state = Mutex(State(start: now, lastDrawn: now, lastDone: now))
  }

  /// Takes note of how many pieces are done; draws at most ten times a second.
  func update(done: Int, total: Int) {
    guard isOn, total > 1 else { return }
    let now = ContinuousClock().now
    let line: String? = state.withLock { state in
      // Fewer than before: the next part has begun, when the last one ended.
      if done <= state.done { state.start = state.lastDone }
      state.done = done
      state.lastDone = now
      guard now - state.lastDrawn > .milliseconds(100) else { return nil }
      state.lastDrawn = now
      state.isDrawn = true
      return text(done, total, seconds: (now - state.start) / .seconds(1))
    }
    if let line { Console.progress("\r\u{1B}[2K" + line) }
  }

  /// Removes the line.
  func finish() {
    guard isOn, state.withLock({ $0.isDrawn }) else { return }
    Console.progress("\r\u{1B}[2K")
  }

  private func text(_ done: Int, _ total: Int, seconds: Double) -> String {
    let share = Double(done) / Double(total)
    let left = ProgressText.left(share, seconds: seconds)
    return "\(title)  \(ProgressText.bar(share)) \(done) of \(total)  \(left)"
  }
}
