import Basics
package import MarketData
package import Signals
import Statistics

/// One parameter set that was run.
package struct SweepPoint: Sendable {
  /// Its place in the grid.
  package let index: Int
  package let values: [String: ParameterValue]
  package let metrics: Metrics
  /// Daily returns over the trading time; empty for a short run.
  package let returns: [Double]
  /// The value of the objective; nil when the point is not eligible (rule 137).
  package let objective: Double?
}

/// Many runs of one strategy, features shared.
package struct SweepResult: Sendable {
  package let grid: ParameterGrid
  package let rules: ResearchRules.Sweep
  /// Ascending by index.
  package let points: [SweepPoint]
  /// The eligible point with the largest objective, the first of several; nil without one.
  package let best: SweepPoint?
  /// The median objective of the best point's neighbours over its own; nil when not defined.
  package let neighbourhood: Double?
}

/// A strategy file with its data, ready for one run or many.
package struct Backtest: Sendable {
  package let file: StrategyFile
  package let prepared: PreparedBacktest
  /// The strategy with the defaults and the single overrides.
  package let strategy: Strategy
  package let grid: ParameterGrid
  /// Which points of the grid are run in a sweep; empty when none was prepared.
  package let selection: [Int]
  private let strategies: [Strategy]
  let overrides: [String: [ParameterValue]]

  /// Plans the run and computes everything that orders do not change.
  ///
  /// - Parameters:
  ///   - file: The strategy file.
  ///   - overrides: Parameters set on the command line: one value replaces the default, several
  ///     replace the values of a sweep.
  ///   - sweeps: Whether the parameter sets of a sweep are prepared too.
  ///   - data: The rows.
  ///   - window: What `--from` and `--to` say; `opensHoldout` evaluates sealed days as well.
  ///   - jobs: How much is done at a time; does not change the result.
  /// - Throws: `StrategyError`, `BacktestError`.
  package init(
    _ file: StrategyFile, overrides: [String: [ParameterValue]] = [:], sweeps: Bool = false,
    data: BacktestData, window: BacktestWindow = BacktestWindow(), jobs: Int = 1
  ) async throws {
    self.file = file
    self.overrides = overrides
    var pool = ExpressionPool()
    let single = overrides.compactMapValues { $0.first }
    strategy = try file.strategy(with: single, in: &pool)
    grid = try ParameterGrid(file.parameters, overrides: overrides)
    selection = sweeps ? grid.selection(strategy.research.sweep ?? .standard) : []
    var strategies: [Strategy] = []
    for index in selection {
      strategies.append(try file.strategy(with: grid.point(index), in: &pool))
    }
    self.strategies = strategies
    for other in strategies where !other.seesTheSame(as: strategy) {
      throw BacktestError(
        "parameters of 'clock', 'data' and 'universe' cannot be swept: they change what is seen")
    }
    let warmUp = strategies.map(\.warmUp).max() ?? 0
    let plan = try BacktestPlan(
      strategy, data: data.description, from: window.from, to: window.to, warmUp: warmUp,
      opensHoldout: window.opensHoldout)
    prepared = try await PreparedBacktest(
      plan, pool: pool, strategies: [strategy] + strategies, data: data, jobs: jobs)
  }

  /// The run with the defaults.
  package func run() throws -> BacktestResult { try prepared.run(strategy) }

  /// Runs every selected point.
  ///
  /// - Parameters:
  ///   - trading: A part of the trading time, or nil for all.
  ///   - jobs: How many at a time.
  /// - Returns: The points with their metrics, in the order of the grid, and the best of them.
  /// - Throws: `BacktestError` when the ledger of a point does not explain its equity.
  package func sweep(over trading: TimeRange? = nil, jobs: Int = 1) async throws -> SweepResult {
    let rules = strategy.research.sweep ?? .standard
    let work = Array(zip(selection, strategies))
    let points = try await mapConcurrently(work, width: jobs) { [self] index, strategy in
      let outcome = try prepared.trade(strategy, over: trading, detail: .part(trading, prepared))
      return SweepPoint(
        index: index, values: grid.point(index), metrics: outcome.metrics,
        returns: EquityMetrics.returns(of: outcome.daily.equity),
        objective: rules.value(of: outcome.metrics))
    }
    let best = Self.best(points)
    return SweepResult(
      grid: grid, rules: rules, points: points, best: best,
      neighbourhood: best.flatMap { neighbourhood(of: $0, points) })
  }

  /// The largest objective; of equal ones the first (rule 137).
  static func best(_ points: [SweepPoint]) -> SweepPoint? {
    var best: SweepPoint?
    for point in points {
      guard let value = point.objective else { continue }
      if let known = best?.objective, value <= known { continue }
      best = point
    }
    return best
  }

  private func neighbourhood(of best: SweepPoint, _ points: [SweepPoint]) -> Double? {
    guard let peak = best.objective, peak > 0 else { return nil }
    let around = Set(grid.neighbours(of: best.index))
    let values = points.filter { around.contains($0.index) }.map { $0.objective ?? 0 }
    return values.isEmpty ? nil : median(values) / peak
  }

  /// The strategy of one point of the selection.
  func strategy(of point: SweepPoint) -> Strategy? {
    selection.firstIndex(of: point.index).map { strategies[$0] }
  }
}

/// What a command line says about the days to use.
package struct BacktestWindow: Sendable {
  package var from: Int64?
  /// Exclusive.
  package var to: Int64?
  /// Whether the sealed days of a holdout are evaluated too.
  package var opensHoldout: Bool

  package init(from: Int64? = nil, to: Int64? = nil, opensHoldout: Bool = false) {
    self.from = from
    self.to = to
    self.opensHoldout = opensHoldout
  }
}

extension ResearchRules.Sweep {
  /// The objective of a run, or nil when it is not eligible (rule 137).
  func value(of metrics: Metrics) -> Double? {
    guard (metrics[.trades] ?? 0) >= Double(minimumTrades) else { return nil }
    return MetricKey(rawValue: objective.rawValue).flatMap { metrics[$0] }
  }
}

extension Marks.Detail {
  /// The marks that the metrics of a part of the time need.
  static func part(_ trading: TimeRange?, _ prepared: PreparedBacktest) -> Self {
    let range = trading ?? prepared.plan.trading
    return .daily(from: range.from, to: range.to)
  }
}

extension Strategy {
  /// Whether two parameter sets are evaluated at the same instants on the same rows.
  fileprivate func seesTheSame(as other: Strategy) -> Bool {
    clock.interval == other.clock.interval && clock.minimumSpacing == other.clock.minimumSpacing
      && data.interval == other.data.interval && data.fillInterval == other.data.fillInterval
      && data.assumedLatency == other.data.assumedLatency
      && data.longestGap == other.data.longestGap
      && universe.selection?.lookback == other.universe.selection?.lookback
      && universe.selection?.refresh == other.universe.selection?.refresh
      && universe.selection?.minimumAge == other.universe.selection?.minimumAge
  }
}

extension UniverseRules {
  fileprivate var selection: Selection? {
    if case .select(let selection) = choice { selection } else { nil }
  }
}
