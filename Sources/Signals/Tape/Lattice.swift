/// How ascending instants lie on the multiples of a step: enough to find one of them by arithmetic
/// rather than by halving.
///
/// Candles without a gap are found at once; with gaps, only among as many places as are missing.
package struct Lattice: Sendable, Equatable {
  private let step: Int64
  /// How many steps between the first and the last instant have none; nil when instants lie off
  /// the lattice.
  private var missing: Int? = 0

  /// - Parameter step: The usual distance of two instants; at least 1.
  package init(step: Int64) { self.step = step }

  /// Whether all instants lie whole steps apart.
  package var isWhole: Bool { missing != nil }

  /// Whether every instant lies one step after the last.
  package var isEven: Bool { missing == 0 }

  /// Counts an instant that comes after `last`, or the first one.
  package mutating func append(_ time: Int64, after last: Int64?) {
    guard let last, let known = missing else { return }
    let (distance, overflow) = time.subtractingReportingOverflow(last)
    if distance == step { return }
    missing = overflow || distance % step != 0 ? nil : known + Int(distance / step) - 1
  }

  /// The index of the first of `times` at or after `time`, or their count.
  ///
  /// - Parameters:
  ///   - time: Any instant.
  ///   - times: Those that were appended.
  /// - Returns: An index from 0 to the count.
  /// - Complexity: O(log *m*) for *m* missing instants, O(log *n*) off the lattice.
  package func firstIndex(atOrAfter time: Int64, in times: [Int64]) -> Int {
    guard let first = times.first, first < time else { return 0 }
    var (low, high) = (1, times.count)
    let (distance, overflow) = time.subtractingReportingOverflow(first)
    if let missing, !overflow {
      // So many steps come before `time`, and all but the missing ones have their instant.
      let steps = Int((distance - 1) / step) + 1
      low = min(max(low, steps - missing), high)
      high = min(high, steps)
    }
    while low < high {
      let middle = (low + high) / 2
      if times[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Whether the instants of `range` are known to lie one step apart.
  package func isEven(_ range: Range<Int>, of times: [Int64]) -> Bool {
    guard let missing, missing > 0, range.count > 1 else { return missing != nil }
    return times[range.upperBound - 1] - times[range.lowerBound] == Int64(range.count - 1) * step
  }
}
