package import Basics
import Glibc

extension LombScargle {
  /// The probability that white noise gives one power of at least `power` at a single frequency
  /// chosen in advance: (1 − P)^{(N−3)/2}.
  package func singleFalseAlarm(_ power: Double) -> Double {
    exp(0.5 * Double(times.count - 3) * log1p(-power))
  }

  /// An upper bound, by Baluev (2008), for the probability that white noise gives a power of at
  /// least `power` anywhere on the grid.
  ///
  /// Sharp for small probabilities. A series with memory exceeds it far too often: print it as
  /// "white", and judge by `surrogateFalseAlarm`.
  /// The band searched ends at the grid's last frequency, rounded as astropy does it to a grid of
  /// five steps a peak, so that both give the same digits.
  package func baluevFalseAlarm(_ power: Double) -> Double {
    let count = Double(times.count)
    let single = singleFalseAlarm(power)
    let mean = times.reduce(0, +) / count
    let variance = times.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let width = bandEnd * (4 * Double.pi * variance).squareRoot()
    let shape = count - 1
    let logGammaRatio = logGamma(shape / 2) - logGamma((shape - 1) / 2)
    let gamma = (2 / shape).squareRoot() * exp(logGammaRatio)
    let crossings =
      gamma * width * exp(0.5 * (count - 4) * log1p(-power)) * (0.5 * shape * power).squareRoot()
    return -expm1(-crossings) + single * exp(-crossings)
  }

  /// The point nearest to the last frequency on the grid ½d, 1½d, … with d = 1/(5·time span).
  private var bandEnd: Double {
    let span = (times.max() ?? 0) - (times.min() ?? 0)
    let step = 1 / (5 * span)
    return step * (0.5 + ((grid.last - 0.5 * step) / step).rounded(.toNearestOrEven))
  }
}

/// A regular grid of instants of which only some were observed.
package struct ObservedGrid: Sendable, Equatable {
  /// The positions observed, increasing.
  package var positions: [Int]
  /// How many instants the full grid has.
  package var length: Int

  package init(positions: [Int], length: Int) {
    self.positions = positions
    self.length = length
  }
}

extension LombScargle {
  /// Whether the highest power stands out of an autoregression sampled with the same gaps.
  ///
  /// Each surrogate is a Gaussian autoregression on the full grid, after a burn-in of 100, seen
  /// only at the observed positions. Draws are Φ⁻¹(max(u, 2⁻⁵⁴)) from one stream of the seed.
  ///
  /// - Parameters:
  ///   - highest: The highest power of the data.
  ///   - coefficients: a₁ … a_p of the autoregression fitted to the data.
  ///   - observed: Where the times lie on the regular grid.
  ///   - replicates: How many surrogates; 199 resolve p = .005.
  ///   - seed: Of the one stream.
  /// - Returns: The test, and the highest power of each surrogate.
  /// - Complexity: O(replicates · times · frequencies).
  package func surrogateFalseAlarm(
    highest: Double, autoregression coefficients: [Double], observed: ObservedGrid,
    replicates: Int, seed: UInt64
  ) -> (test: SimulatedTest, highest: [Double]) {
    var random = SplitMix64(seed: seed)
    let maxima = (0..<replicates).map { _ in
      let series = simulateAutoregression(
        coefficients, count: observed.length, burnIn: 100, using: &random)
      return power(observed.positions.map { series[$0] }).max() ?? 0
    }
    return (SimulatedTest(statistic: highest, simulated: maxima), maxima)
  }
}

/// A Gaussian autoregression x_t = Σ aⱼ·x_{t−j} + e_t with unit innovations, started from zeros.
///
/// - Parameters:
///   - coefficients: a₁ … a_p.
///   - count: The length of the result.
///   - burnIn: Values drawn and dropped first.
///   - random: One draw a value.
/// - Returns: The series.
/// - Complexity: O((count + burnIn)·p).
package func simulateAutoregression(
  _ coefficients: [Double], count: Int, burnIn: Int, using random: inout SplitMix64
) -> [Double] {
  var series: [Double] = []
  series.reserveCapacity(count + burnIn)
  for t in 0..<(count + burnIn) {
    var value = Normal.quantile(max(random.uniform(), 0x1p-54))
    for j in 0..<min(t, coefficients.count) { value += coefficients[j] * series[t - 1 - j] }
    series.append(value)
  }
  return Array(series.dropFirst(burnIn))
}
