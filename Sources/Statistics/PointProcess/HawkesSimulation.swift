package import Basics
import Glibc

/// Draws the events of a Hawkes process on [0, duration] by Ogata's thinning (1981).
///
/// Between events the rate only falls (apart from the baseline, bounded by its highest step), so
/// the rate just after the last candidate bounds what follows; each candidate is kept with
/// probability λ(t)/bound.
///
/// - Parameters:
///   - parameters: The process; α/β ≥ 1 may explode, which `maxEvents` bounds.
///   - duration: The length of the window.
///   - profile: The shape of the baseline; nil means constant 1.
///   - maxEvents: The most events drawn.
///   - random: Two draws a candidate.
/// - Returns: The times, increasing; nil when more than `maxEvents` would be drawn or the
///   rate is not finite.
/// - Complexity: O(candidates): events × highest step of the profile at worst.
package func simulateHawkes(
  _ parameters: HawkesParameters, duration: Double, profile: PeriodicProfile? = nil,
  maxEvents: Int = 50_000_000, using random: inout SplitMix64
) -> [Double]? {
  let highest = profile?.values.max() ?? 1
  var times: [Double] = []
  var (time, excitation) = (0.0, 0.0)
  while true {
    let bound = parameters.baseline * highest + excitation
    guard bound > 0, bound.isFinite else { return bound == 0 ? times : nil }
    let wait = -log(1 - random.uniform()) / bound
    let chance = random.uniform() * bound
    time += wait
    guard time <= duration else { return times }
    excitation *= exp(-parameters.decay * wait)
    let level = profile?.value(at: time) ?? 1
    guard chance < parameters.baseline * level + excitation else { continue }
    guard times.count < maxEvents else { return nil }
    // Two draws may fall on the same floating-point instant; only the first is an event.
    if let last = times.last, time <= last { continue }
    times.append(time)
    excitation += parameters.excitation
  }
}
