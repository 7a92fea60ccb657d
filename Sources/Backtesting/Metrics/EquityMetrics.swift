import Glibc
import Statistics

/// Metrics of a daily equity curve (rules 103 to 107). A year has 365 days, the risk-free rate is
/// 0, standard deviations have n − 1, quantiles are of type 7.
package struct EquityMetrics: Sendable {
  private static let year = 365.0
  /// Below so many daily returns nothing is annualised.
  private static let fewestDays = 30

  /// Equity at T0, T0 + 1 d, …, T1.
  private let equity: [Double]
  private let returns: [Double]
  private let benchmark: BenchmarkReturns

  /// - Parameters:
  ///   - equity: The capital first, then the equity after each day; empty for a short run.
  ///   - benchmark: What the same days brought elsewhere.
  package init(equity: [Double], benchmark: BenchmarkReturns) {
    self.equity = equity
    returns = Self.returns(of: equity)
    self.benchmark = benchmark
  }

  /// xₜ/xₜ₋₁ − 1.
  static func returns(of values: [Double]) -> [Double] {
    zip(values, values.dropFirst()).map { $1 / $0 - 1 }
  }

  private var isAnnualised: Bool { returns.count >= Self.fewestDays }

  /// Writes the metrics that are defined into `metrics`.
  package func fill(_ metrics: inout Metrics) {
    metrics[.days] = Double(returns.count)
    guard !returns.isEmpty else { return }
    fillRatios(&metrics)
    fillDrawdowns(&metrics)
    fillShape(&metrics)
    fillBenchmark(&metrics)
    fillConfidence(&metrics)
  }

  private var growth: Double { equity[equity.count - 1] / equity[0] }

  private func fillRatios(_ metrics: inout Metrics) {
    let downside =
      (sum(returns.map { min($0, 0) * min($0, 0) }) / Double(returns.count)).squareRoot()
    let losses = sum(returns.map { max(-$0, 0) })
    if losses > 0 { metrics[.omega] = sum(returns.map { max($0, 0) }) / losses }
    guard isAnnualised else { return }
    metrics[.cagr] = pow(growth, Self.year / Double(returns.count)) - 1
    metrics[.volatility] = standardDeviation(returns) * Self.year.squareRoot()
    metrics[.downsideDeviation] = downside * Self.year.squareRoot()
    if let ratio = dailySharpe(returns) { metrics[.sharpe] = ratio * Self.year.squareRoot() }
    if downside > 0 {
      metrics[.sortino] = mean(returns) / downside * Self.year.squareRoot()
    }
  }

  private func fillDrawdowns(_ metrics: inout Metrics) {
    var peak = equity[0]
    var deepest = 0.0
    var deepestAmount = 0.0
    var drawdowns: [Double] = []
    for value in equity {
      peak = max(peak, value)
      drawdowns.append(value / peak - 1)
      deepest = min(deepest, value / peak - 1)
      deepestAmount = max(deepestAmount, peak - value)
    }
    let after = Array(drawdowns.dropFirst())
    let ulcer = (sum(after.map { $0 * $0 }) / Double(after.count)).squareRoot()
    metrics[.maximumDrawdownDaily] = deepest
    metrics[.ulcer] = ulcer
    metrics[.pain] = mean(after.map { -$0 })
    if deepest < 0 {
      metrics[.calmar] = metrics[.cagr].map { $0 / abs(deepest) }
      metrics[.recovery] = (equity[equity.count - 1] - equity[0]) / deepestAmount
    }
    if ulcer > 0 { metrics[.martin] = metrics[.cagr].map { $0 / ulcer } }
  }

  private func fillShape(_ metrics: inout Metrics) {
    let sorted = returns.sorted()
    let low = quantile(sorted: sorted, 0.05)
    metrics[.var95] = low
    metrics[.cvar95] = mean(returns.filter { $0 <= low })
    if low != 0 { metrics[.tail] = abs(quantile(sorted: sorted, 0.95)) / abs(low) }
    guard let moments = StandardMoments(returns) else { return }
    let n = Double(returns.count)
    if returns.count >= 3 {
      metrics[.skew] = (n * (n - 1)).squareRoot() / (n - 2) * moments.skewness
    }
    if returns.count >= 4 {
      let excess = moments.kurtosis - 3
      metrics[.kurtosis] = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * excess + 6)
    }
  }

  private func fillBenchmark(_ metrics: inout Metrics) {
    guard case .returns(let benchmark) = benchmark, benchmark.count == returns.count,
      returns.count >= 2
    else { return }
    let excess = zip(returns, benchmark).map { $0 - $1 }
    if isAnnualised, let ratio = dailySharpe(excess) {
      metrics[.informationRatio] = ratio * Self.year.squareRoot()
    }
    guard !isConstant(benchmark) else { return }
    let (a, b) = (centred(returns), centred(benchmark))
    let beta = sum(zip(a, b).map { $0 * $1 }) / sum(b.map { $0 * $0 })
    metrics[.beta] = beta
    guard isAnnualised else { return }
    metrics[.alpha] = pow(1 + mean(returns) - beta * mean(benchmark), Self.year) - 1
  }

  private func fillConfidence(_ metrics: inout Metrics) {
    guard let sharpe = SharpeConfidence(returns) else { return }
    metrics[.psr] = sharpe.probability(above: 0)
    metrics[.minimumTrackRecord] = sharpe.minimumTrackRecord(above: 0)
  }
}

/// What a benchmark brought on the same days.
package enum BenchmarkReturns: Sendable, Equatable {
  case returns([Double])
  /// Nothing to compare with.
  case none
}

/// Whether no two values differ: then the standard deviation is 0.
func isConstant(_ values: [Double]) -> Bool { values.min() == values.max() }

/// The sample standard deviation; exactly 0 for a constant series.
func standardDeviation(_ values: [Double]) -> Double {
  isConstant(values) ? 0 : sampleVariance(values).squareRoot()
}

/// Mean over standard deviation; nil for fewer than two returns or none that differ.
func dailySharpe(_ returns: [Double]) -> Double? {
  guard returns.count >= 2, !isConstant(returns) else { return nil }
  return mean(returns) / standardDeviation(returns)
}

/// Population skewness and (not excess) kurtosis; nil for a constant series.
struct StandardMoments {
  let skewness: Double
  let kurtosis: Double

  init?(_ values: [Double]) {
    guard values.count >= 2, !isConstant(values) else { return nil }
    let deviations = centred(values)
    let n = Double(values.count)
    let second = sum(deviations.map { $0 * $0 }) / n
    skewness = sum(deviations.map { $0 * $0 * $0 }) / n / (second * second.squareRoot())
    kurtosis = sum(deviations.map { $0 * $0 * $0 * $0 }) / n / (second * second)
  }
}

/// How sure a Sharpe ratio is (Bailey and López de Prado): probabilistic and deflated Sharpe, and
/// the shortest record that would convince. All per period, not annualised.
package struct SharpeConfidence: Sendable {
  package let ratio: Double
  private let count: Int
  /// 1 − γ₃ SR + (γ₄ − 1)/4 · SR², with population moments.
  private let spread: Double

  /// nil for fewer than two returns, or when they do not differ.
  package init?(_ returns: [Double]) {
    guard let ratio = dailySharpe(returns), let moments = StandardMoments(returns) else {
      return nil
    }
    self.ratio = ratio
    count = returns.count
    spread = 1 - moments.skewness * ratio + (moments.kurtosis - 1) / 4 * ratio * ratio
  }

  /// Of the ratio per period; nil when it is not defined.
  package var standardError: Double? {
    spread > 0 && count > 1 ? (spread / Double(count - 1)).squareRoot() : nil
  }

  /// The probability that the true ratio is above `threshold`; nil when it is not defined.
  package func probability(above threshold: Double) -> Double? {
    guard spread > 0 else { return nil }
    let z = (ratio - threshold) * Double(count - 1).squareRoot() / spread.squareRoot()
    return Normal.lowerTail(z)
  }

  /// The number of periods after which that probability would be 95 %; nil below the threshold.
  package func minimumTrackRecord(above threshold: Double) -> Double? {
    guard spread > 0, ratio > threshold else { return nil }
    let z = Normal.quantile(0.95) / (ratio - threshold)
    return 1 + spread * z * z
  }

  /// The ratio that the best of `trials` without skill is expected to show.
  ///
  /// - Parameters:
  ///   - trials: How many were tried; at least 1.
  ///   - variance: Of their ratios per period.
  /// - Returns: 0 for a single trial.
  package static func expectedMaximum(trials: Int, variance: Double) -> Double {
    guard trials > 1, variance > 0 else { return 0 }
    let gamma = 0.577_215_664_901_532_9
    let k = Double(trials)
    let first = Normal.quantile(1 - 1 / k)
    let second = Normal.quantile(1 - 1 / (k * exp(1)))
    return variance.squareRoot() * ((1 - gamma) * first + gamma * second)
  }
}
