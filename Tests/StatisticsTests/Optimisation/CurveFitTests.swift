import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct CurveFitTests {
  @Test func `an exact power law is recovered`() throws {
    let x = (1...30).map { Double($0) / 7 }
    let law = try #require(PowerLaw(x.map { 3 * pow($0, 0.7) }, of: x))
    #expect(abs(law.scale - 3) < 1e-9 && abs(law.exponent - 0.7) < 1e-9)
    #expect(law.residualSquares < 1e-18)
    #expect(PowerLaw([1, 2, 3], of: [0, 1, 2]) == nil)
    #expect(PowerLaw([1, 2], of: [1, 2]) == nil)
  }

  @Test func `a straight line has the errors of least squares`() throws {
    let y = [1.1, 1.9, 3.2, 3.9, 5.3]
    let found = fitCurve(y, from: [0, 0]) { i, p, slopes in
      slopes[0] = 1
      slopes[1] = Double(i)
      return p[0] + p[1] * Double(i)
    }
    let fit = try #require(found)
    let line = try #require(
      LeastSquares(y, on: [[Double](repeating: 1, count: 5), (0..<5).map(Double.init)]))
    for j in 0..<2 {
      #expect(abs(fit.parameters[j] - line.coefficients[j]) < 1e-10)
      let error = line.classicalCovariance[j, j].squareRoot()
      #expect(abs(fit.standardErrors[j] - error) < 1e-12)
    }
  }

  @Test func `the fixture gives the recorded impact law`() throws {
    guard let oracle = AnalyticsOracle("impact"), let fixture = AnalyticsFixture.shared
    else { return }
    let events = fixture.bitcoin
    let prices = ([fixture.open[0]] + fixture.close).map { log($0) }
    let volume = fixture.quoteVolume.reduce(0, +) / 14
    let deviation = (realizedVariance(fixture.returns(1)) / 14).squareRoot()
    var (impacts, sizes): ([Double], [Double]) = ([], [])
    let times = events.map(\.time)
    for run in runClusters(times.span, maxGap: 60_000, minCount: 3) {
      let total = events[run].reduce(0) { $0 + $1.usd }
      let long = events[run].reduce(0) { $0 + ($1.isLong ? $1.usd : 0) }
      guard max(long, total - long) / total >= 0.8 else { continue }
      let first = Int((events[run.lowerBound].time - fixture.start) / 60_000)
      let last = Int((events[run.upperBound - 1].time - fixture.start) / 60_000)
      let sign = long >= total - long ? -1.0 : 1
      impacts.append(sign * (prices[last + 1] - prices[first]) / deviation)
      sizes.append(total / volume)
    }
    let law = try #require(PowerLaw(impacts, of: sizes))
    let found: [(String, [Double])] = [
      ("n", [Double(sizes.count)]), ("nls_Y", [law.scale]), ("nls_delta", [law.exponent]),
      ("nls_se", law.standardErrors), ("nls_sse", [law.residualSquares]),
      ("t_delta_vs_half", [law.exponentStatistic(against: 0.5)]),
    ]
    for (key, value) in found { #expect(oracle.disagreement(key, value) == nil) }
  }
}
