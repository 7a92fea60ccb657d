import Basics
package import MarketData
package import Signals
import Statistics

/// What a model says of one symbol at one instant.
package struct Prediction: Sendable, Equatable {
  /// When it was known, in microseconds UTC.
  package let time: Int64
  package let symbol: String
  /// The probability of an event within the horizon.
  package let value: Double
  /// Whether the model has learned from data that end later: no forecast.
  package let isInSample: Bool

  package init(time: Int64, symbol: String, value: Double, isInSample: Bool) {
    self.time = time
    self.symbol = symbol
    self.value = value
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
    let values = model.classifier.knownProbabilities(features.columns(over: grid, market.tape))
    for (time, value) in zip(grid, values) where window.contains(time) && !value.isNaN {
      result.append(
        Prediction(
          time: time, symbol: market.symbol, value: value, isInSample: time < model.training.to))
    }
  }
  let order = result.indices.sorted { (result[$0].time, $0) < (result[$1].time, $1) }
  return order.map { result[$0] }
}

/// Predictions as CSV: `time,symbol,value,in_sample`.
package func predictionCSV(_ predictions: [Prediction]) -> String {
  var text = "time,symbol,value,in_sample\n"
  for prediction in predictions {
    text += "\(TimeText.csv(prediction.time)),\(csvField(prediction.symbol)),"
    text += "\(prediction.value),\(prediction.isInSample)\n"
  }
  return text
}

private func csvField(_ text: String) -> String {
  let isPlain = !text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
  if isPlain { return text }
  return "\""
    + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
    + "\""
}
