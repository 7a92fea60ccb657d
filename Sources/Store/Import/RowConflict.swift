package import MarketData

/// A candle, total or series value that contradicts another of the same instrument and time.
package struct RowConflict: Sendable, Equatable {
  /// The number of rows of its kind, and of its series, appended to the session before this one.
  package let row: Int
  /// The series that it is a value of, if it is one.
  package let series: SeriesName?
  package let instrument: InstrumentKey
  /// In microseconds; the open time where the rows have one.
  package let time: Int64
  /// The import that has the other one; it may be the one under way.
  package let importID: Int64

  /// Why the row is refused.
  package var reason: String { "conflicts with import \(importID)" }
}
