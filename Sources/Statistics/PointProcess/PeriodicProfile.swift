import Glibc

/// A piecewise constant function of time that repeats: the shape of a day in 24 steps, say.
///
/// As the baseline of a point process its mean over the observed window is 1.
package struct PeriodicProfile: Sendable, Equatable {
  /// The level of each step of one period.
  package let values: [Double]
  /// The length of a step, in the unit of time.
  package let stepWidth: Double
  /// How far into the period time 0 lies.
  package let phase: Double
  private let cumulative: [Double]

  /// A profile of `values`, at least one, each `stepWidth` long; time 0 lies `phase` into it.
  package init(values: [Double], stepWidth: Double, phase: Double = 0) {
    precondition(!values.isEmpty && stepWidth > 0, "a profile needs steps of positive width")
    self.values = values
    self.stepWidth = stepWidth
    self.phase = phase
    var sum = 0.0
    cumulative =
      [0]
      + values.map {
        sum += $0 * stepWidth
        return sum
      }
  }

  /// The profile of the rate of events: count over exposure of each step, over the overall rate.
  ///
  /// Its integral over the window is the window's length. A step never observed is 1.
  ///
  /// - Parameters:
  ///   - times: When the events happened, from 0 to `duration`.
  ///   - duration: The length of the window.
  ///   - steps: Steps of one period.
  ///   - stepWidth: The length of a step.
  ///   - phase: How far into the period time 0 lies.
  /// - Complexity: O(n).
  package init(
    of times: Span<Double>, duration: Double, steps: Int, stepWidth: Double, phase: Double = 0
  ) {
    var counts = [Double](repeating: 0, count: steps)
    let grid = PeriodicProfile(
      values: [Double](repeating: 1, count: steps), stepWidth: stepWidth, phase: phase)
    for i in times.indices { counts[grid.step(at: times[i])] += 1 }
    let rate = Double(times.count) / duration
    let levels = counts.enumerated().map { step, count in
      let exposure = grid.exposure(of: step, duration: duration)
      return exposure > 0 && rate > 0 ? count / exposure / rate : 1
    }
    self.init(values: levels, stepWidth: stepWidth, phase: phase)
  }

  /// The length of one repetition.
  package var period: Double { Double(values.count) * stepWidth }

  /// The index of the step that holds `time`.
  package func step(at time: Double) -> Int {
    let position = floor((time + phase) / stepWidth)
    let count = Double(values.count)
    return min(values.count - 1, max(0, Int(position - count * floor(position / count))))
  }

  /// The level at `time`.
  package func value(at time: Double) -> Double { values[step(at: time)] }

  /// The integral from 0 to `time`.
  package func integral(to time: Double) -> Double {
    primitive(time + phase) - primitive(phase)
  }

  private func primitive(_ position: Double) -> Double {
    let cycles = floor(position / period)
    let rest = max(0, position - cycles * period)
    let step = min(values.count - 1, Int(rest / stepWidth))
    let within = cumulative[step] + values[step] * (rest - Double(step) * stepWidth)
    return cycles * cumulative[values.count] + within
  }

  /// How much of the window falls into a step.
  private func exposure(of step: Int, duration: Double) -> Double {
    var levels = [Double](repeating: 0, count: values.count)
    levels[step] = 1
    return PeriodicProfile(values: levels, stepWidth: stepWidth, phase: phase)
      .integral(to: duration)
  }
}
