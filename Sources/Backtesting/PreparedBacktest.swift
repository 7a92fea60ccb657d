import Basics
package import MarketData
package import Signals

/// A market with the signals of one or many parameter sets, ready to be traded.
///
/// What looks back or reads data is computed here, once, for all parameter sets together: columns
/// by symbol. `run` adds the cheap expressions of one set and trades.
package struct PreparedBacktest: Sendable {
  package let plan: BacktestPlan
  let pool: ExpressionPool
  let market: Market
  private let signals: [SignalColumns]
  private let stretches: RuleStretches
  private let markTimes: MarkTimes
  private let maintenance: MaintenanceModel
  private let members: UniverseMembership

  /// - Parameters:
  ///   - plan: The plan of the run or, in a sweep, of its first point.
  ///   - pool: The expressions of all strategies that will be run.
  ///   - strategies: Those strategies.
  ///   - data: The rows.
  ///   - jobs: How many symbols are evaluated at a time; does not change the result.
  /// - Throws: `BacktestError`.
  package init(
    _ plan: BacktestPlan, pool: ExpressionPool, strategies: [Strategy], data: BacktestData,
    jobs: Int
  ) async throws {
    let roots = pool.costly(below: Array(Set(strategies.flatMap(\.expressions))).sorted())
    let market = try Market(plan, data, needsUniverse: pool.readsUniverse(roots))
    let (clock, end) = (plan.strategy.clock, plan.data.to)
    let signals = try await mapConcurrently(market.symbols, width: jobs) { symbol in
      pool.columns(for: roots, over: clock.grid(of: symbol.tape, end: end), symbol.tape)
    }
    let rules = Array(Set(strategies.flatMap { $0.rules(in: pool) })).sorted()
    let found = try await mapConcurrently(rules, width: jobs) { rule in
      signals.map { $0.stretches(of: rule) }
    }
    let stretches = RuleStretches(zip(rules, found)) { first, _ in first }
    try self.init(plan, pool, market, signals, stretches, data)
  }

  private init(
    _ plan: BacktestPlan, _ pool: ExpressionPool, _ market: Market, _ signals: [SignalColumns],
    _ stretches: RuleStretches, _ data: BacktestData
  ) throws(BacktestError) {
    self.plan = plan
    self.pool = pool
    self.market = market
    self.signals = signals
    self.stretches = stretches
    markTimes = MarkTimes(plan.trading, market.symbols, step: plan.strategy.data.interval)
    maintenance = try MaintenanceModel(plan, tables: data.maintenanceTables)
    members = UniverseMembership(plan, market)
  }

  /// The same plan and strategy on other rows.
  func replacing(
    _ data: BacktestData, _ strategy: Strategy
  ) throws(BacktestError) -> PreparedBacktest {
    try replanned(plan, data, strategy)
  }

  /// The same strategy with another plan, on other rows.
  func replanned(
    _ plan: BacktestPlan, _ data: BacktestData, _ strategy: Strategy
  ) throws(BacktestError) -> PreparedBacktest {
    let roots = pool.costly(below: strategy.expressions)
    let market = try Market(plan, data, needsUniverse: pool.readsUniverse(roots))
    let signals = market.symbols.map { symbol in
      let grid = plan.strategy.clock.grid(of: symbol.tape, end: plan.data.to)
      return pool.columns(for: roots, over: grid, symbol.tape)
    }
    var stretches: RuleStretches = [:]
    for rule in strategy.rules(in: pool) {
      stretches[rule] = signals.map { $0.stretches(of: rule) }
    }
    return try PreparedBacktest(plan, pool, market, signals, stretches, data)
  }

  /// Symbol → the instants at which it is evaluated.
  var grids: [[Int64]] { signals.map(\.grid) }

  /// Trades `strategy` and adds everything up.
  ///
  /// - Throws: `BacktestError` when the ledger does not explain the equity.
  package func run(_ strategy: Strategy) throws(BacktestError) -> BacktestResult {
    let outcome = try trade(strategy)
    return BacktestResult(
      plan: outcome.plan, record: outcome.record, daily: outcome.daily,
      metrics: outcome.metrics, ledger: outcome.ledger, rules: ruleCounts(strategy),
      features: features(strategy, outcome.record),
      activity: Activity(outcome.plan, outcome.record, market),
      regimes: VolatilityRegime.all(of: outcome.record.trades, market),
      prices: market.symbols.map { PricePath($0, over: outcome.plan.trading) },
      warnings: warnings(strategy, outcome.record))
  }

  /// The columns of everything a strategy evaluates, by symbol: for comparing and counting; a run
  /// does without.
  func signals(of strategy: Strategy) -> [SignalColumns] {
    signals.map { $0.adding(strategy.expressions, of: pool) }
  }

  /// Trades `strategy`, over a part of the time if wanted.
  ///
  /// - Parameters:
  ///   - strategy: Of the pool.
  ///   - trading: T0 and T1; the plan's when nil.
  ///   - detail: Which marks are kept.
  ///   - entries: The instants at which entries are tried, instead of those of the rules.
  /// - Returns: What happened and its numbers.
  /// - Throws: `BacktestError` when the ledger does not explain the equity.
  func trade(
    _ strategy: Strategy, over trading: TimeRange? = nil,
    detail: Marks.Detail = .all, entries: [[EntryInstant]]? = nil
  ) throws(BacktestError) -> RunOutcome {
    var plan = plan
    plan.strategy = strategy
    var marks = markTimes
    if let trading {
      plan.trading = trading
      marks = markTimes.part(trading)
    }
    var engine = Engine(
      EngineInput(
        plan: plan, pool: pool, market: market, signals: signals, stretches: stretches,
        maintenance: maintenance, markTimes: marks,
        members: members, detail: detail, entries: entries))
    let record = engine.run()
    let ledger = Ledger(record)
    try ledger.reconcile(record)
    let daily = DailySeries(plan, record.marks, market)
    return RunOutcome(
      plan: plan, record: record, daily: daily, metrics: Metrics(plan, record, daily),
      ledger: ledger)
  }

  private func ruleCounts(_ strategy: Strategy) -> [RuleCounts] {
    var rules: [(String, ExpressionID)] = strategy.filters.map { ("filter \($0.name)", $0.when) }
    let entry = strategy.entry
    for (name, rule) in [
      ("long", entry.long), ("short", entry.short), ("exit long", strategy.exit.signalLong),
      ("exit short", strategy.exit.signalShort),
    ] {
      if let rule, !pool.readsPosition(rule.when) { rules.append((name, rule.when)) }
    }
    return rules.map { name, id in
      var total = RuleCounts(name)
      for columns in signals {
        let first = columns.grid.firstIndex(after: plan.trading.from - 1)
        let last = columns.grid.firstIndex(after: plan.trading.to - 1)
        total.add(columns.verdicts(of: id, in: first..<max(first, last)))
      }
      return total
    }
  }

  private func features(
    _ strategy: Strategy, _ record: RunRecord
  ) -> [BacktestResult.FeatureColumn] {
    strategy.features.map { feature in
      BacktestResult.FeatureColumn(
        name: feature.name, isFlag: feature.isFlag,
        values: record.trades.map {
          signals[$0.symbol].value(feature.expression, at: $0.gridIndex)
        })
    }
  }

  private func warnings(_ strategy: Strategy, _ record: RunRecord) -> [String] {
    var warnings = plan.warnings + market.warnings
    if plan.isShortRun {
      warnings.append(
        "a short run: less than a whole day between warm-up and end, so no daily series")
    }
    if strategy.data.funding == .off {
      warnings.append("funding ignored: the strategy file turns it off")
    } else if market.symbols.allSatisfy(\.funding.isEmpty) {
      warnings.append("funding ignored: the store has no funding rates")
    }
    if strategy.data.mark == .actual {
      warnings.append("the store has no mark prices: last prices are taken for marks")
    }
    if strategy.data.deduplication != .auto {
      warnings.append("duplicates were removed by the import: 'dedupe' changes nothing here")
    }
    if strategy.execution.limitFill == .touch {
      warnings.append("limits are filled at a touch: optimistic")
    }
    if strategy.execution.order == .limit {
      warnings.append(
        "a limit order beyond the market when it starts is filled at its limit as maker")
    }
    if record.fillsWithoutVolume > 0 {
      warnings.append("\(record.fillsWithoutVolume) fills have no volume to limit them by")
    }
    if strategy.data.timeBasis == .event {
      warnings.append(
        "event-time: liquidations count from when they happened, not when they were known")
    }
    return warnings
  }
}

/// What happened in one run, with its numbers.
struct RunOutcome: Sendable {
  let plan: BacktestPlan
  let record: RunRecord
  let daily: DailySeries
  let metrics: Metrics
  let ledger: Ledger
}

/// The rows a backtest is run on.
package struct BacktestData: Sendable {
  package var liquidations: [LiquidationBatch]
  package var candles: [CandleBatch]
  /// Symbol → recorded funding settlements.
  package var funding: [String: [FundingSettlement]] = [:]
  /// Totals per interval and series, for the expressions that read them.
  package var context = ContextRows()
  /// Name → the bytes of a tier table beside the strategy file.
  package var maintenanceTables: [String: [UInt8]] = [:]

  /// What the store holds, of which these rows may be a part.
  package var description: DataDescription

  /// - Parameters:
  ///   - liquidations: The rows.
  ///   - candles: The candles.
  ///   - description: What there is beyond them; what is in them when nil.
  package init(
    liquidations: [LiquidationBatch], candles: [CandleBatch], description: DataDescription? = nil
  ) {
    self.liquidations = liquidations
    self.candles = candles
    self.description =
      description ?? DataDescription(liquidations: liquidations, candles: candles)
  }
}

extension ClockRules {
  /// The instants at which a symbol is evaluated (rules 24, 25).
  func grid(of tape: SymbolTape, end: Int64) -> [Int64] {
    switch kind {
    case .barClose: Grid.barCloses(of: tape.candles, interval: interval, end: end)
    case .liquidationEvent:
      Grid.events(of: tape.liquidations, spacing: minimumSpacing, start: tape.start, end: end)
    }
  }
}

/// Plans, prepares and runs one strategy.
///
/// - Parameters:
///   - file: The strategy file; parameters at their defaults but for `overrides`.
///   - data: The rows.
///   - from: The start of the data to use, or nil.
///   - to: Their end, exclusive, or nil.
///   - overrides: Parameters set on the command line.
///   - jobs: How many symbols are evaluated at a time; does not change the result.
/// - Returns: The run with its numbers.
/// - Throws: `StrategyError` or `BacktestError`.
package func runBacktest(
  _ file: StrategyFile, data: BacktestData, from: Int64? = nil, to: Int64? = nil,
  overrides: [String: ParameterValue] = [:], jobs: Int = 1
) async throws -> BacktestResult {
  var pool = ExpressionPool()
  let strategy = try file.strategy(with: overrides, in: &pool)
  let plan = try BacktestPlan(
    strategy, data: data.description,
    from: from, to: to)
  let prepared = try await PreparedBacktest(
    plan, pool: pool, strategies: [strategy], data: data, jobs: jobs)
  return try prepared.run(strategy)
}

extension Strategy {
  /// The rules for entering and leaving whose instants are known before the run.
  fileprivate func rules(in pool: ExpressionPool) -> [ExpressionID] {
    [entry.long, entry.short, exit.signalLong, exit.signalShort].compactMap { $0?.when }
      .filter { !pool.readsPosition($0) }
  }
}
