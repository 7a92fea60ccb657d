import Glibc

/// An exponentially weighted control chart (Roberts, 1959): slow shifts that single values hide.
package struct ExponentialChart: Sendable, Equatable {
  /// E_t = λ·x_t + (1 − λ)·E_{t−1}, from the mean of the training period.
  package let averages: [Double]
  /// The half-width of the limits at t: L·σ·√(λ/(2 − λ)·(1 − (1 − λ)^{2t})), t from 1.
  package let limits: [Double]
  /// The indices where the average is outside mean ± limit.
  package let alarms: [Int]

  /// Charts `values` against a level known beforehand.
  ///
  /// - Parameters:
  ///   - values: The values after training.
  ///   - mean: The level in training.
  ///   - deviation: The standard deviation in training. Under memory it is too small a yardstick.
  ///   - weight: λ, above 0 and at most 1.
  ///   - width: L, in standard deviations.
  /// - Complexity: O(n).
  package init(
    _ values: [Double], mean: Double, deviation: Double, weight: Double = 0.2, width: Double = 3
  ) {
    precondition(weight > 0 && weight <= 1, "weight \(weight)")
    var average = mean
    averages = values.map {
      average = weight * $0 + (1 - weight) * average
      return average
    }
    let scale = width * deviation
    limits = values.indices.map { t in
      let settled = 1 - pow(1 - weight, Double(2 * (t + 1)))
      return scale * (weight / (2 - weight) * settled).squareRoot()
    }
    alarms = zip(averages, limits).enumerated().compactMap { t, pair in
      abs(pair.0 - mean) > pair.1 ? t : nil
    }
  }
}
