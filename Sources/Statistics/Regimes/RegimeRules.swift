/// Regimes by rules that look back only: each value against the quantiles of all values before it.
///
/// The raw regime is how many of the quantiles the value exceeds. The highest is entered at once,
/// any other when the raw regime has been the same for `dwell` values in a row.
///
/// - Parameters:
///   - values: Variances, say; NaN is missing and gets no regime.
///   - probabilities: Of the quantiles (type 7), rising.
///   - warmUp: How many values must lie before the first that gets a regime.
///   - dwell: At least 1.
/// - Returns: One regime from 0 to `probabilities.count` for each value, nil before the warm-up.
/// - Complexity: O(n log n) comparisons, O(n²) cheap moves.
package func ruledRegimes(
  _ values: [Double], probabilities: [Double], warmUp: Int, dwell: Int
) -> [Int?] {
  var past: [Double] = []
  past.reserveCapacity(values.count)
  var dwelling = DwellingState(highest: probabilities.count, dwell: dwell)
  return values.map { value in
    guard !value.isNaN else { return nil }
    defer { past.insert(value, at: past.partitioningIndex { $0 >= value }) }
    guard past.count >= max(1, warmUp) else { return nil }
    dwelling.advance(to: probabilities.count { value > quantile(sorted: past, $0) })
    return dwelling.state
  }
}

/// A state that changes only after a stay elsewhere.
private struct DwellingState {
  let highest: Int
  let dwell: Int
  private(set) var state: Int?
  private var candidate: Int?
  private var run = 0

  init(highest: Int, dwell: Int) {
    self.highest = highest
    self.dwell = dwell
  }

  mutating func advance(to raw: Int) {
    guard let current = state else {
      state = raw
      return
    }
    guard raw != current else { return settle() }
    run = raw == candidate ? run + 1 : 1
    candidate = raw
    if run >= dwell || raw == highest {
      state = raw
      settle()
    }
  }

  private mutating func settle() {
    run = 0
    candidate = nil
  }
}

extension Array {
  /// The first index whose element satisfies `belongs`, which holds from some index on.
  fileprivate func partitioningIndex(_ belongs: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if belongs(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
