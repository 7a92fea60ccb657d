import Glibc

/// Forecasts of a positive quantity out of sample, against a heterogeneous autoregression (Corsi,
/// 2009), which is hard to beat, and against repeating what just happened.
package struct VolatilityStudy: Sendable, Equatable {
  /// Mean QLIKE of the forecast, of the autoregression and of the repetition.
  package let loss: Double
  package let autoregressiveLoss: Double
  package let naiveLoss: Double
  /// Against the autoregression; positive when the forecast loses less; nil when the losses do not
  /// differ.
  package let comparison: DieboldMariano?
  /// Against the repetition.
  package let naiveComparison: DieboldMariano?
  /// Whether the forecasts are unbiased.
  package let bias: MincerZarnowitz?
  /// The share of outcomes inside the 90 % interval.
  package let coverage: Double
  /// Test rows that could be judged.
  package var count: Int { rows.count }
  /// These rows, and what was said of each.
  package let rows: [Int]
  package let forecasts: [Forecast]

  /// What was said of one row.
  package struct Forecast: Sendable, Equatable {
    package let outcome: Double
    /// The expectation, and the ends of the 90 % interval.
    package let expected: Double
    package let lower: Double
    package let upper: Double
    package let autoregressive: Double
    package let naive: Double
  }

  /// Whether the forecast beats the autoregression beyond chance: only then is it recommended.
  package var isRecommended: Bool {
    loss < autoregressiveLoss && comparison?.pValue ?? 1 < 0.05
  }

  /// Learns and judges fold after fold; nil when a fold cannot be learned or fewer than 50 rows can
  /// be judged.
  ///
  /// - Parameters:
  ///   - task: The features and what followed.
  ///   - recent: The quantity over the last 1, 6 and 24 horizons; rows where one is not positive
  ///     are left out.
  ///   - folds: What is learned from, and what is judged.
  /// - Complexity: O(rows · features²) a fold.
  package init?(_ task: LearningTask, recent: [[Double]], _ folds: [WalkForwardFold]) {
    var outcomes = VolatilityOutcomes()
    for fold in folds where !outcomes.add(task, recent, fold) { return nil }
    let forecasts = outcomes.forecasts
    guard forecasts.count >= 50 else { return nil }
    let actual = forecasts.map(\.outcome)
    let own = qlike(actual: actual, forecasts: forecasts.map(\.expected))
    let auto = qlike(actual: actual, forecasts: forecasts.map(\.autoregressive))
    let naive = qlike(actual: actual, forecasts: forecasts.map(\.naive))
    let horizon = max(1, task.horizon)
    loss = mean(own)
    autoregressiveLoss = mean(auto)
    naiveLoss = mean(naive)
    comparison = DieboldMariano(auto, own, horizon: horizon)
    naiveComparison = DieboldMariano(naive, own, horizon: horizon)
    // In units of the mean, so that the regression is well scaled.
    let unit = mean(actual)
    bias = MincerZarnowitz(
      actual: actual.map { $0 / unit }, forecasts: forecasts.map { $0.expected / unit },
      horizon: horizon)
    let inside = forecasts.count { $0.lower <= $0.outcome && $0.outcome <= $0.upper }
    coverage = Double(inside) / Double(actual.count)
    rows = outcomes.rows
    self.forecasts = forecasts
  }
}

/// What was forecast for the test rows, and what came.
private struct VolatilityOutcomes {
  var rows: [Int] = []
  var forecasts: [VolatilityStudy.Forecast] = []

  /// Learns from the training rows of a fold and forecasts its test; false when it cannot.
  mutating func add(_ task: LearningTask, _ recent: [[Double]], _ fold: WalkForwardFold) -> Bool {
    func usable(_ rows: Range<Int>) -> [Int] {
      rows.filter { row in recent.allSatisfy { $0[row] > 0 } }
    }
    let (training, test) = (usable(fold.training), usable(fold.test))
    let logs = recent.map { column in column.map { log($0) } }
    func picked(_ columns: [[Double]], _ rows: [Int]) -> [[Double]] {
      columns.map { column in rows.map { column[$0] } }
    }
    let targets = training.map { task.future[$0] }
    guard
      let model = LogLinearForecast(
        learning: picked(task.columns, training), targets, gap: task.horizon),
      let autoregression = LogLinearForecast(
        learning: picked(logs, training), targets, gap: task.horizon)
    else { return false }
    let expected = model.logMeans(picked(task.columns, test))
    let means = autoregression.means(picked(logs, test))
    for (place, row) in test.enumerated() where task.future[row] > 0 {
      rows.append(row)
      forecasts.append(
        VolatilityStudy.Forecast(
          outcome: task.future[row], expected: model.smearing * exp(expected[place]),
          lower: exp(expected[place] + model.low), upper: exp(expected[place] + model.high),
          autoregressive: means[place], naive: recent[0][row]))
    }
    return true
  }
}
