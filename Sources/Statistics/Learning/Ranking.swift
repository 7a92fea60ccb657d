import Glibc

/// The area under the ROC curve: the chance that a positive scores above a negative, equal scores
/// counting half.
///
///     rocAUC(scores: [0.1, 0.4, 0.35, 0.8], labels: [false, false, true, true])   // 0.75
///
/// - Parameters:
///   - scores: Higher means more likely positive; finite.
///   - labels: What happened.
/// - Returns: NaN when all labels are equal.
/// - Complexity: O(n log n).
package func rocAUC(scores: [Double], labels: [Bool]) -> Double {
  precondition(scores.count == labels.count, "\(scores.count) scores, \(labels.count) labels")
  let positives = Double(labels.count { $0 })
  let negatives = Double(labels.count) - positives
  guard positives > 0, negatives > 0 else { return .nan }
  let ranks = Ranks(scores).ranks
  var total = 0.0
  for row in labels.indices where labels[row] { total += ranks[row] }
  return (total - positives * (positives + 1) / 2) / (positives * negatives)
}

/// The average precision: Σ (Rₖ − Rₖ₋₁)·Pₖ over the distinct scores, a step function and no
/// trapezoids.
///
/// - Parameters:
///   - scores: Higher means more likely positive; finite.
///   - labels: What happened.
/// - Returns: NaN when nothing is positive.
/// - Complexity: O(n log n).
package func averagePrecision(scores: [Double], labels: [Bool]) -> Double {
  let positives = Double(labels.count { $0 })
  guard positives > 0 else { return .nan }
  let order = scores.indices.sorted { scores[$0] > scores[$1] }
  var (hits, before, sum) = (0.0, 0.0, 0.0)
  for (place, row) in order.enumerated() {
    if labels[row] { hits += 1 }
    let isLast = place + 1 == order.count || scores[order[place + 1]] != scores[row]
    guard isLast else { continue }
    sum += (hits - before) / positives * hits / Double(place + 1)
    before = hits
  }
  return sum
}

/// The share of positives among the `share` highest scores; equal scores at the edge count in
/// proportion, so that their order does not matter.
package func precision(atTop share: Double, scores: [Double], labels: [Bool]) -> Double {
  let budget = (share * Double(scores.count)).rounded(.up)
  guard budget >= 1 else { return .nan }
  let order = scores.indices.sorted { scores[$0] > scores[$1] }
  let edge = scores[order[min(order.count, Int(budget)) - 1]]
  var (above, aboveHits, equal, equalHits) = (0.0, 0.0, 0.0, 0.0)
  for row in scores.indices where scores[row] >= edge {
    let hit = labels[row] ? 1.0 : 0
    if scores[row] > edge {
      above += 1
      aboveHits += hit
    } else {
      equal += 1
      equalHits += hit
    }
  }
  return (aboveHits + (budget - above) * equalHits / equal) / budget
}

/// DeLong's comparison of the areas under two ROC curves of the same rows (DeLong, DeLong and
/// Clarke-Pearson, 1988). It takes rows as independent: for series use blocks of days.
package struct DeLong: Sendable, Equatable {
  package let firstArea: Double
  package let secondArea: Double
  package let firstStandardError: Double
  /// (first − second)/its standard error; NaN when they do not differ in any row.
  package let z: Double

  /// Two-sided, by the normal law.
  package var pValue: Double { Normal.twoSided(z) }

  /// Nil with fewer than two positives or two negatives.
  ///
  /// - Complexity: O(n log n).
  package init?(_ first: [Double], _ second: [Double], labels: [Bool]) {
    let a = Placements(first, labels)
    let b = Placements(second, labels)
    guard a.positives.count >= 2, a.negatives.count >= 2 else { return nil }
    func term(_ x: Placements, _ y: Placements) -> Double {
      covariance(x.positives, y.positives) / Double(x.positives.count)
        + covariance(x.negatives, y.negatives) / Double(x.negatives.count)
    }
    firstArea = mean(a.positives)
    secondArea = mean(b.positives)
    firstStandardError = term(a, a).squareRoot()
    let variance = term(a, a) + term(b, b) - 2 * term(a, b)
    z = (firstArea - secondArea) / max(0, variance).squareRoot()
  }
}

/// For each positive the share of negatives below it; for each negative that of positives above.
private struct Placements {
  private(set) var positives: [Double] = []
  private(set) var negatives: [Double] = []

  init(_ scores: [Double], _ labels: [Bool]) {
    let high = labels.indices.filter { labels[$0] }
    let low = labels.indices.filter { !labels[$0] }
    let all = Ranks(scores).ranks
    let highRanks = Ranks(high.map { scores[$0] }).ranks
    let lowRanks = Ranks(low.map { scores[$0] }).ranks
    positives = zip(high, highRanks).map { (all[$0] - $1) / Double(low.count) }
    negatives = zip(low, lowRanks).map { 1 - (all[$0] - $1) / Double(high.count) }
  }
}

/// Σ(x − x̄)(y − ȳ)/(n − 1).
private func covariance(_ x: [Double], _ y: [Double]) -> Double {
  dot(centred(x), centred(y)) / Double(x.count - 1)
}
