/// The median of the slopes of all pairs of points, with Sen's interval.
package struct TheilSen: Sendable, Equatable {
  package var slope: Double
  /// The 95 % interval, after Sen (1968), as `scipy.stats.theilslopes`.
  package var interval: ConfidenceInterval

  /// The line through `values` at the times 0, 1, 2, …; missing values (NaN) are left out.
  ///
  /// - Parameters:
  ///   - values: Equally spaced.
  ///   - listing: The most values whose slopes are listed one by one; of more, slopes are counted
  ///     by merge sorts, which finds them up to rounding.
  /// - Complexity: O(*n*²) when listed, O(*n* log *n*) when counted.
  package init(_ values: [Double], listing: Int = 1_500) {
    let points = values.enumerated().filter { !$0.element.isNaN }
    self.init(points.map { Double($0.offset) }, points.map(\.element), listing)
  }

  /// - Precondition: `times` rises strictly.
  private init(_ times: [Double], _ values: [Double], _ listing: Int) {
    let n = values.count
    let pairs = n * (n - 1) / 2
    guard pairs > 0 else {
      slope = .nan
      interval = ConfidenceInterval(low: .nan, high: .nan)
      return
    }
    let select = Self.selector(times, values, isListed: n <= listing)
    slope = 0.5 * (select((pairs - 1) / 2) + select(pairs / 2))
    let reach = -Normal.quantile(0.025) * Self.deviation(values)
    let low = ((Double(pairs) - reach) / 2).rounded(.toNearestOrEven) - 1
    let high = ((Double(pairs) + reach) / 2).rounded(.toNearestOrEven)
    interval = ConfidenceInterval(
      low: select(max(0, Int(low))), high: select(min(pairs - 1, Int(high))))
  }

  /// The median of all slopes within the seasons, a season being its values in time order.
  ///
  /// - Complexity: O(seasons·*m*²) for *m* values each.
  package static func seasonalSlope(_ seasons: [[Double]]) -> Double {
    var slopes: [Double] = []
    for season in seasons {
      let points = season.enumerated().filter { !$0.element.isNaN }
      slopes += pairSlopes(points.map { Double($0.offset) }, points.map(\.element))
    }
    return median(slopes)
  }

  private static func deviation(_ values: [Double]) -> Double {
    MannKendall(values).variance.squareRoot()
  }

  private static func selector(
    _ times: [Double], _ values: [Double], isListed: Bool
  ) -> (Int) -> Double {
    if isListed {
      let slopes = pairSlopes(times, values).sorted()
      return { slopes[$0] }
    }
    return { countedSlope(rank: $0, times, values) }
  }

  private static func pairSlopes(_ times: [Double], _ values: [Double]) -> [Double] {
    var slopes: [Double] = []
    slopes.reserveCapacity(values.count * max(0, values.count - 1) / 2)
    for j in values.indices {
      for i in 0..<j { slopes.append((values[j] - values[i]) / (times[j] - times[i])) }
    }
    return slopes
  }

  /// The slope with `rank` smaller ones: pairs with a slope below m are the descents of y − m·t.
  private static func countedSlope(
    rank: Int, _ times: [Double], _ values: [Double]
  ) -> Double {
    func below(_ m: Double) -> Int { descents(values.indices.map { values[$0] - m * times[$0] }) }
    let slope =
      below(0) > rank
      ? -smallestPositive { below(-$0) <= rank } : smallestPositive { below($0) > rank }
    // A slope that moves no value by its last bit cannot be told from none.
    let largest = values.reduce(0) { max($0, abs($1)) }
    return abs(slope) * (times[times.count - 1] - times[0]) < largest.ulp ? 0 : slope
  }
}
