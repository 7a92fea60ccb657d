import Basics
package import MarketData
package import Signals

/// One window of a walk-forward: parameters are chosen on the training days and judged on the
/// test days.
package struct WalkForwardWindow: Sendable {
  package let train: TimeRange
  package let test: TimeRange
  /// The chosen parameters; empty when no point was eligible and nothing was traded.
  package let values: [String: ParameterValue]
  /// The objective on the training days.
  package let inSample: Double?
  /// The objective on the test days.
  package let outOfSample: Double?
  /// Total return on the training and on the test days.
  package let trainReturn: Double?
  package let testReturn: Double
  package let trades: Int

  /// Out-of-sample over in-sample annualised return; nil unless the latter is positive (rule 140).
  package var efficiency: Double? {
    guard let trainReturn, let inside = annualised(trainReturn, train), inside > 0,
      let outside = annualised(testReturn, test)
    else { return nil }
    return outside / inside
  }

  private func annualised(_ total: Double, _ range: TimeRange) -> Double? {
    let days = Double(range.to - range.from) / Double(TimeText.microsecondsPerDay)
    guard days > 0, total > -1 else { return nil }
    return power(1 + total, 365 / days) - 1
  }
}

/// A strategy judged only on days its parameters were not chosen on.
package struct WalkForwardResult: Sendable {
  package let windows: [WalkForwardWindow]
  /// Marks at the days of the stitched test windows.
  package let time: [Int64]
  package let equity: [Double]
  /// Of the stitched equity and of all test trades.
  package let metrics: Metrics
}

extension Backtest {
  /// Walks forward (rule 141): each window's parameters are those with the best objective on its
  /// training days; its test is a run of its own, flat at both ends, with the capital of the
  /// window before.
  ///
  /// Training never follows its test, so the embargo never binds; the purge is at least as long as
  /// any position is held, or the file would have been refused.
  ///
  /// - Parameter jobs: How many points at a time.
  /// - Returns: The windows and the equity of their tests one after another.
  /// - Throws: `BacktestError` when there are too few windows.
  package func walkForward(jobs: Int = 1) async throws -> WalkForwardResult {
    guard let rule = strategy.research.walkForward else {
      throw BacktestError("the strategy file has no 'walk_forward' block")
    }
    let spans = windows(rule)
    guard spans.count >= rule.minimumWindows, !spans.isEmpty else {
      throw BacktestError(
        "the data have room for \(spans.count) windows of walk_forward, "
          + "\(max(1, rule.minimumWindows)) are needed")
    }
    var stitched = Stitched(capital: strategy.portfolio.capital)
    for (train, test) in spans {
      let sweep = try await sweep(over: train, jobs: jobs)
      try walk(train, test, sweep, &stitched)
    }
    return stitched.result(against: strategy.benchmark, prepared.market)
  }

  /// The windows that fit into the trading time.
  func windows(_ rule: ResearchRules.WalkForward) -> [(train: TimeRange, test: TimeRange)] {
    let trading = prepared.plan.trading
    var spans: [(train: TimeRange, test: TimeRange)] = []
    var shift: Int64 = 0
    while true {
      let start = rule.mode == .rolling ? trading.from + shift : trading.from
      let end = trading.from + rule.train + shift
      let test = TimeRange(from: end + rule.purge, to: end + rule.purge + rule.test)
      guard test.to <= trading.to else { return spans }
      spans.append((TimeRange(from: start, to: end), test))
      shift += rule.step
    }
  }

  private func walk(
    _ train: TimeRange, _ test: TimeRange, _ sweep: SweepResult, _ stitched: inout Stitched
  ) throws {
    guard let best = sweep.best, var chosen = strategy(of: best) else {
      stitched.rest(train, test)
      return
    }
    chosen.portfolio.capital = stitched.capital
    chosen.exit.atEnd = .closeAtLast
    let outcome = try prepared.trade(chosen, over: test)
    stitched.add(
      WalkForwardWindow(
        train: train, test: test, values: best.values, inSample: best.objective,
        outOfSample: sweep.rules.value(of: outcome.metrics),
        trainReturn: best.metrics[.totalReturn],
        testReturn: outcome.metrics[.totalReturn] ?? 0,
        trades: Int(outcome.metrics[.trades] ?? 0)),
      outcome)
  }
}

/// Test windows put one after another.
private struct Stitched {
  private(set) var capital: Double
  private let initial: Double
  private var windows: [WalkForwardWindow] = []
  private var time: [Int64] = []
  private var equity: [Double] = []
  private var profits: [Double] = []
  private var ambiguous = 0.0
  /// How long there was a position, and how long there could have been one, in microseconds.
  private var exposed = 0.0
  private var tested = 0.0
  private var peak: Double
  /// The deepest fall from the peak of all windows so far, over all marks.
  private var drawdown = 0.0

  init(capital: Double) {
    self.capital = capital
    initial = capital
    peak = capital
  }

  /// A window in which nothing was traded.
  mutating func rest(_ train: TimeRange, _ test: TimeRange) {
    windows.append(
      WalkForwardWindow(
        train: train, test: test, values: [:], inSample: nil, outOfSample: nil, trainReturn: nil,
        testReturn: 0, trades: 0))
    append(test.from, capital)
    append(test.to, capital)
    tested += Double(test.to - test.from)
  }

  mutating func add(_ window: WalkForwardWindow, _ outcome: RunOutcome) {
    windows.append(window)
    let (marks, test) = (outcome.record.marks, window.test)
    var rows = marks.rows(every: TimeText.microsecondsPerDay, from: test.from)
    if marks.count > 0, rows.last != marks.count - 1 { rows.append(marks.count - 1) }
    for (row, value) in zip(rows, marks.equity(atRows: rows)) { append(marks.time(row), value) }
    marks.forEach { _, cash in
      see(cash)
    } held: { cash, sums in
      see(cash + sums.unrealised)
    }
    capital = marks.ends?.last ?? capital
    profits += outcome.record.trades.filter(\.countsInStatistics).map(\.netProfit)
    ambiguous += outcome.metrics[.ambiguousCandles] ?? 0
    exposed += (outcome.metrics[.exposureTime] ?? 0) * Double(test.to - test.from)
    tested += Double(test.to - test.from)
  }

  private mutating func see(_ equity: Double) {
    peak = max(peak, equity)
    drawdown = min(drawdown, equity / peak - 1)
  }

  private mutating func append(_ time: Int64, _ value: Double) {
    if self.time.last == time {
      equity[equity.count - 1] = value
    } else {
      self.time.append(time)
      equity.append(value)
    }
  }

  /// The numbers of all windows together; the benchmark is bought at the first of them and held.
  func result(against benchmark: Benchmark, _ market: Market) -> WalkForwardResult {
    var metrics = Metrics()
    metrics[.initialEquity] = initial
    metrics[.finalEquity] = capital
    metrics[.totalReturn] = capital / initial - 1
    metrics[.maximumDrawdown] = drawdown
    let returns = BenchmarkReturns(benchmark, market, at: time)
    EquityMetrics(equity: equity, benchmark: returns).fill(&metrics)
    TradeMetrics(profits: profits).fill(&metrics)
    metrics[.exposureTime] = tested > 0 ? exposed / tested : nil
    metrics[.ambiguousCandles] = ambiguous
    return WalkForwardResult(windows: windows, time: time, equity: equity, metrics: metrics)
  }
}
