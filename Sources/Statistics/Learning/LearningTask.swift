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
  /// Row → its group, from 0: what is large is another thing in another group.
  package let groups: [Int]
  package let groupCount: Int
  /// How many days depend on each other because what follows a row reaches into the next ones:
  /// resampling keeps them together.
  package let blockDays: Int

  /// `groups` nil puts all rows into one.
  package init(
    columns: [[Double]], future: [Double], event: Event, horizon: Int, days: [Int], hours: [Int],
    persistence: [Double], groups: [Int]? = nil, blockDays: Int = 1
  ) {
    precondition(columns.allSatisfy { $0.count == future.count }, "columns differ in length")
    self.columns = columns
    self.future = future
    self.event = event
    self.horizon = horizon
    self.days = days
    self.hours = hours
    self.persistence = persistence
    self.groups = groups ?? [Int](repeating: 0, count: future.count)
    groupCount = (groups?.max() ?? 0) + 1
    self.blockDays = max(1, blockDays)
  }

  package var count: Int { future.count }

  /// The fewest training rows of a group that have a quantile and scales of their own.
  private static let leastRowsOfGroup = 50

  /// The least `future` that is an event in each group, from the rows of `training` only; that of
  /// all of them for a group of few.
  package func thresholds(_ training: Range<Int>) -> [Double] {
    switch event {
    case .atLeast(let value): return [Double](repeating: value, count: groupCount)
    case .quantile(let q):
      var parts = [[Double]](repeating: [], count: groupCount)
      for row in training { parts[groups[row]].append(future[row]) }
      let all = parts.contains { $0.count < Self.leastRowsOfGroup } ? future[training].sorted() : []
      return parts.map { part in
        let isOwn = part.count >= Self.leastRowsOfGroup || groupCount == 1
        return Self.threshold(sorted: isOwn ? part.sorted() : all, q)
      }
    }
  }

  /// The quantile; where it is the least value, as when nothing happens most of the time, the least
  /// above: not every row may be an event.
  private static func threshold(sorted values: [Double], _ q: Double) -> Double {
    let value = quantile(sorted: values, q)
    guard let least = values.first, value <= least else { return value }
    return values.first { $0 > least } ?? .infinity
  }

  /// Whether each row was followed by an event.
  package func labels(_ thresholds: [Double]) -> [Bool] {
    zip(future, groups).map { $0 >= thresholds[$1] }
  }

  /// The columns of some rows.
  package func columns(_ rows: Range<Int>) -> [[Double]] { columns.map { Array($0[rows]) } }

  /// The same question with other features.
  package func replacing(_ columns: [[Double]]) -> LearningTask {
    LearningTask(
      columns: columns, future: future, event: event, horizon: horizon, days: days, hours: hours,
      persistence: persistence, groups: groups, blockDays: blockDays)
  }

  /// What makes the features comparable between groups, from the rows of `training` only; nil for
  /// one group, whose features are left as they are.
  package func scales(_ training: Range<Int>) -> GroupScales? {
    guard groupCount > 1 else { return nil }
    return GroupScales(
      columns, groups: groups, groupCount: groupCount, training: training,
      leastRows: Self.leastRowsOfGroup)
  }

  /// The same question with features that are comparable between groups.
  package func comparable(_ training: Range<Int>) -> LearningTask {
    scales(training).map { replacing($0.applied(to: columns, groups: groups)) } ?? self
  }
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
    let labels = labels(thresholds(fold.training))
    let features = comparable(fold.training)
    let classifier = Classifier(
      learning: kind, features.columns(fold.training), Array(labels[fold.training]), gap: horizon,
      seed: seed)
    return FoldForecast(
      name: kind.rawValue,
      probabilities: classifier?.probabilities(features.columns(fold.test))
        ?? GroupRates(self, labels, fold.training).values(fold.test))
  }

  /// The forecasts that need no learning worth the name, each group by itself: the rate so far, the
  /// rate at the hour of the day so far, and a logistic regression on what just happened.
  package func baselines(_ fold: WalkForwardFold) -> [FoldForecast] {
    let labels = labels(thresholds(fold.training))
    let rates = GroupRates(self, labels, fold.training)
    return [
      FoldForecast(name: "climatology", probabilities: rates.values(fold.test)),
      FoldForecast(name: "hour_of_day", probabilities: rates.hourly(fold)),
      baseline("persistence", [persistence], fold),
    ]
  }

  /// A logistic regression on a few scores, one a group.
  package func baseline(
    _ name: String, _ scores: [[Double]], _ fold: WalkForwardFold
  ) -> FoldForecast {
    let labels = labels(thresholds(fold.training))
    let rates = GroupRates(self, labels, fold.training)
    var probabilities = rates.values(fold.test)
    for group in 0..<groupCount {
      let training = fold.training.filter { groups[$0] == group }
      let test = fold.test.filter { groups[$0] == group }
      guard !training.isEmpty else { continue }
      let known = scores.map { scores in training.map { scores[$0] } }
      let scales = known.map(Scale.init)
      func scored(_ columns: [[Double]]) -> [[Double]] {
        zip(scales, columns).map { $0.applied(to: $1) }
      }
      let fit = fitLogistic(scored(known), training.map { labels[$0] })
      let asked = scores.map { scores in test.map { scores[$0] } }
      guard let values = fit?.model.probabilities(scored(asked)) else { continue }
      for (row, value) in zip(test, values) { probabilities[row - fold.test.lowerBound] = value }
    }
    return FoldForecast(name: name, probabilities: probabilities)
  }
}

/// How often events were in the training rows of each group; of all rows for a group without any.
private struct GroupRates {
  private let task: LearningTask
  private let labels: [Bool]
  private let rates: [Double]

  init(_ task: LearningTask, _ labels: [Bool], _ training: Range<Int>) {
    var hits = [Double](repeating: 0, count: task.groupCount)
    var counts = hits
    for row in training {
      hits[task.groups[row]] += labels[row] ? 1 : 0
      counts[task.groups[row]] += 1
    }
    let rate = hits.reduce(0, +) / counts.reduce(0, +)
    self.task = task
    self.labels = labels
    rates = zip(hits, counts).map { $1 > 0 ? $0 / $1 : rate }
  }

  func values(_ rows: Range<Int>) -> [Double] { rows.map { rates[task.groups[$0]] } }

  /// The rate at each hour, drawn to the overall rate by the weight of 24 rows.
  func hourly(_ fold: WalkForwardFold) -> [Double] {
    var hits = rates.map { [Double](repeating: 24 * $0, count: 24) }
    var counts = rates.map { _ in [Double](repeating: 24, count: 24) }
    for row in fold.training {
      hits[task.groups[row]][task.hours[row]] += labels[row] ? 1 : 0
      counts[task.groups[row]][task.hours[row]] += 1
    }
    return fold.test.map { row in
      hits[task.groups[row]][task.hours[row]] / counts[task.groups[row]][task.hours[row]]
    }
  }
}
