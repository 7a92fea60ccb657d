import Basics
import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct GrangerTests {
  @Test func `a delayed echo is predicted by its origin and not the reverse`() throws {
    var random = SplitMix64(seed: 9)
    let origin = (0..<300).map { _ in random.uniform() }
    let echo = origin.indices.map { ($0 > 0 ? origin[$0 - 1] : 0) + 0.5 * random.uniform() }
    let forward = try #require(GrangerCausality(of: origin, on: echo, order: 2))
    let backward = try #require(GrangerCausality(of: echo, on: origin, order: 2))
    #expect(forward.pValue < 1e-20)
    #expect(backward.pValue > 0.01)
    #expect(forward.degreesOfFreedom == 293)
    #expect(vectorAutoregressionOrder([origin, echo], maxOrder: 4) == 1)
  }

  @Test func `too few or constant values have no answer`() {
    #expect(GrangerCausality(of: [1, 2, 3], on: [1, 2, 3], order: 2) == nil)
    let constant = [Double](repeating: 1, count: 50)
    #expect(GrangerCausality(of: constant, on: constant, order: 1) == nil)
    #expect(vectorAutoregressionOrder([[1, 2], [1, 2]], maxOrder: 3) == nil)
  }

  @Test func `the fixture gives the recorded statistics`() throws {
    guard let oracle = AnalyticsOracle("granger"), let fixture = AnalyticsFixture.shared
    else { return }
    let usd = fixture.bins(900_000).usd.map { log1p($0) }
    let returns = fixture.returns(1)
    let volatility = usd.indices.map { i in
      log(returns[(i * 15)..<(i * 15 + 15)].reduce(0) { $0 + $1 * $1 } + 1e-12)
    }
    let order = try #require(vectorAutoregressionOrder([volatility, usd], maxOrder: 12))
    #expect(oracle.disagreement("var_bic_order", Double(order)) == nil)
    for (name, cause, effect) in [
      ("liq_to_rv", usd, volatility), ("rv_to_liq", volatility, usd),
    ] {
      for order in Set([4, order]).sorted() {
        let test = try #require(GrangerCausality(of: cause, on: effect, order: order))
        let degrees = [Double(order), Double(test.degreesOfFreedom)]
        #expect(oracle.disagreement("\(name).p\(order).F", test.statistic) == nil)
        #expect(oracle.disagreement("\(name).p\(order).pvalue", test.pValue) == nil)
        #expect(oracle.disagreement("\(name).p\(order).df", degrees) == nil)
      }
    }
  }
}
