import Glibc
import Statistics

/// Hansen's test of superior predictive ability: the reality check with every trial in units of
/// its own noise, and trials that are far too bad left out of what luck could have done.
///
/// P. R. Hansen, "A test for superior predictive ability", 2005; the consistent p-value.
package struct SuperiorAbility: Sendable, Equatable {
  package let pValue: Double
  package let trials: Int

  /// - Parameters:
  ///   - trials: Daily returns over the benchmark by trial, all of the same length.
  ///   - repetitions: Of the stationary bootstrap, whose blocks suit the best trial.
  ///   - seed: Of SplitMix64.
  /// - Complexity: O(trials · days · (`repetitions` + days)).
  package init?(_ trials: [[Double]], repetitions: Int, seed: UInt64) {
    guard let days = trials.first?.count, days >= 8, trials.allSatisfy({ $0.count == days }) else {
      return nil
    }
    let means = trials.map { mean($0) }
    let best = means.indices.max { means[$0] < means[$1] } ?? 0
    let block = max(1, BlockLength(trials[best])?.stationary ?? 1)
    let rivals = zip(trials, means).compactMap { Rival($0, mean: $1, block: block) }
    guard !rivals.isEmpty else { return nil }
    let observed = rivals.map(\.statistic).reduce(0, max)
    var bootstrap = StationaryBootstrap(count: days, meanBlockLength: block, seed: seed)
    var indices = [Int32](repeating: 0, count: days)
    var draws: [Double] = []
    for _ in 0..<repetitions {
      bootstrap.next(into: &indices)
      var largest = 0.0
      for rival in rivals { largest = max(largest, rival.draw(indices)) }
      draws.append(largest)
    }
    pValue = permutationPValue(observed, draws: draws)
    self.trials = trials.count
  }
}

/// One trial with its noise.
private struct Rival {
  private let returns: [Double]
  /// What a resampled mean is compared with.
  private let centre: Double
  /// √n over the standard deviation of √n · mean.
  private let scale: Double
  /// √n · mean in units of its noise.
  let statistic: Double

  /// Nil for a trial without any variation, such as one that never traded.
  init?(_ returns: [Double], mean: Double, block: Double) {
    let variance = Self.longRunVariance(returns, block: block)
    guard variance > 0 else { return nil }
    let days = Double(returns.count)
    self.returns = returns
    scale = (days / variance).squareRoot()
    statistic = mean * scale
    let isHopeless = mean <= -(variance / days * 2 * log(log(days))).squareRoot()
    centre = isHopeless ? 0 : mean
  }

  func draw(_ indices: [Int32]) -> Double {
    (resampledSum(returns.span, indices.span) / Double(returns.count) - centre) * scale
  }

  /// The variance of √n · mean that the stationary bootstrap implies (Politis and Romano, 1994).
  private static func longRunVariance(_ returns: [Double], block: Double) -> Double {
    let deviations = centred(returns)
    let n = returns.count
    let keep = 1 - 1 / block
    var variance = Self.product(deviations.span, lag: 0) / Double(n)
    for lag in 1..<n {
      let share = Double(lag) / Double(n)
      let weight = (1 - share) * pow(keep, Double(lag)) + share * pow(keep, Double(n - lag))
      guard weight > 1e-18 else { continue }
      variance += 2 * weight * Self.product(deviations.span, lag: lag) / Double(n)
    }
    return variance
  }

  /// Σ xₜ · xₜ₊ₗ.
  private static func product(_ values: Span<Double>, lag: Int) -> Double {
    var sum = 0.0
    for index in 0..<(values.count - lag) { sum += values[index] * values[index + lag] }
    return sum
  }
}
