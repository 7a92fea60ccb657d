import Basics
import Glibc

/// A statistic with its p-value from simulated data.
package struct SimulatedTest: Sendable, Equatable {
  /// The statistic of the data.
  package var statistic: Double
  /// (1 + simulated statistics at least as large) / (1 + simulated statistics).
  package var pValue: Double
  /// How many simulations gave a statistic.
  package var replicates: Int

  /// Ranks `statistic` among `simulated`; the missing ones are left out.
  package init(statistic: Double, simulated: [Double?]) {
    let values = simulated.compactMap(\.self)
    self.statistic = statistic
    replicates = values.count
    pValue = Double(1 + values.count { $0 >= statistic }) / Double(1 + values.count)
  }
}

/// Whether a fitted Hawkes process explains the events: the Kolmogorov–Smirnov distance of the
/// residuals from Exp(1), judged by a parametric bootstrap.
///
/// The parameters are estimated from the same events, so the tabulated law of the distance does
/// not hold; each replicate is simulated from the fit, given a profile of its own, refitted and
/// measured in the same way.
///
/// - Parameters:
///   - events: The events that were fitted.
///   - fit: The fit.
///   - replicates: Simulated series; 199 resolve p = .005.
///   - seed: Replicate b draws from the stream "hawkes-goodness" b of this seed.
/// - Returns: The distance and its p-value; a small one says the model does not fit.
/// - Complexity: O(replicates · n), some fifty passes each. `hawkesReplicateDistance` is one
///   replicate, for callers that spread them over cores.
package func hawkesGoodnessOfFit(
  _ events: PointEvents, _ fit: HawkesFit, replicates: Int, seed: UInt64
) -> SimulatedTest {
  let distance = exponentialDistance(hawkesResiduals(events, fit.parameters))
  let simulated = (0..<replicates).map {
    hawkesReplicateDistance(events, fit, replicate: $0, seed: seed)
  }
  return SimulatedTest(statistic: distance, simulated: simulated)
}

/// The distance of one replicate of `hawkesGoodnessOfFit`, nil when it could not be fitted.
package func hawkesReplicateDistance(
  _ events: PointEvents, _ fit: HawkesFit, replicate: Int, seed: UInt64
) -> Double? {
  var random = SplitMix64(seed: seed, stream: "hawkes-goodness", index: UInt64(replicate))
  guard let simulated = simulated(fit.parameters, like: events, using: &random) else { return nil }
  let start = fit.parameters.vector.map { log($0) }
  guard let optimum = hawkesOptimum(simulated, from: [start]) else { return nil }
  let parameters = HawkesParameters(optimum.point.map { exp($0) })
  return exponentialDistance(hawkesResiduals(simulated, parameters))
}

/// Whether the events excite each other at all: the likelihood ratio against the Poisson process
/// with the same profile, judged by simulating that process.
///
/// - Parameters:
///   - events: The events that were fitted.
///   - fit: The fit.
///   - replicates: Simulated Poisson series, each fitted from the same four starts.
///   - seed: Replicate b draws from the stream "hawkes-excitation" b of this seed.
/// - Returns: The ratio and its p-value; a small one says there is excitation.
/// - Complexity: O(replicates · n), some two hundred passes each.
package func hawkesExcitationTest(
  _ events: PointEvents, _ fit: HawkesFit, replicates: Int, seed: UInt64
) -> SimulatedTest {
  let simulated = (0..<replicates).map {
    hawkesReplicateRatio(events, replicate: $0, seed: seed)
  }
  return SimulatedTest(statistic: fit.likelihoodRatio, simulated: simulated)
}

/// The likelihood ratio of one replicate of `hawkesExcitationTest`, nil when it has no events.
package func hawkesReplicateRatio(
  _ events: PointEvents, replicate: Int, seed: UInt64
) -> Double? {
  var random = SplitMix64(seed: seed, stream: "hawkes-excitation", index: UInt64(replicate))
  let rate = Double(events.times.count) / events.exposure
  let poisson = HawkesParameters(baseline: rate, excitation: 0, decay: 1)
  guard let simulated = simulated(poisson, like: events, using: &random) else { return nil }
  guard let optimum = hawkesOptimum(simulated, from: hawkesStarts(simulated)) else { return nil }
  return 2 * max(0, -optimum.value - simulated.poissonLogLikelihood)
}

/// Simulated events on the window of `events`, with a profile estimated from them.
private func simulated(
  _ parameters: HawkesParameters, like events: PointEvents, using random: inout SplitMix64
) -> PointEvents? {
  let limit = 20 * events.times.count + 1000
  guard
    let times = simulateHawkes(
      parameters, duration: events.duration, profile: events.profile, maxEvents: limit,
      using: &random), !times.isEmpty,
    let plain = try? PointEvents(times: times, duration: events.duration)
  else { return nil }
  return try? plain.reprofiled(like: events.profile)
}
