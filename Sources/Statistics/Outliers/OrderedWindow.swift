/// The values of a sliding window in order of size: insertion, removal and selection in O(log w).
///
/// Two Fenwick trees (1994) over the distinct values that can occur while the window crosses a
/// stretch of twice its length: one of counts, one of sums. Missing values (NaN) are not in it.
struct OrderedWindow {
  /// How many values are in the window.
  private(set) var count = 0
  private let levels: [Double]
  private let centre: Double
  private var counts: [Int32]
  private var sums: [Double]
  private var total = 0.0
  private let top: Int

  fileprivate init(levels: [Double]) {
    self.levels = levels
    // Sums are kept about a value of the stretch, so that a common offset costs no digits.
    centre = levels.isEmpty ? 0 : levels[levels.count / 2]
    counts = [Int32](repeating: 0, count: levels.count + 1)
    sums = [Double](repeating: 0, count: levels.count + 1)
    var top = 1
    while top * 2 <= levels.count { top *= 2 }
    self.top = top
  }

  fileprivate mutating func change(_ level: Int, by sign: Int32) {
    let value = Double(sign) * (levels[level] - centre)
    count += Int(sign)
    total += value
    var node = level + 1
    while node < counts.count {
      counts[node] += sign
      sums[node] += value
      node += node & -node
    }
  }

  /// The value at a position in order of size, from 0; the position must be below `count`.
  func value(at position: Int) -> Double { levels[locate(position).level] }

  /// The sum of the `number` smallest values.
  private func centredSum(ofSmallest number: Int) -> Double {
    guard number < count else { return total }
    let place = locate(number)
    return place.sum + Double(number - place.before) * (levels[place.level] - centre)
  }

  /// The level of a position, with the count and the sum of the values on lower levels.
  private func locate(_ position: Int) -> (level: Int, before: Int, sum: Double) {
    var (node, before, sum, step) = (0, 0, 0.0, top)
    while step > 0 {
      let next = node + step
      if next < counts.count && before + Int(counts[next]) <= position {
        node = next
        before += Int(counts[next])
        sum += sums[next]
      }
      step /= 2
    }
    return (min(node, levels.count - 1), before, sum)
  }

  /// How many values are smaller than `value`, and how many equal it.
  func rank(of value: Double) -> (below: Int, equal: Int) {
    let level = levels.partitioningIndex { $0 >= value }
    let below = prefix(level)
    let isLevel = level < levels.count && levels[level] == value
    return (below, isLevel ? prefix(level + 1) - below : 0)
  }

  private func prefix(_ end: Int) -> Int {
    var (node, sum) = (end, 0)
    while node > 0 {
      sum += Int(counts[node])
      node &= node - 1
    }
    return sum
  }

  /// The quantile of type 7.
  func quantile(_ probability: Double) -> Double {
    let position = Double(count - 1) * probability
    let index = max(0, min(count - 1, Int(position)))
    let fraction = position - Double(index)
    let low = value(at: index)
    guard fraction > 0 else { return low }
    let step = value(at: min(index + 1, count - 1)) - low
    return fraction >= 0.5 ? low + step - step * (1 - fraction) : low + step * fraction
  }

  var median: Double {
    let half = count / 2
    return count % 2 == 1 ? value(at: half) : (value(at: half - 1) + value(at: half)) / 2
  }

  /// The median distance from `median`.
  func medianDeviation(about median: Double) -> Double {
    let half = count / 2
    let upper = deviation(at: half, about: median)
    return count % 2 == 1 ? upper : (deviation(at: half - 1, about: median) + upper) / 2
  }

  /// The mean distance from `median`; exactly 0 when all values are equal.
  func meanDeviation(about median: Double) -> Double {
    guard value(at: 0) < value(at: count - 1) else { return 0 }
    let half = count / 2
    let lower = centredSum(ofSmallest: half)
    let middle = median - centre
    let above = total - lower - Double(count - half) * middle
    return (above + Double(half) * middle - lower) / Double(count)
  }

  /// The distance from `median` at a position in order of distance.
  ///
  /// The distances below the median and those above are both sorted; bisection finds how many of
  /// the smallest position + 1 lie below.
  private func deviation(at position: Int, about median: Double) -> Double {
    let below = count / 2
    let above = count - below
    func lower(_ i: Int) -> Double { median - value(at: below - 1 - i) }
    func upper(_ i: Int) -> Double { value(at: below + i) - median }
    let wanted = position + 1
    var (low, high) = (max(0, wanted - above), min(below, wanted))
    while low < high {
      let taken = (low + high) / 2
      if lower(taken) < upper(wanted - taken - 1) { low = taken + 1 } else { high = taken }
    }
    let fromBelow = low > 0 ? lower(low - 1) : 0
    let fromAbove = low < wanted ? upper(wanted - low - 1) : 0
    return max(fromBelow, fromAbove)
  }
}

/// Visits each index from `window` on with the ordered values of the `window` indices before it.
///
/// The stretch of indices is cut into pieces of one window length; each piece sorts its own values
/// once, so a step costs O(log w) whatever the length of the series.
func forEachTrailingWindow(
  _ series: [Double], window: Int, _ visit: (Int, OrderedWindow) -> Void
) {
  precondition(window >= 1, "a window holds at least one value, was \(window)")
  var first = window
  while first < series.count {
    let last = min(first + window, series.count)
    let start = first - window
    let values = Array(series[start..<last])
    let levels = distinct(values)
    let places = values.map { value in levels.partitioningIndex { $0 >= value } }
    var ordered = OrderedWindow(levels: levels)
    func move(_ index: Int, _ sign: Int32) {
      if !series[index].isNaN { ordered.change(places[index - start], by: sign) }
    }
    for index in start..<first { move(index, 1) }
    for index in first..<last {
      visit(index, ordered)
      move(index, 1)
      move(index - window, -1)
    }
    first = last
  }
}

/// The different values in increasing order, without NaN.
private func distinct(_ values: [Double]) -> [Double] {
  var levels: [Double] = []
  // Missing values go first: they have no place in an order.
  for value in values.filter({ !$0.isNaN }).sorted() where value != levels.last {
    levels.append(value)
  }
  return levels
}

extension [Double] {
  /// The first index whose element satisfies `predicate`, which must be false, then true.
  func partitioningIndex(_ predicate: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if predicate(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
