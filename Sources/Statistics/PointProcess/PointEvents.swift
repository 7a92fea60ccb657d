/// Events in a window [0, duration], with the baseline profile that applies to them.
package struct PointEvents: Sendable {
  /// When each event happened; strictly increasing (merge ties first and report how many).
  package let times: [Double]
  /// The length of the window.
  package let duration: Double
  /// The shape s(t) of the baseline; nil means constant 1.
  package let profile: PeriodicProfile?
  /// s at each event; empty when the baseline is constant.
  let weights: [Double]
  /// ∫ s over the window.
  let exposure: Double

  /// Checks and keeps the events.
  ///
  /// - Throws: `misplacedEvent` for times that are not strictly increasing in [0, duration],
  ///   `emptyWindow` when the duration is not positive.
  /// - Complexity: O(n).
  package init(
    times: [Double], duration: Double, profile: PeriodicProfile? = nil
  ) throws(PointProcessError) {
    guard duration > 0, duration.isFinite else { throw .emptyWindow }
    var previous = -Double.leastNonzeroMagnitude
    for (index, time) in times.enumerated() {
      guard time > previous, time <= duration else { throw .misplacedEvent(index: index) }
      previous = time
    }
    self.times = times
    self.duration = duration
    self.profile = profile
    weights = profile.map { profile in times.map { profile.value(at: $0) } } ?? []
    exposure = profile?.integral(to: duration) ?? duration
  }

  /// The same events on a profile estimated from them, with the grid of `like`.
  func reprofiled(like profile: PeriodicProfile?) throws(PointProcessError) -> PointEvents {
    guard let profile else { return self }
    let estimated = PeriodicProfile(
      of: times.span, duration: duration, steps: profile.values.count,
      stepWidth: profile.stepWidth, phase: profile.phase)
    return try PointEvents(times: times, duration: duration, profile: estimated)
  }

  /// The log-likelihood of the Poisson process whose rate is the mean rate times the profile.
  ///
  /// ℓ = Σ ln(r·s(tᵢ)) − r·∫s with r = n/∫s. The null hypothesis of no excitation.
  package var poissonLogLikelihood: Double {
    let count = Double(times.count)
    guard count > 0 else { return 0 }
    var logs = LogarithmSum()
    for weight in weights { logs.add(weight) }
    var rate = LogarithmSum()
    rate.add(count / exposure)
    return logs.value + count * rate.value - count
  }
}
