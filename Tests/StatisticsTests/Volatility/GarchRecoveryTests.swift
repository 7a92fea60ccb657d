import Basics
import Foundation
import Statistics
import Testing

private let isFull = ProcessInfo.processInfo.environment["LIQTOOL_FULL_TESTS"] != nil

@Suite struct GarchRecoveryTests {
  private func simulated(_ count: Int, seed: UInt64) -> [Double] {
    var random = SplitMix64(seed: seed)
    var variance = 1.0
    return (0..<count).map { _ in
      let value = Normal.quantile(max(1e-12, random.uniform())) * variance.squareRoot()
      variance = 0.05 + 0.1 * value * value + 0.85 * variance
      return value
    }
  }

  /// Twenty seeds at 95 %: fewer than 16 covered would happen once in 390 runs.
  @Test func `a planted process is covered by the robust intervals`() throws {
    let seeds = isFull ? 20 : 2
    var covered = [0, 0, 0]
    for seed in 0..<seeds {
      let fit = try #require(fitGarch(simulated(isFull ? 4_000 : 1_500, seed: UInt64(seed) + 50)))
      let errors = try #require(fit.standardErrors)
      let found = [fit.parameters.constant, fit.parameters.arch, fit.parameters.garch]
      for (k, truth) in [0.05, 0.1, 0.85].enumerated()
      where abs(found[k] - truth) < (isFull ? 1.96 : 3.3) * errors[k] { covered[k] += 1 }
    }
    #expect(covered.allSatisfy { $0 >= (isFull ? 16 : 2) }, "\(covered)")
  }

  @Test(arguments: [1e3, 1e6, 1e12])
  func `with many degrees of freedom Student's t is the normal law`(degrees: Double) {
    let returns = simulated(2_000, seed: 9)
    let normal = GarchParameters(constant: 0.05, arch: 0.1, garch: 0.85)
    var student = normal
    student.degreesOfFreedom = degrees
    let (a, b) = (garchScore(returns, normal), garchScore(returns, student))
    // The difference of the log densities falls as 1/ν.
    #expect(abs(a.logLikelihood - b.logLikelihood) < 2_000 / degrees + 1e-8)
    for k in 0..<4 {
      #expect(abs(a.gradient[k] - b.gradient[k]) < 1e5 / degrees + 1e-6 * abs(a.gradient[k]))
    }
  }

  @Test func `Student's t fitted to normal returns gains no more than chance`() throws {
    let returns = simulated(4_000, seed: 3)
    let normal = try #require(fitGarch(returns))
    let student = try #require(
      fitGarch(returns, model: GarchModel(innovations: .studentT)))
    let gain = student.logLikelihood - normal.logLikelihood
    #expect(gain > -0.01 && gain < 4)
    #expect(abs(student.parameters.garch - normal.parameters.garch) < 0.02)
  }
}
