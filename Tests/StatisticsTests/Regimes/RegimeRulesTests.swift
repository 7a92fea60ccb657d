import Basics
import Statistics
import Testing

@Suite struct RegimeRulesTests {
  @Test func `the highest regime is entered at once, others after a stay`() {
    let past = (1...10).map(Double.init)
    let regimes = ruledRegimes(
      past + [5, 100, 5, 5, 8, 5], probabilities: [0.5, 0.9], warmUp: 10, dwell: 2)
    #expect(regimes.prefix(10).allSatisfy { $0 == nil })
    #expect(regimes.dropFirst(10).compactMap(\.self) == [0, 2, 2, 0, 0, 0])
  }

  @Test func `later values never change an earlier regime`() {
    var random = SplitMix64(seed: 2)
    let values = (0..<300).map { _ in random.uniform() }
    let whole = ruledRegimes(values, probabilities: [0.5, 0.8], warmUp: 20, dwell: 2)
    let part = ruledRegimes(
      Array(values.prefix(150)), probabilities: [0.5, 0.8], warmUp: 20, dwell: 2)
    #expect(Array(whole.prefix(150)) == part)
  }

  @Test func `missing values have no regime and teach nothing`() {
    let values = [1, 2, .nan, 3, 4, .nan, 2.5]
    let regimes = ruledRegimes(values, probabilities: [0.5], warmUp: 2, dwell: 1)
    #expect(regimes[2] == nil && regimes[5] == nil)
    #expect(regimes[6] == 0)
  }

  @Test func `a rising rate has a positive trend, equal outcomes none`() throws {
    let rising = try #require(CochranArmitage(successes: [1, 5, 9], trials: [10, 10, 10]))
    #expect(rising.z > 3 && rising.pValue < 0.01)
    #expect(CochranArmitage(successes: [0, 0], trials: [5, 5]) == nil)
  }
}
