import Glibc

/// Forecasts of a positive quantity out of sample, against repeating what just happened.
package struct VolatilityStudy: Sendable, Equatable {
  /// Mean QLIKE of the forecast and of the repetition.
  package let loss: Double
  package let naiveLoss: Double
  /// Positive when the forecast loses less; nil when the losses do not differ.
  package let comparison: DieboldMariano?
  /// Whether the forecasts are unbiased.
  package let bias: MincerZarnowitz?
  /// The share of outcomes inside the 90 % interval.
  package let coverage: Double
  /// Test rows that could be judged.
  package let count: Int

  /// Learns and judges fold after fold; nil when a fold cannot be learned.
  ///
  /// - Complexity: O(rows · features²) a fold.
  package init?(_ task: LearningTask, _ folds: [WalkForwardFold]) {
    var (actual, forecasts, naive, inside) = ([Double](), [Double](), [Double](), 0)
    for fold in folds {
      guard
        let model = LogLinearForecast(
          learning: task.columns(fold.training), Array(task.future[fold.training]),
          gap: task.horizon)
      else { return nil }
      let logs = model.logMeans(task.columns(fold.test))
      for (row, expected) in zip(fold.test, logs)
      where task.future[row] > 0 && task.persistence[row] > 0 {
        let error = log(task.future[row]) - expected
        inside += error >= model.low && error <= model.high ? 1 : 0
        actual.append(task.future[row])
        forecasts.append(exp(expected + model.spread / 2))
        naive.append(task.persistence[row])
      }
    }
    guard actual.count >= 50 else { return nil }
    let losses = qlike(actual: actual, forecasts: forecasts)
    let naiveLosses = qlike(actual: actual, forecasts: naive)
    loss = mean(losses)
    naiveLoss = mean(naiveLosses)
    comparison = DieboldMariano(naiveLosses, losses, horizon: max(1, task.horizon))
    // In units of the mean, so that the regression is well scaled.
    let unit = mean(actual)
    bias = MincerZarnowitz(actual: actual.map { $0 / unit }, forecasts: forecasts.map { $0 / unit })
    coverage = Double(inside) / Double(actual.count)
    count = actual.count
  }
}
