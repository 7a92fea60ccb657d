package import MarketData

/// A candle, total or series value that contradicts another of the same instrument and time.
package struct RowConflict: Sendable, Equatable {
  /// The number of rows of its kind appended to the session before this one.
  package let row: Int
  package let instrument: InstrumentKey
  /// In microseconds; the open time where the rows have one.
  package let time: Int64
  /// The import that has the other one; it may be the one under way.
  package let importID: Int64

  /// Why the row is refused.
  package var reason: String { "conflicts with import \(importID)" }
}
