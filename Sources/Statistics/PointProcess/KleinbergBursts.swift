import Glibc

/// Bursts of a stream of events by Kleinberg's automaton (2003).
package struct KleinbergBursts: Sendable, Equatable {
  /// The level of each gap, from 0; gap i lies between events i and i + 1.
  package let levels: [UInt8]
  /// The cost of the cheapest sequence of levels.
  package let cost: Double

  /// Runs of gaps at `level` or above; a run a..<b is a burst from event a to event b.
  package func bursts(atLeast level: UInt8) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start: Int?
    for (i, value) in levels.enumerated() {
      if value >= level {
        start = start ?? i
      } else if let first = start {
        runs.append(first..<i)
        start = nil
      }
    }
    if let first = start { runs.append(first..<levels.count) }
    return runs
  }
}

/// Finds the cheapest sequence of levels for `gaps`.
///
/// At level i gaps are exponential of rate (n/Σ gaps)·sⁱ; a gap x costs −ln(rate·e^{−rate·x}) and
/// each level climbed costs γ·ln n; falling is free. Before the first gap the level is 0. The
/// optimum is found by Viterbi's recursion; of equal predecessors the lower level wins.
///
/// With one overall rate every busy hour of a day is a burst: give rescaled gaps, or read levels
/// from 2 up.
///
/// - Parameters:
///   - gaps: Gaps between different instants, all positive.
///   - levels: How many levels, from 2 to 64.
///   - scale: s, the ratio of neighbouring rates, above 1.
///   - climb: γ, the price of climbing.
/// - Returns: The levels and their cost; nil when there are no gaps or one is not positive.
/// - Complexity: O(n·levels²) time, n·levels bytes.
package func kleinbergBursts(
  _ gaps: [Double], levels: Int = 2, scale: Double = 2, climb: Double = 1
) -> KleinbergBursts? {
  precondition(2...64 ~= levels && scale > 1, "levels \(levels), scale \(scale)")
  guard !gaps.isEmpty, gaps.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
  let count = gaps.count
  let base = Double(count) / gaps.reduce(0, +)
  let rates = (0..<levels).map { base * pow(scale, Double($0)) }
  let logRates = rates.map { log($0) }
  let price = climb * log(Double(count))
  var costs = [Double](repeating: .infinity, count: levels)
  costs[0] = 0
  var next = costs
  var previous = [UInt8](repeating: 0, count: count * levels)
  for t in 0..<count {
    for j in 0..<levels {
      var (lowest, origin) = (Double.infinity, 0)
      for i in 0..<levels {
        let cost = costs[i] + (j > i ? Double(j - i) * price : 0)
        if cost < lowest { (lowest, origin) = (cost, i) }
      }
      next[j] = lowest + gaps[t] * rates[j] - logRates[j]
      previous[t * levels + j] = UInt8(origin)
    }
    swap(&costs, &next)
  }
  let cost = costs.min() ?? 0
  var level = UInt8(costs.firstIndex(of: cost) ?? 0)
  var path = [UInt8](repeating: 0, count: count)
  for t in (0..<count).reversed() {
    path[t] = level
    level = previous[t * levels + Int(level)]
  }
  return KleinbergBursts(levels: path, cost: cost)
}
