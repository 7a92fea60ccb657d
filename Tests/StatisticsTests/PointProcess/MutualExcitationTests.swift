import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct MutualExcitationTests {
  @Test func `the log-likelihood equals its definition and ties do not excite`() throws {
    let times = [0.5, 1, 1, 2.5]
    let kinds = [0, 0, 1, 1]
    let model = MutualExcitation(
      baselines: [0.3, 0.2], branching: [[0.4, 0.1], [0.2, 0.3]], decay: 1.5)
    let events = try MarkedEvents(times: times, kinds: kinds, kindCount: 2, duration: 3)
    var literal = -3 * 0.5
    for i in 0..<4 {
      var rate = model.baselines[kinds[i]]
      for k in 0..<4 where times[k] < times[i] {
        rate += model.branching[kinds[i]][kinds[k]] * 1.5 * exp(-1.5 * (times[i] - times[k]))
      }
      literal += log(rate)
      let column = model.branching[0][kinds[i]] + model.branching[1][kinds[i]]
      literal -= column * (1 - exp(-1.5 * (3 - times[i])))
    }
    #expect(abs(mutualExcitationLogLikelihood(events, model) - literal) < 1e-13)
  }

  @Test func `a follower is excited by its leader and not the other way round`() throws {
    let leader = (0..<60).map { (i: Int) -> Double in
      let shift = Double((i * 37) % 11) / 7
      return Double(i) * 3 + shift
    }
    let follower = leader.enumerated().map { $1 + 0.02 + Double(($0 * 7) % 5) / 50 }
    let events = try MarkedEvents(series: [leader, follower], duration: 200)
    let fit = try fitMutualExcitation(events, decay: 2)
    #expect(fit.model.branching[1][0] > 0.5)
    #expect(fit.model.branching[1][1] == 0)
    #expect(fit.branchingStandardErrors[1][1] == nil)
    #expect(fit.branchingStandardErrors[1][0] != nil)
    let value = mutualExcitationLogLikelihood(events, fit.model)
    #expect(abs(fit.logLikelihood - value) < 1e-9)
  }

  @Test func `collinear excitations still give a maximum`() throws {
    let leader = (0..<60).map { Double($0) * 3 + Double($0 % 7) / 5 }
    let events = try MarkedEvents(series: [leader, leader.map { $0 + 0.05 }], duration: 200)
    let fit = try fitMutualExcitation(events, decay: 2)
    var other = fit.model
    other.branching[1] = [0.9, 0]
    other.baselines[1] = 1e-3
    #expect(fit.logLikelihood >= mutualExcitationLogLikelihood(events, other))
  }

  @Test func `damaged events and rare kinds are refused`() throws {
    #expect(throws: PointProcessError.misplacedEvent(index: 0)) {
      try MarkedEvents(times: [1], kinds: [2], kindCount: 2, duration: 3)
    }
    let events = try MarkedEvents(times: [1, 2], kinds: [0, 1], kindCount: 2, duration: 3)
    #expect(throws: PointProcessError.tooFewEvents(count: 1, needed: 10)) {
      try fitMutualExcitation(events, decay: 1)
    }
  }

  @Test func `the fixture gives the recorded branching matrix`() throws {
    guard let oracle = AnalyticsOracle("hawkes_contagion"),
      let fixture = AnalyticsFixture.shared
    else { return }
    let series = ["BTCUSDT", "ETHUSDT", "SOLUSDT"].map { symbol in
      fixture.distinctSeconds(fixture.events.filter { $0.symbol == symbol })
    }
    let events = try MarkedEvents(series: series, duration: fixture.seconds)
    let a = oracle.numbers("fixed.A")
    let fixed = MutualExcitation(
      baselines: oracle.numbers("fixed.mu"),
      branching: [Array(a[0..<3]), Array(a[3..<6]), Array(a[6..<9])], decay: 0.04)
    let value = mutualExcitationLogLikelihood(events, fixed)
    #expect(oracle.disagreement("fixed.loglik", value) == nil)
    let fit = try fitMutualExcitation(events, decay: 0.04)
    #expect(oracle.disagreement("mle.mu", fit.model.baselines) == nil)
    #expect(oracle.disagreement("mle.A", Array(fit.model.branching.joined())) == nil)
    #expect(oracle.disagreement("mle.loglik", fit.logLikelihood) == nil)
    #expect(oracle.disagreement("mle.spectral_radius", fit.model.spectralRadius) == nil)
  }
}
