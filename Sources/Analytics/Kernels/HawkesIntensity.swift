import Basics
import Glibc
import MarketData
import Statistics

extension LearningRows {
  /// The intensity of a self-exciting process at the close of every row, its parameters from the
  /// events of the training rows only; constant where it cannot be fitted.
  ///
  /// - Parameters:
  ///   - events: Times of the symbol's liquidations, rising.
  ///   - fold: What is trained on.
  ///   - most: The most events fitted, the last before the end of the training.
  /// - Returns: One intensity a row, in events a second.
  /// - Complexity: O(rows + events), and a fit.
  func hawkesIntensity(_ events: [Int64], _ fold: WalkForwardFold, most: Int = 5_000) -> [Double] {
    let flat = times.map { _ in 0.0 }
    let end = times[fold.training.upperBound - 1] + interval.microseconds
    let past = events.prefix { $0 < end }.suffix(most)
    guard let origin = past.first, let fit = try? hawkesFit(Array(past), from: origin, to: end)
    else { return flat }
    return decayingIntensity(events, fit.parameters, fit.profile)
  }

  private func hawkesFit(
    _ past: [Int64], from origin: Int64, to end: Int64
  ) throws(PointProcessError) -> (parameters: HawkesParameters, profile: PeriodicProfile) {
    let seconds = distinctSeconds(past, from: origin)
    let duration = Double(end - origin) / 1e6
    let phase = Double(TimeText.floorModulo(origin, TimeText.microsecondsPerDay)) / 1e6
    let profile = PeriodicProfile(
      of: seconds.span, duration: duration, steps: 24, stepWidth: 3_600, phase: phase)
    let points = try PointEvents(times: seconds, duration: duration, profile: profile)
    return (try fitHawkes(points).parameters, profile)
  }

  private func decayingIntensity(
    _ events: [Int64], _ parameters: HawkesParameters, _ profile: PeriodicProfile
  ) -> [Double] {
    var (excited, last, next) = (0.0, times.first ?? 0, 0)
    return times.map { start in
      let close = start + interval.microseconds
      excited *= exp(-parameters.decay * Double(close - last) / 1e6)
      last = close
      while next < events.count, events[next] < close {
        excited += exp(-parameters.decay * Double(close - events[next]) / 1e6)
        next += 1
      }
      let hour = profile.values[hourOfDay(close) % profile.values.count]
      return parameters.baseline * hour + parameters.excitation * excited
    }
  }
}
