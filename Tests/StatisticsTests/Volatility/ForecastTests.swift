import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct ForecastTests {
  @Test func `the means look back only`() {
    #expect(heterogeneousMeans([1, 2, 3, 4], horizons: [1, 2]) == [[2, 3], [1.5, 2.5]])
    #expect(heterogeneousMeans([1], horizons: [1, 2]) == [[], []])
  }

  @Test func `an expanding fit equals a fresh one at every step`() throws {
    let x = (0..<40).map { sin(Double($0 * $0)) }
    let y = (0..<40).map { 3 + 2 * x[$0] + cos(Double(7 * $0)) }
    let found = try #require(ExpandingForecasts(y, on: [x], first: 10))
    for t in [10, 25, 39] {
      let columns = [[Double](repeating: 1, count: t), Array(x.prefix(t))]
      let fit = try #require(LeastSquares(Array(y.prefix(t)), on: columns))
      let forecast = fit.coefficients[0] + fit.coefficients[1] * x[t]
      #expect(abs(found.means[t - 10] - forecast) < 1e-12)
      #expect(abs(found.variances[t - 10] - fit.residualSquares / Double(t - 2)) < 1e-12)
    }
    #expect(ExpandingForecasts(y, on: [y.map { _ in 1 }], first: 10) == nil)
  }

  @Test func `equal forecasts cannot be told apart`() {
    #expect(DieboldMariano([1, 2], [1, 2]) == nil)
    #expect(ClarkWest(actual: [1, 2], smaller: [1, 1], larger: [1, 1]) == nil)
    #expect(MincerZarnowitz(actual: [1, 2, 3], forecasts: [2, 2, 2]) == nil)
  }

  @Test func `the fixture gives the recorded comparison`() throws {
    guard let oracle = AnalyticsOracle("har"), let fixture = AnalyticsFixture.shared
    else { return }
    let returns = fixture.returns(1)
    let logs = (0..<336).map { hour in
      log(realizedVariance(Array(returns[(60 * hour)..<(60 * hour + 60)])))
    }
    let bins = fixture.bins(3_600_000)
    let usd = bins.usd.map { log1p($0) }
    let imbalance = bins.usd.indices.map { i in
      bins.usd[i] > 0 ? (bins.usdLong[i] - bins.usdShort[i]) / bins.usd[i] : 0
    }
    let target = Array(logs.dropFirst(24))
    let small = heterogeneousMeans(logs, horizons: [1, 6, 24])
    let large = small + [usd, imbalance].map { Array($0.dropFirst(23).dropLast()) }
    for (name, columns) in [("har", small), ("har_liq", large)] {
      let fit = try #require(LeastSquares(target, on: [target.map { _ in 1 }] + columns))
      #expect(oracle.disagreement("\(name).beta", fit.coefficients) == nil)
    }
    let har = try #require(ExpandingForecasts(target, on: small, first: 168))
    let more = try #require(ExpandingForecasts(target, on: large, first: 168))
    let outcomes = Array(target.dropFirst(168))
    let actual = outcomes.map { exp($0) }
    let naive = logs[191..<335].map { exp($0) }
    let losses = [naive, har.exponentialMeans, more.exponentialMeans].map {
      qlike(actual: actual, forecasts: $0)
    }
    let errors = zip(outcomes, har.means).map { ($0 - $1) * ($0 - $1) }
    let one = try #require(DieboldMariano(losses[0], losses[1]))
    let three = try #require(DieboldMariano(losses[0], losses[1], horizon: 3))
    let nested = try #require(
      ClarkWest(actual: outcomes, smaller: har.means, larger: more.means))
    let bias = try #require(
      MincerZarnowitz(
        actual: actual.map { $0 * 1e6 }, forecasts: har.exponentialMeans.map { $0 * 1e6 }))
    let found: [(String, [Double])] = [
      ("oos.rw.qlike", [mean(losses[0])]), ("oos.har.qlike", [mean(losses[1])]),
      ("oos.har_liq.qlike", [mean(losses[2])]), ("oos.har.mse_log", [mean(errors)]),
      ("oos.n", [Double(actual.count)]),
      ("oos.har.forecast_first3", Array(har.exponentialMeans.prefix(3))),
      ("dm_rw_vs_har", [one.statistic]), ("dm_rw_vs_har_p", [one.pValue]),
      ("dm_h3_rw_vs_har", [three.statistic]), ("clark_west_t", [nested.statistic]),
      ("clark_west_p", [nested.pValue]),
      ("oos_r2_liq_vs_har", [nested.outOfSampleRSquared]), ("mz.a_b", bias.coefficients),
      ("mz.se", bias.standardErrors), ("mz.F", [bias.statistic]), ("mz.p", [bias.pValue]),
      ("mz.r2", [bias.rSquared]),
    ]
    for (key, value) in found { #expect(oracle.disagreement(key, value) == nil) }
  }
}
