import Basics
package import Signals
import Statistics

/// A value of a learning table that could not have been known.
package struct Lookahead: Sendable, Equatable {
  package let feature: String
  /// The instant of the row, in microseconds UTC.
  package let time: Int64
  /// What the table holds, and what the data known by then give.
  package let value: Double
  package let known: Double
}

/// How many rows are tried unless said otherwise.
package let lookaheadSamples = 24

/// Recomputes rows of a table from the data cut off at their instant and compares every bit.
///
/// - Parameters:
///   - table: What was learned from.
///   - features: Its columns.
///   - markets: What it was made of.
///   - samples: How many rows are tried, spread evenly.
/// - Returns: The first value that differs; nil when nothing looked ahead.
/// - Throws: `StrategyError` for a wrong feature.
/// - Complexity: O(samples · rows · features).
package func firstLookahead(
  _ table: LearningTable, _ features: [LearnedModel.Feature], _ markets: [LearningMarket],
  samples: Int = lookaheadSamples
) throws -> Lookahead? {
  guard let interval = markets.first?.tape.candles.interval else { return nil }
  let expressions = try FeatureExpressions(features, interval: interval)
  for sample in 1...max(1, samples) {
    let row = sample * table.count / (max(1, samples) + 1)
    let past = markets[table.symbol[row]].known(at: table.times[row])
    let columns = expressions.columns(over: past.grid, past.tape)
    for (feature, column) in zip(features.indices, columns) {
      let (value, known) = (table.task.columns[feature][row], column.last ?? .nan)
      guard value.bitPattern != known.bitPattern else { continue }
      return Lookahead(
        feature: features[feature].name, time: table.times[row], value: value, known: known)
    }
  }
  return nil
}
