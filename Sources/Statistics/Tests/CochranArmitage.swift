/// Whether rates rise or fall over ordered groups (Cochran, 1954; Armitage, 1955).
package struct CochranArmitage: Sendable, Equatable {
  /// Positive when the rate rises with the group.
  package let z: Double
  /// Two-sided, by the normal law.
  package var pValue: Double { Normal.twoSided(z) }

  /// Tests the rates `successes[g]`/`trials[g]` of groups 0, 1, 2, …; nil when all trials had the
  /// same outcome or lie in one group.
  package init?(successes: [Int], trials: [Int]) {
    precondition(successes.count == trials.count, "\(successes.count) and \(trials.count) groups")
    let total = Double(trials.reduce(0, +))
    let rate = Double(successes.reduce(0, +)) / total
    var (score, first, second) = (0.0, 0.0, 0.0)
    for group in trials.indices {
      let (place, size) = (Double(group), Double(trials[group]))
      score += place * (Double(successes[group]) - size * rate)
      first += place * size
      second += place * place * size
    }
    let variance = rate * (1 - rate) * (second - first * first / total)
    guard variance > 0 else { return nil }
    z = score / variance.squareRoot()
  }
}
