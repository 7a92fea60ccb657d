import Basics
import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct GarchTests {
  private static let few = [0.5, -1.2, 0.3, 2, -0.1, 0.7]

  @Test(arguments: [nil, 6.0])
  func `the gradient is the slope of the log-likelihood`(degrees: Double?) {
    let centre = GarchParameters(
      constant: 0.1, arch: 0.1, asymmetry: 0.05, garch: 0.7, degreesOfFreedom: degrees)
    let score = garchScore(Self.few, centre)
    for i in score.gradient.indices {
      func shifted(_ step: Double) -> Double {
        var p = centre
        switch i {
        case 0: p.constant += step
        case 1: p.arch += step
        case 2: p.asymmetry += step
        case 3: p.garch += step
        default: p.degreesOfFreedom = degrees.map { $0 + step }
        }
        return garchScore(Self.few, p).logLikelihood
      }
      let slope = (shifted(1e-6) - shifted(-1e-6)) / 2e-6
      #expect(abs(slope - score.gradient[i]) < 1e-6)
    }
  }

  @Test func `the variances follow their recursion`() {
    let p = GarchParameters(constant: 0.1, arch: 0.2, asymmetry: 0.1, garch: 0.6)
    let variances = garchVariances([1, -1], p)
    let first = 0.1 + 0.85 * varianceBackcast([1, -1])
    let second = 0.1 + 0.2 + 0.6 * first
    #expect(variances == [first, second, 0.1 + (0.2 + 0.1) + 0.6 * second])
    #expect(p.forecast(next: 1, horizon: 3) == [1, 0.1 + 0.85, 0.1 + 0.85 * (0.1 + 0.85)])
    #expect(p.unconditionalVariance.map { abs($0 - 0.1 / 0.15) < 1e-12 } == true)
    #expect(GarchParameters(constant: 1, arch: 0.3, garch: 0.7).unconditionalVariance == nil)
  }

  @Test func `too few or motionless returns are not fitted`() {
    #expect(fitGarch(Self.few) == nil)
    #expect(fitGarch([Double](repeating: 0, count: 500)) == nil)
  }

  @Test func `the fit does not depend on the unit of the returns`() throws {
    var random = SplitMix64(seed: 4)
    let truth = GarchParameters(constant: 0.05, arch: 0.1, garch: 0.85)
    var (returns, variance) = ([Double](), 1.0)
    for _ in 0..<3000 {
      returns.append(variance.squareRoot() * Normal.quantile(max(random.uniform(), 1e-12)))
      let last = returns[returns.count - 1]
      variance = truth.constant + truth.arch * last * last + truth.garch * variance
    }
    let fit = try #require(fitGarch(returns))
    let small = try #require(fitGarch(returns.map { $0 * 1e-4 }))
    let errors = try #require(fit.standardErrors)
    #expect(abs(fit.parameters.arch - 0.1) < 3 * errors[1])
    #expect(abs(small.parameters.garch - fit.parameters.garch) < 1e-5)
    #expect(abs(small.parameters.constant * 1e8 - fit.parameters.constant) < 1e-6)
  }

  @Test func `the fixture gives the recorded estimates`() throws {
    guard let oracle = AnalyticsOracle("garch"), let fixture = AnalyticsFixture.shared
    else { return }
    let returns = fixture.returns(15).map { $0 * 1000 }
    for (name, isAsymmetric) in [("garch", false), ("gjr", true)] {
      let p = oracle.numbers("\(name).fixed_params")
      let fixed = GarchParameters(
        constant: p[0], arch: p[1], asymmetry: isAsymmetric ? p[2] : 0, garch: p[p.count - 1])
      let variances = garchVariances(returns, fixed)
      let value = garchScore(returns, fixed).logLikelihood
      #expect(oracle.disagreement("\(name).fixed_loglik", value) == nil)
      #expect(
        oracle.disagreement("\(name).fixed_var_last", variances[returns.count - 1]) == nil)
      let fit = try #require(fitGarch(returns, model: GarchModel(isAsymmetric: isAsymmetric)))
      let q = fit.parameters
      let estimates = [q.constant, q.arch] + (isAsymmetric ? [q.asymmetry] : []) + [q.garch]
      let forecast = q.forecast(next: fit.nextVariance, horizon: 24)
      let found: [(String, [Double])] = [
        ("params", estimates), ("loglik", [fit.logLikelihood]),
        ("se_robust", fit.standardErrors ?? []), ("persistence", [q.persistence]),
        ("forecast_var_1_4_24", [forecast[0], forecast[3], forecast[23]]),
      ]
      for (key, value) in found { #expect(oracle.disagreement("\(name).\(key)", value) == nil) }
    }
  }

  @Test func `heavy tails are fitted up to the edge of stationarity`() throws {
    guard let oracle = AnalyticsOracle("garch"), let fixture = AnalyticsFixture.shared
    else { return }
    let returns = fixture.returns(15).map { $0 * 1000 }
    let fixed = GarchParameters(constant: 0.02, arch: 0.08, garch: 0.9, degreesOfFreedom: 7)
    let value = garchScore(returns, fixed).logLikelihood
    #expect(oracle.disagreement("garch_t.fixed_loglik", value) == nil)
    let fit = try #require(fitGarch(returns, model: GarchModel(innovations: .studentT)))
    let p = fit.parameters
    let estimates = [p.constant, p.arch, p.garch, p.degreesOfFreedom ?? .nan]
    #expect(oracle.disagreement("garch_t.params", estimates) == nil)
    #expect(oracle.disagreement("garch_t.loglik", fit.logLikelihood) == nil)
    #expect(p.isIntegrated && p.unconditionalVariance == nil && fit.standardErrors == nil)
  }
}
