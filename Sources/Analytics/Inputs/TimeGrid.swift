import Basics
package import MarketData

/// Equal bins that cover a window, the first and last perhaps only in part.
///
/// Bins begin at multiples of their length since the epoch; those of whole weeks begin on Monday.
package struct TimeGrid: Sendable, Equatable {
  /// The start of the first bin, in microseconds UTC.
  package let start: Int64
  /// The length of a bin.
  package let step: Int64
  package let count: Int

  /// - Precondition: The window is bounded.
  package init(covering window: TimeRange, interval: Interval) {
    step = interval.microseconds
    let shift = Self.origin(step)
    let first = TimeText.floorDivide(window.from - shift, step)
    let last = TimeText.floorDivide(window.to - 1 - shift, step)
    start = first * step + shift
    count = window.to > window.from ? Int(last - first) + 1 : 0
  }

  /// Where the bin numbered 0 begins: weeks count from the first Monday, 1970-01-05.
  static func origin(_ step: Int64) -> Int64 {
    step % (7 * TimeText.microsecondsPerDay) == 0 ? 4 * TimeText.microsecondsPerDay : 0
  }

  /// The start of bin `index`.
  package func time(_ index: Int) -> Int64 { start + Int64(index) * step }

  /// The bin that holds `time`; may lie outside `0..<count`.
  package func index(of time: Int64) -> Int { Int(TimeText.floorDivide(time - start, step)) }

  /// The starts of all bins.
  package var times: [Int64] { (0..<count).map { time($0) } }

  /// How many bins a day has.
  package var perDay: Int { Int(TimeText.microsecondsPerDay / step) }
}
