import GRDB

/// One parameter set of a strategy that has been evaluated, ever.
///
/// The deflated Sharpe ratio needs the true number of them, not the last command's.
package struct BacktestTrial: Sendable, Equatable {
  /// The hash of the strategy file with its parameter values taken out.
  package let family: String
  /// The hash of the segments it was evaluated on.
  package let data: String
  /// The parameter values, as canonical JSON.
  package let parameters: String
  /// The metrics, as JSON.
  package let metrics: String

  package init(family: String, data: String, parameters: String, metrics: String) {
    self.family = family
    self.data = data
    self.parameters = parameters
    self.metrics = metrics
  }
}

extension Catalog {
  /// Adds trials; one with the family, data and parameters of an earlier one replaces its metrics.
  func record(_ trials: [BacktestTrial]) throws(StoreError) {
    try write { database in
      let statement = try database.makeStatement(
        sql: """
          INSERT INTO trials (family, data, parameters, metrics) VALUES (?, ?, ?, ?)
          ON CONFLICT (family, data, parameters) DO UPDATE SET metrics = excluded.metrics
          """)
      for trial in trials {
        try statement.execute(
          arguments: [trial.family, trial.data, trial.parameters, trial.metrics])
      }
    }
  }

  /// All trials, oldest first.
  func allTrials() throws(StoreError) -> [BacktestTrial] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT family, data, parameters, metrics FROM trials ORDER BY id"
      ).map { BacktestTrial(family: $0[0], data: $0[1], parameters: $0[2], metrics: $0[3]) }
    }
  }

  /// The trials of a family on the same data, oldest first.
  func trials(family: String, data: String) throws(StoreError) -> [BacktestTrial] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT parameters, metrics FROM trials WHERE family = ? AND data = ? ORDER BY id",
        arguments: [family, data]
      ).map { BacktestTrial(family: family, data: data, parameters: $0[0], metrics: $0[1]) }
    }
  }
}
