import Glibc

/// A rising function that turns scores into frequencies, by pooling adjacent violators (Ayer and
/// others, 1955).
package struct IsotonicCalibration: Sendable, Equatable {
  /// Scores, rising, and the frequency at each; between them a straight line, outside the nearest.
  package let scores: [Double]
  package let frequencies: [Double]

  /// Frequencies given; nil unless both are finite, of one length, and rising.
  package init?(scores: [Double], frequencies: [Double]) {
    guard !scores.isEmpty, scores.count == frequencies.count else { return nil }
    guard (scores + frequencies).allSatisfy(\.isFinite) else { return nil }
    for place in scores.indices.dropFirst() {
      guard scores[place] > scores[place - 1], frequencies[place] >= frequencies[place - 1] else {
        return nil
      }
    }
    self.scores = scores
    self.frequencies = frequencies
  }

  /// Fits outcomes to scores; equal scores are one.
  ///
  /// - Complexity: O(n log n).
  package init(fitting scores: [Double], _ labels: [Bool]) {
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    var points: [(score: Double, sum: Double, count: Double)] = []
    for row in order {
      let hit = labels[row] ? 1.0 : 0
      if let last = points.last, last.score == scores[row] {
        points[points.count - 1] = (last.score, last.sum + hit, last.count + 1)
      } else {
        points.append((scores[row], hit, 1))
      }
    }
    self.scores = points.map(\.score)
    frequencies = pooled(points.map { ($0.sum, $0.count) })
  }

  /// The frequency of each score.
  ///
  /// - Complexity: O(log points) each.
  package func applied(to values: [Double]) -> [Double] { values.map(applied) }

  private func applied(_ value: Double) -> Double {
    var (low, high) = (0, scores.count)
    while low < high {
      let middle = (low + high) / 2
      if scores[middle] <= value { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return frequencies[0] }
    guard low < scores.count else { return frequencies[scores.count - 1] }
    let share = (value - scores[low - 1]) / (scores[low] - scores[low - 1])
    return frequencies[low - 1] + share * (frequencies[low] - frequencies[low - 1])
  }
}

/// The rising sequence nearest to weighted values.
private func pooled(_ values: [(sum: Double, count: Double)]) -> [Double] {
  var blocks: [(sum: Double, count: Double, length: Int)] = []
  for value in values {
    var block = (sum: value.sum, count: value.count, length: 1)
    while let last = blocks.last, last.sum * block.count >= block.sum * last.count {
      block = (last.sum + block.sum, last.count + block.count, last.length + block.length)
      blocks.removeLast()
    }
    blocks.append(block)
  }
  return blocks.flatMap { [Double](repeating: $0.sum / $0.count, count: $0.length) }
}

/// Platt's scaling: a logistic regression of outcomes on the log-odds of a score.
///
/// - Parameters:
///   - probabilities: What a model says.
///   - labels: What happened, on rows the model was not fitted to.
/// - Returns: Slope and intercept on log-odds; nil when all outcomes are equal.
package func fitPlatt(_ probabilities: [Double], _ labels: [Bool]) -> LogisticModel? {
  fitLogistic([probabilities.map(logit)], labels, penalty: 1e-6)?.model
}
