import Basics
import Glibc
package import MarketData
package import Signals
import Statistics

/// What a model says of one symbol at one instant.
package struct Prediction: Sendable, Equatable {
  /// When it was known, in microseconds UTC.
  package let time: Int64
  package let symbol: String
  /// The probability of an event within the horizon; for a model that forecasts the quantity
  /// itself, its expectation.
  package let value: Double
  /// The 90 % interval of such a forecast; NaN for a probability.
  package let lower: Double
  package let upper: Double
  /// Whether the model has learned from data that end later: no forecast.
  package let isInSample: Bool

  package init(
    time: Int64, symbol: String, value: Double, lower: Double = .nan, upper: Double = .nan,
    isInSample: Bool
  ) {
    self.time = time
    self.symbol = symbol
    self.value = value
    self.lower = lower
    self.upper = upper
    self.isInSample = isInSample
  }
}

/// What `model` says at the close of every candle in `window` where all its features are known.
///
/// - Parameters:
///   - model: Learned before, or read from `model.json`.
///   - markets: With candles of the model's interval.
///   - window: Which closes.
/// - Returns: By time, then in the order of the markets.
/// - Throws: `StrategyError` for a wrong feature, `LearningTable.Refusal` for other candles.
/// - Complexity: O(rows · (features + model)).
package func predict(
  _ model: LearnedModel, _ markets: [LearningMarket], window: TimeRange
) throws -> [Prediction] {
  let features = try FeatureExpressions(model.features, interval: model.interval)
  var result: [Prediction] = []
  for market in markets {
    guard market.tape.candles.interval == model.interval else {
      throw LearningTable.Refusal(
        description: "the model is for candles of \(DurationText.format(model.interval))")
    }
    let grid = market.grid
    let columns = features.columns(over: grid, market.tape)
    let rows = grid.indices.filter { row in
      window.contains(grid[row]) && columns.allSatisfy { $0[row].isFinite }
    }
    let known = columns.map { column in rows.map { column[$0] } }
    guard let values = model.values(known, of: market.symbol) else {
      throw LearningTable.Refusal(
        description: "the model was learned from \(model.symbols.joined(separator: ", ")) and "
          + "knows no usual values of \(market.symbol)")
    }
    for (row, value) in zip(rows, values) {
      result.append(
        Prediction(
          time: grid[row], symbol: market.symbol, value: value.expected, lower: value.lower,
          upper: value.upper, isInSample: grid[row] < model.training.to))
    }
  }
  let order = result.indices.sorted { (result[$0].time, $0) < (result[$1].time, $1) }
  return order.map { result[$0] }
}

extension LearnedModel {
  /// What it says of rows of a symbol without anything missing; nil for a symbol it cannot judge.
  fileprivate func values(
    _ columns: [[Double]], of symbol: String
  ) -> [(expected: Double, lower: Double, upper: Double)]? {
    guard let forecast else {
      return comparable(columns, of: symbol).map { columns in
        classifier.probabilities(columns).map { ($0, .nan, .nan) }
      }
    }
    return forecast.logMeans(columns).map { log in
      (forecast.smearing * exp(log), exp(log + forecast.low), exp(log + forecast.high))
    }
  }
}

/// Predictions as CSV: `time,symbol,value,in_sample`, with `lower,upper` after the value where
/// there are intervals.
package func predictionCSV(_ predictions: [Prediction]) -> String {
  let hasIntervals = predictions.contains { !$0.lower.isNaN }
  var text = "time,symbol,value,\(hasIntervals ? "lower,upper," : "")in_sample\n"
  for prediction in predictions {
    text += "\(TimeText.csv(prediction.time)),\(csvField(prediction.symbol)),"
    text += "\(prediction.value),"
    if hasIntervals { text += "\(prediction.lower),\(prediction.upper)," }
    text += "\(prediction.isInSample)\n"
  }
  return text
}

func csvField(_ text: String) -> String {
  let isPlain = !text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
  if isPlain { return text }
  return "\""
    + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
    + "\""
}
