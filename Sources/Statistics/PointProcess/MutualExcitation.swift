import Glibc

/// Events of several kinds in one window, for a Hawkes process in which kinds excite each other.
package struct MarkedEvents: Sendable {
  /// When each event happened, not decreasing, in [0, duration].
  package let times: [Double]
  /// The kind of each event, from 0.
  package let kinds: [Int]
  /// How many kinds there are.
  package let kindCount: Int
  /// The length of the window.
  package let duration: Double
  /// The shape of all baselines; nil means constant 1.
  package let profile: PeriodicProfile?

  /// Checks and keeps the events. Events at the same instant do not excite each other.
  ///
  /// - Throws: `misplacedEvent` for a time out of order or a kind out of range, `emptyWindow`
  ///   when the duration is not positive or there are no events.
  package init(
    times: [Double], kinds: [Int], kindCount: Int, duration: Double,
    profile: PeriodicProfile? = nil
  ) throws(PointProcessError) {
    precondition(times.count == kinds.count, "one kind for each time")
    guard duration > 0, duration.isFinite, !times.isEmpty else { throw .emptyWindow }
    var previous = 0.0
    for (index, time) in times.enumerated() {
      guard time >= previous, time <= duration, (0..<kindCount).contains(kinds[index])
      else { throw .misplacedEvent(index: index) }
      previous = time
    }
    self.times = times
    self.kinds = kinds
    self.kindCount = kindCount
    self.duration = duration
    self.profile = profile
  }

  /// Merges one series of strictly increasing times per kind, by time and then by kind.
  ///
  /// - Complexity: O(n log n).
  package init(
    series: [[Double]], duration: Double, profile: PeriodicProfile? = nil
  ) throws(PointProcessError) {
    let merged = series.enumerated().flatMap { kind, times in times.map { (time: $0, kind: kind) } }
      .sorted { ($0.time, $0.kind) < ($1.time, $1.kind) }
    try self.init(
      times: merged.map(\.time), kinds: merged.map(\.kind), kindCount: series.count,
      duration: duration, profile: profile)
  }

  /// ∫ of the baseline's shape over the window.
  var exposure: Double { profile?.integral(to: duration) ?? duration }
}

/// λᵢ(t) = μᵢ·s(t) + Σⱼ Aᵢⱼ·Σ_{tₖ<t, kind j} β·e^{−β(t−tₖ)}: one decay, any branching matrix.
package struct MutualExcitation: Sendable, Equatable {
  /// μ, the rate of spontaneous events of each kind.
  package var baselines: [Double]
  /// A, row by row: Aᵢⱼ is how many events of kind i each event of kind j triggers directly.
  package var branching: [[Double]]
  /// β, common to all.
  package var decay: Double

  package init(baselines: [Double], branching: [[Double]], decay: Double) {
    self.baselines = baselines
    self.branching = branching
    self.decay = decay
  }

  /// The largest absolute eigenvalue of A: the process is stationary below 1.
  package var spectralRadius: Double { Statistics.spectralRadius(nonnegative: branching) }
}

/// The log-likelihood of `events` under `model`; −∞ when some event has rate zero.
///
/// Only strictly earlier events excite.
///
/// - Complexity: O(n·d), one exponential for each instant.
package func mutualExcitationLogLikelihood(
  _ events: MarkedEvents, _ model: MutualExcitation
) -> Double {
  var logarithms = LogarithmSum()
  var trace = ExcitationTrace(kindCount: events.kindCount, decay: model.decay)
  for i in events.times.indices {
    trace.advance(to: events.times[i])
    let kind = events.kinds[i]
    var rate = model.baselines[kind] * (events.profile?.value(at: events.times[i]) ?? 1)
    for j in 0..<events.kindCount { rate += model.branching[kind][j] * trace.excitation(of: j) }
    logarithms.add(rate)
    trace.record(kind)
  }
  trace.advance(to: events.duration)
  var integral = 0.0
  for i in 0..<events.kindCount {
    integral += model.baselines[i] * events.exposure
    for j in 0..<events.kindCount { integral += model.branching[i][j] * trace.spent(of: j) }
  }
  return logarithms.value - integral
}

/// The decaying sum of past events of each kind.
struct ExcitationTrace {
  private let decay: Double
  private var time = 0.0
  private var sums: [Double]
  private var pending: [Double]
  private var counts: [Double]

  init(kindCount: Int, decay: Double) {
    self.decay = decay
    sums = [Double](repeating: 0, count: kindCount)
    pending = sums
    counts = sums
  }

  /// Moves on; events recorded at the old instant begin to count once time has passed.
  mutating func advance(to next: Double) {
    guard next > time else { return }
    let factor = exp(-decay * (next - time))
    for j in sums.indices {
      sums[j] = (sums[j] + pending[j]) * factor
      pending[j] = 0
    }
    time = next
  }

  mutating func record(_ kind: Int) {
    pending[kind] += 1
    counts[kind] += 1
  }

  /// Σ β·e^{−β(t−tₖ)} over the earlier events of a kind.
  func excitation(of kind: Int) -> Double { decay * sums[kind] }

  /// Σ (1 − e^{−β(t−tₖ)}): how much of the events' influence has been spent so far.
  func spent(of kind: Int) -> Double { counts[kind] - sums[kind] - pending[kind] }
}
