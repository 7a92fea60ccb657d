/// A value observed at irregular instants, such as a log price at each trade.
package struct TickSeries: Sendable, Equatable {
  /// When it was observed; strictly increasing, in any whole unit.
  package let times: [Int64]
  /// What was observed.
  package let values: [Double]

  /// Observations in order of time; of several at one instant the last is kept.
  ///
  /// - Complexity: O(n).
  package init(times: [Int64], values: [Double]) {
    precondition(times.count == values.count, "one value for each time")
    var (kept, last): ([Int64], [Double]) = ([], [])
    kept.reserveCapacity(times.count)
    last.reserveCapacity(times.count)
    for (time, value) in zip(times, values) {
      if kept.last == time {
        last[last.count - 1] = value
      } else {
        precondition(kept.last.map { $0 < time } ?? true, "time \(time) is out of order")
        kept.append(time)
        last.append(value)
      }
    }
    self.times = kept
    self.values = last
  }

  /// Σ of squared increments: the realised variance.
  package var realizedVariance: Double {
    zip(values.dropFirst(), values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }
}

/// The covariance of two series observed at different instants (Hayashi and Yoshida, 2005): the sum
/// of products of increments over all pairs of overlapping intervals.
///
/// Unlike the covariance on a common grid it is not biased towards zero by asynchrony. For each
/// interval (a, b] of the first series the overlapping increments of the second telescope to one
/// difference.
///
/// - Parameters:
///   - first: One series.
///   - second: The other; its clock is read `lag` earlier.
///   - lag: θ: compares first at t with second at t + θ.
/// - Returns: The covariance in the product of the units of the values.
/// - Complexity: O(n + m).
package func hayashiYoshidaCovariance(
  _ first: TickSeries, _ second: TickSeries, lag: Int64 = 0
) -> Double {
  guard first.times.count > 1, second.times.count > 1 else { return 0 }
  return overlappingProducts(
    first.times.span, first.values.span, second.times.span, second.values.span, lag: lag)
}

private func overlappingProducts(
  _ firstTimes: Span<Int64>, _ firstValues: Span<Double>,
  _ secondTimes: Span<Int64>, _ secondValues: Span<Double>, lag: Int64
) -> Double {
  let last = secondTimes.count - 1
  // `before` is the last instant of second at or before a; `after` the first at or after b.
  var (before, after, sum) = (0, 0, 0.0)
  for i in 1..<firstTimes.count {
    let start = firstTimes[i - 1]
    let end = firstTimes[i]
    while before < last && secondTimes[before + 1] &- lag <= start { before += 1 }
    while after < last && secondTimes[after] &- lag < end { after += 1 }
    sum += (firstValues[i] - firstValues[i - 1]) * (secondValues[after] - secondValues[before])
  }
  return sum
}

/// Which of two series moves first: their correlation as a function of the lag (Hoffmann, Rosenbaum
/// and Yoshida, 2013).
package struct LeadLag: Sendable, Equatable {
  /// θ, in the unit of the times.
  package let lags: [Int64]
  /// U(θ), the correlation of first at t with second at t + θ.
  package let correlations: [Double]

  /// The curve over `lags`; nil when either series never moves.
  ///
  /// - Complexity: O((n + m)·lags).
  package init?(_ first: TickSeries, _ second: TickSeries, lags: [Int64]) {
    let scale = (first.realizedVariance * second.realizedVariance).squareRoot()
    guard scale > 0 else { return nil }
    self.lags = lags
    correlations = lags.map { hayashiYoshidaCovariance(first, second, lag: $0) / scale }
  }

  /// The lag of the largest absolute correlation, the first of equals; positive when the first
  /// series leads.
  package var peak: Int64 {
    var best = 0
    for i in correlations.indices where abs(correlations[i]) > abs(correlations[best]) { best = i }
    return lags[best]
  }

  /// The lead–lag ratio Σ_{θ>0} U²/Σ_{θ<0} U²: above 1 when the first series leads; nil without
  /// correlation at negative lags.
  package var ratio: Double? {
    var (ahead, behind) = (0.0, 0.0)
    for (lag, value) in zip(lags, correlations) {
      if lag > 0 { ahead += value * value }
      if lag < 0 { behind += value * value }
    }
    return behind > 0 ? ahead / behind : nil
  }
}
