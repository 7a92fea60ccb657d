/// A window of time, `[from, to)`, in microseconds UTC.
package struct TimeRange: Hashable, Sendable, Codable {
  package var from: Int64
  /// Exclusive.
  package var to: Int64

  package init(from: Int64, to: Int64) {
    self.from = from
    self.to = to
  }

  /// Everything.
  package static let all = TimeRange(from: .min, to: .max)

  package func contains(_ time: Int64) -> Bool { from <= time && time < to }
}
