import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct VolatilityTests {
  @Test func `a constant return has no jump and equal measures`() throws {
    let returns = [Double](repeating: 0.01, count: 500)
    #expect(abs(realizedVariance(returns) - 0.05) < 1e-15)
    #expect(abs(bipowerVariation(returns) - 0.05 * Double.pi / 2) < 1e-12)
    #expect(try #require(JumpTest(returns)).jumpShare == 0)
    #expect(JumpTest([0, 0, 0]) == nil)
    #expect(bipowerVariation([1]).isNaN && tripowerQuarticity([1, 2]).isNaN)
  }

  @Test func `one large return is a jump`() throws {
    var returns = (0..<500).map { $0 % 2 == 0 ? 0.01 : -0.012 }
    returns[250] = 0.3
    let test = try #require(JumpTest(returns))
    #expect(test.pValue < 1e-6)
    #expect(test.jumpShare > 0.25)
  }

  @Test func `ranges without movement inside give zero`() {
    let flat = LogRanges(open: [1, 2, 4], high: [1, 2, 4], low: [1, 2, 4], close: [1, 2, 4])
    #expect(flat.parkinson == 0 && flat.garmanKlass == 0 && flat.rogersSatchell == 0)
    #expect(flat.yangZhang < 1e-30)
    let short = LogRanges(open: [1], high: [1], low: [1], close: [1])
    #expect(short.yangZhang.isNaN)
  }

  @Test func `the exponential variance follows its recursion`() {
    let variances = exponentialVariances([1, -2], decay: 0.5)
    let first = (1 + 0.94 * 4) / 1.94
    #expect(abs(variances[0] - first) < 1e-15)
    #expect(abs(variances[2] - (0.25 * first + 0.25 + 2)) < 1e-15)
  }

  @Test func `the fixture gives the recorded variances`() throws {
    guard let oracle = AnalyticsOracle("volatility"), let fixture = AnalyticsFixture.shared
    else { return }
    let ranges = LogRanges(
      open: fixture.open, high: fixture.high, low: fixture.low, close: fixture.close)
    let returns = fixture.returns(1)
    let closing = realizedVariance(returns) / Double(returns.count)
    let day = Array(returns.prefix(1440))
    let interval = realizedVarianceInterval(day)
    let jump = try #require(JumpTest(day))
    let quarters = fixture.returns(15)
    let hours = (0..<5).map { realizedVariance(Array(returns[(60 * $0)..<(60 * $0 + 60)])) }
    let found: [(String, [Double])] = [
      ("close_close.var", [closing]), ("parkinson.var", [ranges.parkinson]),
      ("garman_klass.var", [ranges.garmanKlass]),
      ("rogers_satchell.var", [ranges.rogersSatchell]),
      ("yang_zhang.var", [ranges.yangZhang]), ("yz_k", [ranges.yangZhangWeight]),
      ("day0.rv", [realizedVariance(day)]), ("day0.bipower", [bipowerVariation(day)]),
      ("day0.quarticity", [realizedQuarticity(day)]),
      ("day0.rv_ci95", [interval.low, interval.high]),
      ("day0.tripower", [tripowerQuarticity(day)]), ("day0.jump_z", [jump.statistic]),
      ("day0.jump_p", [jump.pValue]), ("rv_hourly_first5", hours),
      ("ewma94_15m_next_var", [exponentialVariances(quarters).last ?? .nan]),
      ("ewma94_backcast", [varianceBackcast(quarters)]),
    ]
    for (key, value) in found { #expect(oracle.disagreement(key, value) == nil) }
  }
}
