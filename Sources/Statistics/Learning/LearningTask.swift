/// A question of prediction: features, what followed them, and when.
package struct LearningTask: Sendable {
  /// What counts as an event.
  package enum Event: Sendable, Equatable {
    /// What followed is among the largest: at least this quantile of the training rows.
    case quantile(Double)
    /// What followed is at least this.
    case atLeast(Double)
  }

  /// One column a feature, finite, rows in time order.
  package let columns: [[Double]]
  /// What followed each row.
  package let future: [Double]
  package let event: Event
  /// How many rows ahead `future` looks.
  package let horizon: Int
  /// The day and the hour of the day of each row.
  package let days: [Int]
  package let hours: [Int]
  /// The naive forecast: the same quantity just before.
  package let persistence: [Double]

  package init(
    columns: [[Double]], future: [Double], event: Event, horizon: Int, days: [Int], hours: [Int],
    persistence: [Double]
  ) {
    precondition(columns.allSatisfy { $0.count == future.count }, "columns differ in length")
    self.columns = columns
    self.future = future
    self.event = event
    self.horizon = horizon
    self.days = days
    self.hours = hours
    self.persistence = persistence
  }

  package var count: Int { future.count }

  /// The least `future` that is an event, from the rows of `training` only.
  package func threshold(_ training: Range<Int>) -> Double {
    switch event {
    case .quantile(let q): quantile(sorted: future[training].sorted(), q)
    case .atLeast(let value): value
    }
  }

  /// Whether each row was followed by an event.
  package func labels(threshold: Double) -> [Bool] { future.map { $0 >= threshold } }

  /// The columns of some rows.
  package func columns(_ rows: Range<Int>) -> [[Double]] { columns.map { Array($0[rows]) } }
}

/// Probabilities of one forecaster for the test rows of one fold.
package struct FoldForecast: Sendable {
  package let name: String
  package let probabilities: [Double]

  package init(name: String, probabilities: [Double]) {
    self.name = name
    self.probabilities = probabilities
  }
}

extension LearningTask {
  /// What a classifier learned from the training rows says of the test rows; the training rate
  /// where it cannot be learned.
  ///
  /// - Complexity: That of the fit, twice.
  package func forecast(
    _ kind: ClassifierKind, _ fold: WalkForwardFold, seed: UInt64
  ) -> FoldForecast {
    let labels = Array(labels(threshold: threshold(fold.training))[fold.training])
    let classifier = Classifier(
      learning: kind, columns(fold.training), labels, gap: horizon, seed: seed)
    return FoldForecast(
      name: kind.rawValue,
      probabilities: classifier?.probabilities(columns(fold.test)) ?? climatology(labels, fold))
  }

  /// The forecasts that need no learning worth the name: the rate so far, the rate at the hour of
  /// the day so far, and a logistic regression on what just happened.
  package func baselines(_ fold: WalkForwardFold) -> [FoldForecast] {
    let labels = Array(labels(threshold: threshold(fold.training))[fold.training])
    return [
      FoldForecast(name: "climatology", probabilities: climatology(labels, fold)),
      FoldForecast(name: "hour_of_day", probabilities: hourly(labels, fold)),
      baseline("persistence", persistence, fold),
    ]
  }

  /// A logistic regression on one score.
  package func baseline(
    _ name: String, _ scores: [Double], _ fold: WalkForwardFold
  ) -> FoldForecast {
    let labels = Array(labels(threshold: threshold(fold.training))[fold.training])
    let scale = Scale(Array(scores[fold.training]))
    let fit = fitLogistic([scale.applied(to: Array(scores[fold.training]))], labels)
    let test = scale.applied(to: Array(scores[fold.test]))
    return FoldForecast(
      name: name, probabilities: fit?.model.probabilities([test]) ?? climatology(labels, fold))
  }

  private func climatology(_ labels: [Bool], _ fold: WalkForwardFold) -> [Double] {
    let rate = Double(labels.count { $0 }) / Double(labels.count)
    return fold.test.map { _ in rate }
  }

  /// The rate at each hour, drawn to the overall rate by the weight of 24 rows.
  private func hourly(_ labels: [Bool], _ fold: WalkForwardFold) -> [Double] {
    let rate = Double(labels.count { $0 }) / Double(labels.count)
    var (hits, counts) = (
      [Double](repeating: 24 * rate, count: 24), [Double](repeating: 24, count: 24)
    )
    for row in fold.training {
      hits[hours[row]] += labels[row - fold.training.lowerBound] ? 1 : 0
      counts[hours[row]] += 1
    }
    return fold.test.map { hits[hours[$0]] / counts[hours[$0]] }
  }
}
