/// The quantile of type 7 (Hyndman and Fan) of sorted values; NaN of nothing.
///
/// Interpolates as NumPy does, so the last bit agrees.
package func quantile(sorted values: [Double], _ q: Double) -> Double {
  guard let last = values.indices.last else { return .nan }
  let position = q * Double(last)
  let index = max(0, min(last, Int(position)))
  let fraction = position - Double(index)
  let low = values[index]
  let high = values[min(index + 1, last)]
  let step = high - low
  return fraction >= 0.5 ? high - step * (1 - fraction) : low + step * fraction
}

/// The quantiles of type 7 of values in any order.
package func quantiles(_ values: [Double], _ qs: [Double]) -> [Double] {
  let sorted = rising(values)
  return qs.map { quantile(sorted: sorted, $0) }
}

/// The median: the mean of the two middle values when their number is even; NaN of nothing.
package func median(_ values: [Double]) -> Double { median(sorted: rising(values)) }

/// The median of sorted values.
package func median(sorted values: [Double]) -> Double {
  guard !values.isEmpty else { return .nan }
  let middle = values.count / 2
  return values.count % 2 == 1 ? values[middle] : 0.5 * (values[middle - 1] + values[middle])
}

/// The middle `level` of a distribution given by its draws: the percentile interval.
package func percentileInterval(_ draws: [Double], level: Double = 0.95) -> ConfidenceInterval {
  let sorted = draws.sorted()
  let tail = (1 - level) / 2
  return ConfidenceInterval(
    low: quantile(sorted: sorted, tail), high: quantile(sorted: sorted, 1 - tail))
}

/// An interval of confidence; NaN where not defined.
package struct ConfidenceInterval: Sendable, Equatable, Codable {
  package var low: Double
  package var high: Double

  package init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }
}
