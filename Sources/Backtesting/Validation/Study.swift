import Signals
import Statistics

/// One run with everything its file asks to doubt it by.
package struct Study: Sendable {
  /// The run with the defaults.
  package let result: BacktestResult
  package internal(set) var sweep: SweepResult?
  package internal(set) var walkForward: WalkForwardResult?
  package internal(set) var bootstrap: BootstrapIntervals?
  package internal(set) var stress: [StressPoint] = []
  package internal(set) var placebo: PlaceboResult?
  package internal(set) var overfitting: Overfitting?
  package internal(set) var realityCheck: RealityCheck?
  package internal(set) var deflatedSharpe: DeflatedSharpe?
  /// What the file asks for and this run cannot answer, with the reason.
  package internal(set) var notes: [String] = []

  init(_ result: BacktestResult) { self.result = result }
}

/// The probability that the best of a sweep has a true Sharpe ratio above what luck alone would
/// have shown.
package struct DeflatedSharpe: Sendable, Equatable {
  package let probability: Double
  /// The ratio per day that the best of the trials would show without skill.
  package let threshold: Double
  package let trials: Int
}

/// What of a study is wanted.
package struct StudyOptions: Sendable {
  /// Runs all points of the sweep.
  package var sweeps: Bool
  /// Walks forward.
  package var walksForward: Bool
  /// Trials of this strategy on these data before this command, for the deflated Sharpe ratio.
  package var earlierTrials: Int

  package init(sweeps: Bool = false, walksForward: Bool = false, earlierTrials: Int = 0) {
    self.sweeps = sweeps
    self.walksForward = walksForward
    self.earlierTrials = earlierTrials
  }
}

extension Backtest {
  /// Runs the strategy and everything its `validation` block asks for; what needs a sweep is only
  /// answered with one.
  ///
  /// - Parameters:
  ///   - data: The rows that the backtest was prepared with.
  ///   - options: Whether the sweep and the walk-forward are run too.
  ///   - jobs: How much is done at a time; does not change the result.
  /// - Returns: All results.
  /// - Throws: `BacktestError`.
  package func study(
    _ data: BacktestData, options: StudyOptions = StudyOptions(), jobs: Int = 1
  ) async throws -> Study {
    let rules = strategy.research.validation
    var study = Study(try run())
    study.bootstrap = rules.bootstrap.flatMap { BootstrapIntervals($0, study.result) }
    if rules.bootstrap != nil, study.bootstrap == nil {
      study.notes.append("bootstrap: too few days or trades")
    }
    study.stress = try await stress(jobs: jobs)
    study.placebo = try await placebo(data, jobs: jobs)
    if options.sweeps {
      study.sweep = try await sweep(jobs: jobs)
      study.judgeSweep(rules, earlierTrials: options.earlierTrials)
    } else if rules.deflatedSharpe || rules.overfitting != nil || rules.realityCheck {
      study.notes.append("dsr, pbo and reality_check compare many trials: run with --sweep")
    }
    if options.walksForward { study.walkForward = try await walkForward(jobs: jobs) }
    return study
  }
}

extension Study {
  fileprivate mutating func judgeSweep(
    _ rules: ResearchRules.Validation, earlierTrials: Int
  ) {
    guard let sweep else { return }
    let days = sweep.points.map(\.returns.count).max() ?? 0
    let trials = sweep.points.map(\.returns).filter { $0.count == days && days > 0 }
    if let rule = rules.overfitting {
      overfitting = Overfitting(
        trials, blocks: rule.blocks, maximumCombinations: rule.maximumCombinations)
      if overfitting == nil { notes.append("pbo: too few trials, or too few days for the blocks") }
    }
    if rules.realityCheck {
      let bootstrap = rules.bootstrap
      realityCheck = RealityCheck(
        trials, repetitions: bootstrap?.repetitions ?? 2_000, seed: bootstrap?.seed ?? 42)
      if realityCheck == nil { notes.append("reality_check: too few days") }
    }
    if rules.deflatedSharpe { deflate(sweep, trials, earlierTrials) }
  }

  private mutating func deflate(_ sweep: SweepResult, _ trials: [[Double]], _ earlier: Int) {
    let ratios = trials.compactMap(dailySharpe)
    guard let best = sweep.best, let sharpe = SharpeConfidence(best.returns), ratios.count >= 2
    else {
      notes.append("dsr: no eligible point, or fewer than two with a Sharpe ratio")
      return
    }
    let count = sweep.points.count + earlier
    let threshold = SharpeConfidence.expectedMaximum(
      trials: count, variance: sampleVariance(ratios))
    deflatedSharpe = sharpe.probability(above: threshold).map {
      DeflatedSharpe(probability: $0, threshold: threshold, trials: count)
    }
  }
}
