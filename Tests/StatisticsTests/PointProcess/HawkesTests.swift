import Basics
import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct HawkesTests {
  private static let few = [0.5, 1, 1.2, 3, 3.1, 7]
  private static let guess = HawkesParameters(baseline: 0.4, excitation: 0.3, decay: 0.9)

  /// The definition, in O(n²).
  private static func literalLogLikelihood(
    _ times: [Double], _ duration: Double, _ p: HawkesParameters
  ) -> Double {
    var sum = 0.0
    for t in times {
      let past = times.filter { $0 < t }.reduce(0) { $0 + exp(-p.decay * (t - $1)) }
      sum += log(p.baseline + p.excitation * past)
      sum -= p.branchingRatio * (1 - exp(-p.decay * (duration - t)))
    }
    return sum - p.baseline * duration
  }

  @Test func `the recursion equals the definition`() throws {
    let events = try PointEvents(times: Self.few, duration: 8)
    let literal = Self.literalLogLikelihood(Self.few, 8, Self.guess)
    #expect(abs(hawkesScore(events, Self.guess).logLikelihood - literal) < 1e-13)
  }

  @Test(arguments: [nil, PeriodicProfile(values: [1.5, 0.5], stepWidth: 2, phase: 1)])
  func `the gradient is the slope of the log-likelihood`(profile: PeriodicProfile?) throws {
    let events = try PointEvents(times: Self.few, duration: 8, profile: profile)
    let score = hawkesScore(events, Self.guess)
    for i in 0..<3 {
      func shifted(_ step: Double) -> Double {
        var p = Self.guess
        if i == 0 { p.baseline += step }
        if i == 1 { p.excitation += step }
        if i == 2 { p.decay += step }
        return hawkesScore(events, p).logLikelihood
      }
      let slope = (shifted(1e-6) - shifted(-1e-6)) / 2e-6
      #expect(abs(slope - score.gradient[i]) < 1e-6)
    }
  }

  @Test func `the residuals add up to the integrated rate`() throws {
    let profile = PeriodicProfile(values: [1.5, 0.5], stepWidth: 2, phase: 1)
    let events = try PointEvents(times: Self.few, duration: 7, profile: profile)
    let total = hawkesResiduals(events, Self.guess).reduce(0, +)
    let triggered = Self.few.reduce(0) { $0 + 1 - exp(-0.9 * (7 - $1)) } / 3
    #expect(abs(total - (0.4 * profile.integral(to: 7) + triggered)) < 1e-13)
  }

  @Test func `a profile has the window's length as its integral`() {
    let times = [0.5, 1.5, 1.7, 6.2, 9.9]
    let profile = PeriodicProfile(
      of: times.span, duration: 10, steps: 4, stepWidth: 1.5, phase: 0.7)
    #expect(abs(profile.integral(to: 10) - 10) < 1e-12)
  }

  @Test func `a simulated process gives its parameters back`() throws {
    let truth = HawkesParameters(baseline: 0.5, excitation: 1.2, decay: 2)
    var random = SplitMix64(seed: 3)
    let times = try #require(simulateHawkes(truth, duration: 4000, using: &random))
    let events = try PointEvents(times: times, duration: 4000)
    let fit = try fitHawkes(events)
    #expect(abs(fit.parameters.branchingRatio - 0.6) < 3 * fit.branchingStandardError)
    #expect(fit.branchingStandardError < 0.03)
    let test = hawkesGoodnessOfFit(events, fit, replicates: 9, seed: 1)
    #expect(test.replicates == 9)
    #expect(test.pValue > 0.1)
    #expect(hawkesExcitationTest(events, fit, replicates: 4, seed: 1).pValue == 0.2)
  }

  @Test func `events that cannot be fitted are refused with a reason`() throws {
    #expect(throws: PointProcessError.misplacedEvent(index: 1)) {
      try PointEvents(times: [1, 1], duration: 2)
    }
    #expect(throws: PointProcessError.emptyWindow) { try PointEvents(times: [], duration: 0) }
    let events = try PointEvents(times: Self.few, duration: 8)
    #expect(throws: PointProcessError.tooFewEvents(count: 6, needed: 200)) {
      try fitHawkes(events)
    }
    #expect(throws: PointProcessError.saturated(share: 0.02, limit: 0.01)) {
      try fitHawkes(events, limits: HawkesFitLimits(minEvents: 1, saturatedShare: 0.02))
    }
    let regular = try PointEvents(times: (0..<300).map(Double.init), duration: 300)
    #expect(throws: PointProcessError.self) { try fitHawkes(regular) }
  }

  @Test func `an explosion is cut off`() {
    let explosive = HawkesParameters(baseline: 1, excitation: 3, decay: 1)
    var random = SplitMix64(seed: 1)
    #expect(simulateHawkes(explosive, duration: 1e6, maxEvents: 1000, using: &random) == nil)
  }

  @Test func `the fixture gives the recorded estimates`() throws {
    guard let oracle = AnalyticsOracle("hawkes"), let fixture = AnalyticsFixture.shared
    else { return }
    let times = fixture.distinctSeconds(fixture.bitcoin)
    let constant = try PointEvents(times: times, duration: fixture.seconds)
    let theta = oracle.numbers("fixed.theta")
    let fixed = HawkesParameters(baseline: theta[0], excitation: theta[1], decay: theta[2])
    let score = hawkesScore(constant, fixed)
    #expect(oracle.disagreement("fixed.loglik", score.logLikelihood) == nil)
    #expect(oracle.disagreement("fixed.grad", score.gradient) == nil)
    #expect(oracle.disagreement("poisson.loglik", constant.poissonLogLikelihood) == nil)
    let profile = PeriodicProfile(
      of: times.span, duration: fixture.seconds, steps: 24, stepWidth: 3600)
    #expect(oracle.disagreement("profile_hour", profile.values) == nil)
    let diurnal = try PointEvents(times: times, duration: fixture.seconds, profile: profile)
    #expect(oracle.disagreement("inhom_poisson.loglik", diurnal.poissonLogLikelihood) == nil)
    try check(constant, "const", oracle)
    try check(diurnal, "diurnal", oracle)
  }

  private func check(_ events: PointEvents, _ name: String, _ oracle: AnalyticsOracle) throws {
    let fit = try fitHawkes(events)
    let residuals = hawkesResiduals(events, fit.parameters)
    let mean = residuals.reduce(0, +) / Double(residuals.count)
    let found: [(String, [Double])] = [
      ("mu", [fit.parameters.baseline]), ("alpha", [fit.parameters.excitation]),
      ("beta", [fit.parameters.decay]), ("branching", [fit.parameters.branchingRatio]),
      ("loglik", [fit.logLikelihood]), ("se", fit.standardErrors),
      ("branching_se", [fit.branchingStandardError]), ("aic", [fit.akaike]),
      ("resid_mean", [mean]), ("ks_D", [exponentialDistance(residuals)]),
    ]
    for (key, value) in found {
      #expect(oracle.disagreement("\(name).\(key)", value) == nil)
    }
  }
}
