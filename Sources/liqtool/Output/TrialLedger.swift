import Backtesting
import Basics
import MarketData
import Signals
import Store

/// The record of every parameter set that was ever evaluated for a strategy on the same data: the
/// deflated Sharpe ratio needs their true number, not that of the last command.
struct TrialLedger {
  /// The hash of the strategy file without the values of its parameters.
  private let family: String
  /// The hash of the segments.
  private let data: String
  /// The parameters of the run itself, as text.
  private let standard: String

  init(
    _ file: StrategyFile, _ overrides: [String: [ParameterValue]], segments: [String]
  ) {
    let members = (file.document.members ?? []).map { member in
      member.key == "parameters"
        ? JSONMember(member.key, .array(file.parameters.map { .string($0.name) })) : member
    }
    family = XXH3.hash128(Array(JSONValue.object(members).canonicalText.utf8))
    data = XXH3.hash128(Array(segments.joined(separator: "\n").utf8))
    var values: [String: ParameterValue] = [:]
    for parameter in file.parameters {
      values[parameter.name] = overrides[parameter.name]?.first ?? parameter.standard
    }
    standard = Self.text(values)
  }

  /// How many other parameter sets were evaluated before those of `test`.
  func earlierTrials(in store: String, than test: Backtest) throws -> Int {
    let own = Set(test.selection.map { Self.text(test.grid.point($0)) } + [standard])
    let recorded = try Store.open(at: store, mode: .read).trials(family: family, data: data)
    return recorded.count { !own.contains($0.parameters) }
  }

  /// Records what a study evaluated; a store that cannot be written is a remark, not an error.
  func record(_ study: Study, of test: Backtest, in store: String, _ common: CommonOptions) {
    var trials = [trial(standard, study.result.metrics)]
    trials += (study.sweep?.points ?? []).map { trial(Self.text($0.values), $0.metrics) }
    do {
      try Store.record(trials, at: store)
    } catch {
      common.note("the trials are not recorded: \(error).")
    }
  }

  private func trial(_ parameters: String, _ metrics: Metrics) -> BacktestTrial {
    BacktestTrial(
      family: family, data: data, parameters: parameters, metrics: metrics.json.text())
  }

  private static func text(_ values: [String: ParameterValue]) -> String {
    let members = values.keys.sorted(by: precedes).map {
      JSONMember($0, .string(values[$0]?.text ?? ""))
    }
    return JSONValue.object(members).canonicalText
  }
}
