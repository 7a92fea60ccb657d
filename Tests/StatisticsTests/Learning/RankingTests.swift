import Basics
import Statistics
import Testing

@Suite struct RankingTests {
  private let scores = [0.1, 0.4, 0.35, 0.8, 0.8, 0.2]
  private let labels = [false, false, true, true, false, false]

  @Test func `the area is the share of ordered pairs, ties counting half`() {
    var (pairs, ordered) = (0.0, 0.0)
    for i in labels.indices where labels[i] {
      for j in labels.indices where !labels[j] {
        pairs += 1
        ordered += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0
      }
    }
    #expect(rocAUC(scores: scores, labels: labels) == ordered / pairs)
  }

  @Test func `labels of one kind have no area`() {
    #expect(rocAUC(scores: [1, 2], labels: [true, true]).isNaN)
    #expect(averagePrecision(scores: [1, 2], labels: [false, false]).isNaN)
  }

  /// scikit-learn's example.
  @Test func `average precision is a step function`() {
    let value = averagePrecision(
      scores: [0.1, 0.4, 0.35, 0.8], labels: [false, false, true, true])
    #expect(abs(value - 0.8333333333333333) < 1e-15)
  }

  @Test func `the order of equal scores does not matter to the precision at a budget`() {
    let tied = [0.5, 0.5, 0.5, 0.5]
    let forward = precision(atTop: 0.5, scores: tied, labels: [true, true, false, false])
    let backward = precision(atTop: 0.5, scores: tied, labels: [false, false, true, true])
    #expect(forward == 0.5 && backward == 0.5)
  }

  @Test func `DeLong finds no difference between a score and its rising transform`() throws {
    var random = SplitMix64(seed: 3)
    let labels = (0..<200).map { _ in random.uniform() < 0.3 }
    let scores = labels.map { random.uniform() + ($0 ? 0.3 : 0) }
    let test = try #require(DeLong(scores, scores.map { $0 * $0 * $0 }, labels: labels))
    #expect(test.firstArea == test.secondArea)
    #expect(abs(test.firstArea - rocAUC(scores: scores, labels: labels)) < 1e-12)
    #expect(test.firstStandardError > 0)
  }
}
