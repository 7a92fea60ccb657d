import Basics
package import Signals

/// The parameter sets of a sweep: the product of the parameters' values, in the order of rule 135
/// (names by bytes, the last one varying fastest).
package struct ParameterGrid: Sendable, Equatable {
  /// Ascending by bytes.
  package let names: [String]
  /// Name → what it takes, in order.
  package let values: [[ParameterValue]]
  package let count: Int

  /// - Parameters:
  ///   - parameters: Of the strategy file.
  ///   - overrides: What a command line gives for some of them instead.
  /// - Throws: `BacktestError` for more than ten million points.
  package init(
    _ parameters: [Parameter], overrides: [String: [ParameterValue]] = [:]
  ) throws(BacktestError) {
    names = parameters.map(\.name)
    values = parameters.map { overrides[$0.name] ?? $0.grid }
    var count = 1
    for list in values {
      count *= list.count
      guard count <= 10_000_000 else {
        throw BacktestError("the sweep has more than ten million points")
      }
    }
    self.count = count
  }

  /// The position of point `index` on every axis.
  package func tuple(_ index: Int) -> [Int] {
    var rest = index
    var tuple = [Int](repeating: 0, count: names.count)
    for axis in names.indices.reversed() {
      tuple[axis] = rest % values[axis].count
      rest /= values[axis].count
    }
    return tuple
  }

  /// The index of the point at a position on every axis.
  package func index(of tuple: [Int]) -> Int {
    zip(tuple, values).reduce(0) { $0 * $1.1.count + $1.0 }
  }

  /// The values of point `index`, by name.
  package func point(_ index: Int) -> [String: ParameterValue] {
    var point: [String: ParameterValue] = [:]
    for (axis, place) in tuple(index).enumerated() { point[names[axis]] = values[axis][place] }
    return point
  }

  /// The points that differ by one step on one axis.
  package func neighbours(of index: Int) -> [Int] {
    let centre = tuple(index)
    var result: [Int] = []
    for axis in names.indices {
      for step in [-1, 1] {
        let place = centre[axis] + step
        guard values[axis].indices.contains(place) else { continue }
        var tuple = centre
        tuple[axis] = place
        result.append(self.index(of: tuple))
      }
    }
    return result
  }

  /// The points that are run, ascending (rule 139).
  ///
  /// `grid` takes all, or the first `budget`; `random` the first of a seeded shuffle;
  /// `latin_hypercube` gives every value of every axis its share of the budget.
  package func selection(_ sweep: ResearchRules.Sweep) -> [Int] {
    let budget = min(sweep.budget ?? count, count)
    switch sweep.method {
    case .grid: return Array(0..<budget)
    case .random:
      var random = SplitMix64(seed: sweep.seed, stream: "sweep random")
      return shuffled(count, &random).prefix(budget).sorted()
    case .latinHypercube:
      guard budget > 0 else { return [] }
      let axes = names.indices.map { axis in
        var random = SplitMix64(
          seed: sweep.seed, stream: "sweep latin hypercube", index: UInt64(axis))
        return shuffled(budget, &random).map { $0 * values[axis].count / budget }
      }
      return Set((0..<budget).map { point in index(of: axes.map { $0[point] }) }).sorted()
    }
  }
}

/// 0 ..< `count` in random order (Fisher and Yates).
func shuffled(_ count: Int, _ random: inout SplitMix64) -> [Int] {
  var order = Array(0..<count)
  for last in stride(from: count - 1, to: 0, by: -1) {
    order.swapAt(last, random.index(below: last + 1))
  }
  return order
}
