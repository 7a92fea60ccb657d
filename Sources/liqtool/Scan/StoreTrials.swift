import Backtesting
import Basics
import MarketData
import Store

/// The trials of a strategy, kept in the catalog of the store they were evaluated on.
struct StoreTrials {
  private let path: String
  /// Stands for the data: the segments and the window.
  private let data: String
  private let common: CommonOptions

  init(path: String, run: RunDescription, common: CommonOptions) {
    self.path = path
    let parts = [String(run.window.from), String(run.window.to)] + run.segments
    data = XXH3.hash128(Array(parts.joined(separator: "\n").utf8))
    self.common = common
  }

  /// Reads the trials there are and adds those of this command; a store that cannot be written is
  /// a remark, not an error.
  var ledger: TrialLedger {
    TrialLedger(earlier: earlier) { [self] family, trials in
      do {
        try Store.record(
          trials.map {
            BacktestTrial(
              family: family, data: data, parameters: $0.parameters, metrics: $0.metrics)
          }, at: path)
      } catch {
        common.note("the trials are not recorded: \(error).")
      }
    }
  }

  /// The same without adding, for a second run that must come out alike.
  var reader: TrialLedger { TrialLedger(earlier: earlier) { _, _ in } }

  private var earlier: @Sendable (String) throws -> [Trial] {
    { [path, data] family in
      try Store.open(at: path, mode: .read).trials(family: family, data: data)
        .map { Trial(parameters: $0.parameters, metrics: $0.metrics) }
    }
  }
}
