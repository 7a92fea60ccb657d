import Basics
import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct HiddenMarkovTests {
  private static let model = HiddenMarkovModel(
    start: [0.6, 0.4], transitions: [[0.7, 0.3], [0.2, 0.8]], means: [[0], [2]],
    variances: [[1], [0.5]])
  private static let values = [0.3, 1.8, 2.5, -0.4, 1.1]

  /// The density of the values together with one path.
  private static func density(_ path: [Int]) -> Double {
    var result = 1.0
    for (t, state) in path.enumerated() {
      result *= t == 0 ? model.start[state] : model.transitions[path[t - 1]][state]
      let (centre, variance) = (model.means[state][0], model.variances[state][0])
      let distance = values[t] - centre
      result *= exp(-distance * distance / (2 * variance)) / (2 * .pi * variance).squareRoot()
    }
    return result
  }

  private static let paths = (0..<32).map { code in (0..<5).map { (code >> $0) & 1 } }

  @Test func `the recursions equal the sum over all paths`() {
    let found = HiddenMarkovInference(Self.model, [Self.values])
    let total = Self.paths.reduce(0) { $0 + Self.density($1) }
    #expect(abs(found.logLikelihood - log(total)) < 1e-13)
    for t in 0..<5 {
      let high = Self.paths.filter { $0[t] == 1 }.reduce(0) { $0 + Self.density($1) } / total
      #expect(abs(found.smoothed[2 * t + 1] - high) < 1e-13)
    }
    #expect(abs(found.filtered[9] - found.smoothed[9]) < 1e-15)
  }

  @Test func `the best path is the best of all`() {
    let found = viterbiStates(Self.model, [Self.values])
    let best = Self.paths.max { Self.density($0) < Self.density($1) }
    #expect(found.states == best)
    #expect(abs(found.logProbability - log(Self.density(found.states))) < 1e-13)
  }

  @Test func `impossible values do not break the recursions`() {
    var stuck = Self.model
    stuck.transitions = [[1, 0], [0, 1]]
    stuck.start = [1, 0]
    let found = HiddenMarkovInference(stuck, [[0, 1e6, 1e6]])
    #expect(found.logLikelihood.isFinite && !found.smoothed.contains { $0.isNaN })
  }

  @Test func `two planted regimes are found and a third is not`() throws {
    var random = SplitMix64(seed: 6)
    let values = (0..<600).map { t in
      let noise = Normal.quantile(max(random.uniform(), 1e-12))
      return noise + ((t / 60) % 2 == 0 ? 0 : 6)
    }
    let fit = try #require(selectHiddenMarkov([values]))
    let model = fit.model.ordered
    #expect(model.stateCount == 2)
    #expect(abs(model.means[0][0]) < 0.3 && abs(model.means[1][0] - 6) < 0.3)
    #expect(abs(fit.shares[0] - 0.5) < 0.02)
    #expect(selectHiddenMarkov([[1, 2, 3]]) == nil)
  }

  @Test(arguments: [2, 3]) func `the fixture gives the recorded states`(states: Int) {
    guard let oracle = AnalyticsOracle("hmm"), let fixture = AnalyticsFixture.shared
    else { return }
    let returns = fixture.returns(1)
    let logs = (0..<336).map { hour in
      log(realizedVariance(Array(returns[(60 * hour)..<(60 * hour + 60)])))
    }
    let features = [logs, fixture.hourlyLogUSD].map { column in
      let deviation = populationVariance(column).squareRoot()
      return centred(column).map { $0 / deviation }
    }
    let first = HiddenMarkovModel(firstGuess: features, states: states)
    let inference = HiddenMarkovInference(first, features)
    let path = viterbiStates(first, features)
    let rows = [0, 100].flatMap { Array(inference.smoothed[($0 * states)..<(($0 + 1) * states)]) }
    func counts(_ path: [Int]) -> [Double] {
      (0..<states).map { k in Double(path.count { $0 == k }) }
    }
    let fit = fitHiddenMarkov(
      features, from: first, iterations: 50, tolerance: -.infinity, varianceFloor: 0)
    let found: [(String, [Double])] = [
      ("init_loglik", [inference.logLikelihood]), ("init_posterior_row0_100", rows),
      ("init_viterbi_logprob", [path.logProbability]),
      ("init_viterbi_counts", counts(path.states)), ("em50_loglik", [fit.logLikelihood]),
      ("em50_means", Array(fit.model.means.joined())),
      ("em50_vars", Array(fit.model.variances.joined())),
      ("em50_transmat", Array(fit.model.transitions.joined())), ("bic", [fit.schwarz]),
      ("em50_viterbi_counts", counts(viterbiStates(fit.model, features).states)),
      ("expected_duration_h", fit.model.expectedDurations),
    ]
    for (key, value) in found { #expect(oracle.disagreement("K\(states).\(key)", value) == nil) }
  }
}
