package import MarketData

/// When one exchange's feed was recorded: the time ranges of its imports.
package struct ExchangeCoverage: Sendable, Codable, Equatable {
  package let exchange: String
  /// From the first to the last row of each import, in any order, overlapping or not.
  package let ranges: [TimeRange]

  package init(exchange: String, ranges: [TimeRange]) {
    self.exchange = exchange
    self.ranges = ranges
  }
}

/// Which share of each bin the feeds cover.
package struct Coverage: Sendable, Equatable {
  /// By exchange: whole minutes, in order, apart from each other, inside the window.
  private let ranges: [String: [TimeRange]]
  private let window: TimeRange

  /// An exchange that is not listed counts as covered throughout: nothing is known against it.
  package init(_ exchanges: [ExchangeCoverage], window: TimeRange) {
    var ranges: [String: [TimeRange]] = [:]
    for exchange in exchanges {
      ranges[exchange.exchange, default: []] += exchange.ranges
    }
    self.window = window
    self.ranges = ranges.mapValues { joinedMinutes($0, inside: window) }
  }

  /// The ranges of `exchange` inside the window.
  package func ranges(_ exchange: String) -> [TimeRange] { ranges[exchange] ?? [window] }

  /// The share of each bin's minutes that lie inside an import of `exchange`.
  package func shares(_ exchange: String, over grid: TimeGrid) -> [Double] {
    var covered = [Int64](repeating: 0, count: grid.count)
    for range in ranges(exchange) {
      let first = max(0, grid.index(of: range.from))
      let last = min(grid.count - 1, grid.index(of: range.to - 1))
      for bin in stride(from: first, through: last, by: 1) {
        let start = max(range.from, grid.time(bin))
        covered[bin] += min(range.to, grid.time(bin) + grid.step) - start
      }
    }
    return covered.map { Double($0) / Double(grid.step) }
  }

  /// The share of `[from, to)` that lies inside an import of `exchange`.
  ///
  /// - Complexity: O(log *r* + ranges touched).
  package func share(_ exchange: String, from: Int64, to: Int64) -> Double {
    let ranges = ranges(exchange)
    var covered: Int64 = 0
    var place = smallestIndex(ranges.count) { ranges[$0].to > from }
    while place < ranges.count, ranges[place].from < to {
      covered += min(ranges[place].to, to) - max(ranges[place].from, from)
      place += 1
    }
    return Double(covered) / Double(to - from)
  }

  /// The share of the window that `exchange` covers.
  package func share(_ exchange: String) -> Double {
    let covered = ranges(exchange).reduce(Int64(0)) { $0 + $1.to - $1.from }
    return window.to > window.from ? Double(covered) / Double(window.to - window.from) : 0
  }
}

/// The first index below `count` for which `holds`, when it is false before and true after.
private func smallestIndex(_ count: Int, where holds: (Int) -> Bool) -> Int {
  var (low, high) = (0, count)
  while low < high {
    let middle = (low + high) / 2
    if holds(middle) { high = middle } else { low = middle + 1 }
  }
  return low
}

/// The minutes that `ranges` touch, cut to `window`, in order and joined where they meet.
private func joinedMinutes(_ ranges: [TimeRange], inside window: TimeRange) -> [TimeRange] {
  let minute = Interval.minute.microseconds
  let touched = ranges.map { range in
    TimeRange(
      from: max(window.from, range.from / minute * minute),
      to: min(window.to, (range.to + minute - 1) / minute * minute))
  }
  var joined: [TimeRange] = []
  for range in touched.sorted(by: { ($0.from, $0.to) < ($1.from, $1.to) })
  where range.from < range.to {
    if let last = joined.last, range.from <= last.to {
      joined[joined.count - 1].to = max(last.to, range.to)
    } else {
      joined.append(range)
    }
  }
  return joined
}
