import Basics

/// The length of a candle or bin: `1s`, `1m`, `5m`, `15m`, `1h`, `4h`, `1d`, `1w`, ….
package struct Interval: Hashable, Comparable, Sendable, Codable {
  /// Positive.
  package let microseconds: Int64

  package init(microseconds: Int64) {
    precondition(microseconds > 0, "an interval must be positive, was \(microseconds) µs")
    self.microseconds = microseconds
  }

  /// The interval written as `text`, or nil.
  package init?(_ text: some StringProtocol) {
    guard let microseconds = DurationText.microseconds(text), microseconds > 0 else { return nil }
    self.microseconds = microseconds
  }

  /// The shortest spelling in one unit: `1h`, not `60m`.
  package var name: String { DurationText.format(microseconds) }

  package static let minute = Interval(microseconds: 60_000_000)
  package static let hour = Interval(microseconds: 3_600_000_000)
  package static let day = Interval(microseconds: 86_400_000_000)

  package static func < (left: Interval, right: Interval) -> Bool {
    left.microseconds < right.microseconds
  }
}
