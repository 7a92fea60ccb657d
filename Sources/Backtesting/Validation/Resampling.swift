import Basics
import MarketData
package import Signals
import Statistics

/// How unsure headline numbers are, by resampling.
package struct BootstrapIntervals: Sendable {
  /// One metric with its interval at 95 %.
  package struct Interval: Sendable {
    package let key: MetricKey
    package let value: Double?
    package let low: Double
    package let high: Double
    /// The metric in every resample where it is defined.
    package let draws: [Double]
  }

  package let kind: ResearchRules.Validation.Bootstrap.Kind
  package let repetitions: Int
  /// The mean length of blocks in days; nil for trades.
  package let block: Double?
  package let intervals: [Interval]

  private static let dailyKeys: [MetricKey] = [
    .totalReturn, .cagr, .volatility, .sharpe, .sortino, .maximumDrawdownDaily, .calmar,
  ]
  private static let tradeKeys: [MetricKey] = [.winRate, .profitFactor, .expectancy, .sqn]

  /// Resamples daily returns in blocks, or trades one by one.
  ///
  /// - Parameters:
  ///   - rule: What the strategy file asks for.
  ///   - result: The run.
  package init?(_ rule: ResearchRules.Validation.Bootstrap, _ result: BacktestResult) {
    kind = rule.kind
    repetitions = rule.repetitions
    switch rule.kind {
    case .stationary:
      let returns = EquityMetrics.returns(of: result.daily.equity)
      guard returns.count >= 8 else { return nil }
      let length = rule.block.map(Double.init) ?? BlockLength(returns)?.stationary ?? 1
      block = max(1, length)
      intervals = Self.intervals(
        Self.dailyKeys, result.metrics, Self.dailyDraws(returns, rule, block: max(1, length)))
    case .tradesIID:
      let profits = result.record.trades.filter(\.countsInStatistics).map(\.netProfit)
      guard profits.count >= 2 else { return nil }
      block = nil
      intervals = Self.intervals(
        Self.tradeKeys, result.metrics, Self.tradeDraws(profits, rule))
    }
  }

  private static func dailyDraws(
    _ returns: [Double], _ rule: ResearchRules.Validation.Bootstrap, block: Double
  ) -> [Metrics] {
    var bootstrap = StationaryBootstrap(
      count: returns.count, meanBlockLength: block, seed: rule.seed)
    var indices = [Int32](repeating: 0, count: returns.count)
    return (0..<rule.repetitions).map { _ in
      bootstrap.next(into: &indices)
      var equity = [1.0]
      for index in indices { equity.append(equity[equity.count - 1] * (1 + returns[Int(index)])) }
      var metrics = Metrics()
      metrics[.totalReturn] = equity[equity.count - 1] - 1
      EquityMetrics(equity: equity, benchmark: .none).fill(&metrics)
      return metrics
    }
  }

  private static func tradeDraws(
    _ profits: [Double], _ rule: ResearchRules.Validation.Bootstrap
  ) -> [Metrics] {
    var bootstrap = IndependentBootstrap(count: profits.count, seed: rule.seed)
    var indices = [Int32](repeating: 0, count: profits.count)
    return (0..<rule.repetitions).map { _ in
      bootstrap.next(into: &indices)
      var metrics = Metrics()
      TradeMetrics(profits: indices.map { profits[Int($0)] }).fill(&metrics)
      return metrics
    }
  }

  private static func intervals(
    _ keys: [MetricKey], _ metrics: Metrics, _ draws: [Metrics]
  ) -> [Interval] {
    keys.compactMap { key in
      let values = draws.compactMap { $0[key] }
      guard values.count >= draws.count / 2 else { return nil }
      let interval = percentileInterval(values)
      return Interval(
        key: key, value: metrics[key], low: interval.low, high: interval.high, draws: values)
    }
  }
}

/// White's reality check: how often the best of as many trials without skill would look as good.
package struct RealityCheck: Sendable, Equatable {
  package let pValue: Double
  package let trials: Int
  package let repetitions: Int

  /// - Parameters:
  ///   - trials: Daily returns over the benchmark by trial, all of the same length.
  ///   - repetitions: Of the stationary bootstrap, whose blocks suit the best trial.
  ///   - seed: Of SplitMix64.
  /// - Complexity: O(trials · days · `repetitions`).
  package init?(_ trials: [[Double]], repetitions: Int, seed: UInt64) {
    guard let days = trials.first?.count, days >= 8, trials.allSatisfy({ $0.count == days }) else {
      return nil
    }
    let means = trials.map { mean($0) }
    let best = means.indices.max { means[$0] < means[$1] } ?? 0
    let observed = means[best] * Double(days).squareRoot()
    let block = max(1, BlockLength(trials[best])?.stationary ?? 1)
    var bootstrap = StationaryBootstrap(count: days, meanBlockLength: block, seed: seed)
    var indices = [Int32](repeating: 0, count: days)
    var draws: [Double] = []
    for _ in 0..<repetitions {
      bootstrap.next(into: &indices)
      var largest = -Double.infinity
      for (returns, center) in zip(trials, means) {
        let sum = resampledSum(returns.span, indices.span)
        largest = max(largest, sum / Double(days) - center)
      }
      draws.append(largest * Double(days).squareRoot())
    }
    pValue = permutationPValue(observed, draws: draws)
    self.trials = trials.count
    self.repetitions = repetitions
  }
}
