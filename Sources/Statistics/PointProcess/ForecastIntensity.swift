import Basics
import Glibc

/// The different instants of sorted `times`, in seconds after `origin`; both in microseconds.
package func distinctSeconds(_ times: [Int64], from origin: Int64) -> [Double] {
  var seconds: [Double] = []
  seconds.reserveCapacity(times.count)
  var last: Int64?
  for time in times where time != last {
    seconds.append(Double(time - origin) / 1e6)
    last = time
  }
  return seconds
}

/// The intensity of a self-exciting process with a daily rhythm, its parameters from the past only:
/// a forecast that knows nothing but when events happened.
package struct ForecastIntensity: Sendable {
  private let parameters: HawkesParameters
  /// By hour of the day, UTC.
  private let profile: PeriodicProfile

  /// Fits the last `most` events before `end`; nil where they cannot be fitted.
  ///
  /// - Parameters:
  ///   - events: In microseconds UTC, rising.
  ///   - end: The end of what is learned from.
  ///   - most: The most events fitted.
  /// - Complexity: A Hawkes fit of `most` events.
  package init?(learning events: [Int64], before end: Int64, most: Int = 5_000) {
    let past = Array(events.prefix { $0 < end }.suffix(most))
    guard let origin = past.first, origin < end else { return nil }
    let seconds = distinctSeconds(past, from: origin)
    let duration = Double(end - origin) / 1e6
    let phase = Double(TimeText.floorModulo(origin, TimeText.microsecondsPerDay)) / 1e6
    profile = PeriodicProfile(
      of: seconds.span, duration: duration, steps: 24, stepWidth: 3_600, phase: phase)
    guard let points = try? PointEvents(times: seconds, duration: duration, profile: profile),
      let fit = try? fitHawkes(points)
    else { return nil }
    parameters = fit.parameters
  }

  /// The intensity just after each of `times`, rising, from the events before it; in events a
  /// second.
  ///
  /// - Complexity: O(times + events).
  package func values(at times: [Int64], _ events: [Int64]) -> [Double] {
    var (excited, last, next) = (0.0, times.first ?? 0, 0)
    return times.map { time in
      excited *= exp(-parameters.decay * Double(time - last) / 1e6)
      last = time
      while next < events.count, events[next] < time {
        excited += exp(-parameters.decay * Double(time - events[next]) / 1e6)
        next += 1
      }
      let hour = Int(TimeText.floorModulo(time, TimeText.microsecondsPerDay) / 3_600_000_000)
      let rhythm = profile.values[hour % profile.values.count]
      return parameters.baseline * rhythm + parameters.excitation * excited
    }
  }
}
