import Basics
import MarketData
package import Signals
import Statistics

/// One run with everything its file asks to doubt it by.
package struct Study: Sendable {
  /// The run with the defaults.
  package let result: BacktestResult
  /// The parameters of that run, by name.
  package let parameters: [String: ParameterValue]
  package internal(set) var sweep: SweepResult?
  package internal(set) var walkForward: WalkForwardResult?
  package internal(set) var bootstrap: BootstrapIntervals?
  package internal(set) var stress: [StressPoint] = []
  package internal(set) var placebo: PlaceboResult?
  package internal(set) var overfitting: Overfitting?
  package internal(set) var realityCheck: RealityCheck?
  package internal(set) var superiorAbility: SuperiorAbility?
  package internal(set) var deflatedSharpe: DeflatedSharpe?
  package internal(set) var edgeDecay: [EdgeDecayPoint] = []
  package internal(set) var capacity: [CapacityPoint] = []
  /// What `--check` compared.
  package internal(set) var proofs: [CheckResult] = []
  /// What the file asks for and this run cannot answer, with the reason.
  package internal(set) var notes: [String] = []
  /// How many parameter sets of this strategy have been tried on these data, this study's among
  /// them.
  package internal(set) var recordedTrials = 1
  /// How often the sealed holdout has been opened, this time included; 0 when it was not. Not in
  /// the report, whose bytes must not depend on how often it is made.
  package internal(set) var holdoutOpenings = 0

  init(_ result: BacktestResult, parameters: [String: ParameterValue]) {
    self.result = result
    self.parameters = parameters
  }
}

/// The probability that the best of the trials has a true Sharpe ratio above what luck alone would
/// have shown.
package struct DeflatedSharpe: Sendable, Equatable {
  package let probability: Double
  /// The ratio per day that the best of the trials would show without skill.
  package let threshold: Double
  package let trials: Int
}

/// What of a study is wanted.
package struct StudyOptions: Sendable {
  /// Whether a part of a study is done.
  package enum Part: Sendable, Equatable {
    case never
    /// If the file asks for it and the data allow it; else a note says why not.
    case asked
    /// By the command line: what stands in the way is an error.
    case required
  }

  /// Runs all points of the sweep. A file asks for it with `dsr`, `pbo` or `reality_check`.
  package var sweep = Part.asked
  /// Walks forward. A file asks for it with `walk_forward`.
  package var walkForward = Part.asked
  /// Placebos, bootstrap, stress, edge decay and capacity. A file asks for them with a
  /// `validation` block, empty if need be.
  package var validation = Part.asked
  /// Proofs that nothing looks ahead, or that the warm-up is enough.
  package var checks: Set<BacktestCheck> = []
  package var ledger = TrialLedger.none

  package init() {}

  /// The run alone.
  package static var plain: StudyOptions {
    var options = StudyOptions()
    (options.sweep, options.walkForward, options.validation) = (.never, .never, .never)
    return options
  }
}

/// What `--check` proves.
package enum BacktestCheck: String, CaseIterable, Sendable {
  case lookahead
  case warmUp = "warmup"
}

/// Everything that `liqtool backtest` does: plans, runs, sweeps, walks forward and doubts.
///
/// - Parameters:
///   - file: The strategy file.
///   - data: The rows; more than the plan needs does no harm.
///   - overrides: Parameters set on the command line: one value replaces the default, several
///     replace the values of a sweep, the first of them the default.
///   - window: What the command line says about the days.
///   - options: What is wanted beside the run.
///   - jobs: How much is done at a time; does not change the result.
/// - Returns: All results, ready for `report(run:)`.
/// - Throws: `StrategyError`, `BacktestError`, and what the ledger throws.
package func runStudy(
  _ file: StrategyFile, data: BacktestData, overrides: [String: [ParameterValue]] = [:],
  window: BacktestWindow = BacktestWindow(), options: StudyOptions = StudyOptions(), jobs: Int = 1
) async throws -> Study {
  let needsPoints =
    options.sweep.isWanted(by: file.asksForSweep)
    || options.walkForward.isWanted(by: file.asksForWalkForward)
  let backtest = try await Backtest(
    file, overrides: overrides, sweeps: needsPoints, data: data, window: window, jobs: jobs)
  return try await backtest.study(data, options: options, jobs: jobs)
}

extension Backtest {
  /// Runs the strategy and what `options` want; a sweep or a walk-forward needs the points to have
  /// been prepared.
  ///
  /// - Parameters:
  ///   - data: The rows that the backtest was prepared with.
  ///   - options: What is wanted beside the run.
  ///   - jobs: How much is done at a time; does not change the result.
  /// - Returns: All results.
  /// - Throws: `BacktestError`, and what the ledger throws.
  package func study(
    _ data: BacktestData, options: StudyOptions = StudyOptions(), jobs: Int = 1
  ) async throws -> Study {
    var study = Study(try run(), parameters: file.values(with: overrides))
    if options.validation.isWanted(by: file.asksForValidation) {
      try await validate(&study, data, jobs: jobs)
    }
    if options.sweep.isWanted(by: file.asksForSweep) {
      study.sweep = try await sweep(jobs: jobs)
      study.judgeSweep(strategy.research.validation)
    } else if file.asksForSweep {
      study.notes.append("dsr, pbo and reality_check compare many trials: run with --sweep")
    }
    if options.walkForward.isWanted(by: file.asksForWalkForward) {
      try await walk(&study, isRequired: options.walkForward == .required, jobs: jobs)
    }
    try settle(&study, options.ledger)
    if options.checks.contains(.lookahead) { study.proofs.append(try await checkLookahead(data)) }
    if options.checks.contains(.warmUp) { study.proofs.append(try await checkWarmUp(data)) }
    return study
  }

  private func validate(_ study: inout Study, _ data: BacktestData, jobs: Int) async throws {
    let rules = strategy.research.validation
    study.bootstrap = rules.bootstrap.flatMap { BootstrapIntervals($0, study.result) }
    if rules.bootstrap != nil, study.bootstrap == nil {
      study.notes.append("bootstrap: too few days or trades")
    }
    study.stress = try await stress(jobs: jobs)
    study.placebo = try await placebo(data, jobs: jobs)
    study.edgeDecay = prepared.edgeDecay(of: study.result.record)
    study.capacity = try await capacity(jobs: jobs)
  }

  private func walk(_ study: inout Study, isRequired: Bool, jobs: Int) async throws {
    do {
      study.walkForward = try await walkForward(jobs: jobs)
      if let rule = strategy.research.walkForward, rule.step < rule.test {
        study.notes.append(
          "walk_forward: step is shorter than test, so test windows overlap and their days count "
            + "more than once in the stitched equity")
      }
    } catch let error as BacktestError where !isRequired && error.kind != .inconsistent {
      study.notes.append("walk_forward: \(error)")
    }
  }

  /// Counts the trials of this study and those before, and deflates the Sharpe ratio by all.
  private func settle(_ study: inout Study, _ ledger: TrialLedger) throws {
    let points = study.sweep?.points ?? []
    let own =
      [
        Trial(
          study.parameters, study.result.metrics,
          returns: EquityMetrics.returns(of: study.result.daily.equity))
      ] + points.map { Trial($0.values, $0.metrics, returns: $0.returns) }
    let family = file.family
    let earlier = try ledger.earlier(family)
    var all = TrialSet()
    all.add(earlier)
    all.add(own)
    study.recordedTrials = all.count
    try ledger.record(family, own + openedHoldout(&study, earlier))
    if strategy.research.validation.deflatedSharpe { study.deflate(all) }
  }

  /// The note for the ledger that this study looked at sealed days.
  private func openedHoldout(_ study: inout Study, _ earlier: [Trial]) -> [Trial] {
    guard let holdout = strategy.research.validation.holdout, holdout.isSealed,
      prepared.plan.data.to > holdout.from
    else { return [] }
    study.holdoutOpenings = 1 + (earlier.compactMap(\.openings).max() ?? 0)
    study.notes.append("the sealed holdout was opened: from now on its days prove nothing")
    return [Trial(holdoutFrom: holdout.from, opened: study.holdoutOpenings)]
  }
}

extension Study {
  fileprivate mutating func judgeSweep(_ rules: ResearchRules.Validation) {
    guard let sweep else { return }
    let days = sweep.points.map(\.returns.count).max() ?? 0
    let trials = sweep.points.map(\.returns).filter { $0.count == days && days > 0 }
    if let rule = rules.overfitting {
      overfitting = Overfitting(
        trials, blocks: rule.blocks, maximumCombinations: rule.maximumCombinations)
      if overfitting == nil { notes.append("pbo: too few trials, or too few days for the blocks") }
    }
    if rules.realityCheck {
      let (repetitions, seed) = (rules.bootstrap?.repetitions ?? 2_000, rules.bootstrap?.seed ?? 42)
      realityCheck = RealityCheck(trials, repetitions: repetitions, seed: seed)
      superiorAbility = SuperiorAbility(trials, repetitions: repetitions, seed: seed)
      if realityCheck == nil { notes.append("reality_check: too few days") }
    }
  }

  /// Deflates the best of the sweep, or the run when there was none.
  fileprivate mutating func deflate(_ trials: TrialSet) {
    let ratios = trials.ratios
    let returns =
      sweep.map { $0.best?.returns ?? [] } ?? EquityMetrics.returns(of: result.daily.equity)
    guard let sharpe = SharpeConfidence(returns), ratios.count >= 2 else {
      notes.append("dsr: no eligible point, or fewer than two trials with a Sharpe ratio")
      return
    }
    let threshold = SharpeConfidence.expectedMaximum(
      trials: trials.count, variance: sampleVariance(ratios))
    deflatedSharpe = sharpe.probability(above: threshold).map {
      DeflatedSharpe(probability: $0, threshold: threshold, trials: trials.count)
    }
  }
}

extension StudyOptions.Part {
  func isWanted(by file: Bool) -> Bool { self == .required || (self == .asked && file) }
}

extension StrategyFile {
  /// Whether the `validation` block has a question that only many trials answer.
  package var asksForSweep: Bool {
    let rules = strategy.research.validation
    return rules.deflatedSharpe || rules.overfitting != nil || rules.realityCheck
  }

  /// Whether there is a `validation` block. Without one a run costs one run: edge decay and
  /// capacity need six.
  package var asksForValidation: Bool { document["validation"] != nil }

  /// Whether there is a `walk_forward` block.
  package var asksForWalkForward: Bool { strategy.research.walkForward != nil }

  /// Every parameter's value: the first of its overrides, else its default.
  func values(with overrides: [String: [ParameterValue]]) -> [String: ParameterValue] {
    var values: [String: ParameterValue] = [:]
    for parameter in parameters {
      values[parameter.name] = overrides[parameter.name]?.first ?? parameter.standard
    }
    return values
  }
}
