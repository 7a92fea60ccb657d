import Glibc

/// A series split into trend, season and rest by repeated local regression: STL, after Cleveland,
/// Cleveland, McRae and Terpenning (1990), without robustness weights.
package struct SeasonalDecomposition: Sendable {
  package let trend: [Double]
  package let seasonal: [Double]
  package let remainder: [Double]

  /// - Parameters:
  ///   - values: Equally spaced, without gaps; nil when shorter than two periods.
  ///   - period: The length of the season, at least 2.
  ///   - seasonalWindow: Neighbours in the smoothing of each season; odd.
  /// - Complexity: O(*n*·window).
  package init?(_ values: [Double], period: Int, seasonalWindow: Int = 7) {
    guard period >= 2, values.count >= 2 * period else { return nil }
    let ideal = (1.5 * Double(period) / (1 - 1.5 / Double(seasonalWindow))).rounded(.up)
    let trendWindow = Int(ideal) | 1
    let lowPassWindow = (period + 1) | 1
    var trend = [Double](repeating: 0, count: values.count)
    var seasonal = trend
    for _ in 0..<5 {
      let detrended = zip(values, trend).map { $0 - $1 }
      let extended = Self.cycles(detrended, period, seasonalWindow)
      let means = movingMean(movingMean(movingMean(extended, period), period), 3)
      let low = loess(means, window: lowPassWindow)
      seasonal = low.indices.map { extended[period + $0] - low[$0] }
      trend = loess(zip(values, seasonal).map { $0 - $1 }, window: trendWindow)
    }
    self.trend = trend
    self.seasonal = seasonal
    remainder = values.indices.map { values[$0] - trend[$0] - seasonal[$0] }
  }

  /// How much of what varies is trend: max(0, 1 − Var R/Var(T + R)).
  package var trendStrength: Double { strength(trend) }

  /// How much of what varies is season: max(0, 1 − Var R/Var(S + R)).
  package var seasonalStrength: Double { strength(seasonal) }

  private func strength(_ part: [Double]) -> Double {
    let both = zip(part, remainder).map { $0 + $1 }
    return max(0, 1 - populationVariance(remainder) / populationVariance(both))
  }

  /// Each sub-series of one place in the period smoothed, and extended by one value at each end.
  private static func cycles(_ values: [Double], _ period: Int, _ window: Int) -> [Double] {
    var result = [Double](repeating: 0, count: values.count + 2 * period)
    for phase in 0..<period {
      let part = stride(from: phase, to: values.count, by: period).map { values[$0] }
      let before = localFit(part, at: 0, 1, min(window, part.count), window)
      let after = localFit(
        part, at: part.count + 1, max(1, part.count - window + 1), part.count, window)
      let smooth = loess(part, window: window)
      for (cycle, value) in ([before] + smooth + [after]).enumerated() {
        result[cycle * period + phase] = value
      }
    }
    return result
  }
}

/// Local linear regression with tricube weights over the nearest `window` points, at every point.
func loess(_ values: [Double], window: Int) -> [Double] {
  let n = values.count
  guard n > 1 else { return values }
  let width = min(window, n)
  return values.indices.map { index in
    let left = max(0, min(index - width / 2, n - width))
    return localFit(values, at: index + 1, left + 1, left + width, window)
  }
}

/// The fit at the place `at`, counted from 1, from the points `left`…`right`.
private func localFit(
  _ values: [Double], at place: Int, _ left: Int, _ right: Int, _ window: Int
) -> Double {
  let n = values.count
  var reach = Double(max(place - left, right - place))
  if window > n { reach += Double((window - n) / 2) }
  var weights = (left...right).map { tricube(Double(abs($0 - place)), reach) }
  let total = weights.reduce(0, +)
  guard total > 0 else { return values[min(max(place - 1, 0), n - 1)] }
  for index in weights.indices { weights[index] /= total }
  var centre = 0.0
  for (index, weight) in weights.enumerated() { centre += weight * Double(left + index) }
  var spread = 0.0
  for (index, weight) in weights.enumerated() {
    let distance = Double(left + index) - centre
    spread += weight * distance * distance
  }
  let isSloped = reach > 0 && spread.squareRoot() > 0.001 * Double(n - 1)
  let tilt = isSloped ? (Double(place) - centre) / spread : 0
  var fit = 0.0
  for (index, weight) in weights.enumerated() {
    fit += weight * (tilt * (Double(left + index) - centre) + 1) * values[left + index - 1]
  }
  return fit
}

private func tricube(_ distance: Double, _ reach: Double) -> Double {
  if distance > 0.999 * reach { return 0 }
  if distance <= 0.001 * reach { return 1 }
  let ratio = distance / reach
  let rest = 1 - ratio * ratio * ratio
  return rest * rest * rest
}

/// The means of every `length` neighbours, by a running sum.
func movingMean(_ values: [Double], _ length: Int) -> [Double] {
  guard values.count >= length else { return [] }
  var sum = values[..<length].reduce(0, +)
  var result = [sum / Double(length)]
  result.reserveCapacity(values.count - length + 1)
  for index in length..<max(length, values.count) {
    sum += values[index] - values[index - length]
    result.append(sum / Double(length))
  }
  return result
}

/// The centred moving average of an even length, half weights at the ends; defined from
/// `length`/2 on for all but the last `length`/2 values.
package func centredMovingAverage(_ values: [Double], length: Int) -> [Double] {
  movingMean(movingMean(values, length), 2)
}
