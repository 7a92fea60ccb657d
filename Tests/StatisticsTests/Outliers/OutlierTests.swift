import Basics
import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct OutlierTests {
  /// Rosner's data in the NIST handbook, 1.3.5.17.3: three outliers.
  private static let rosner = [
    -0.25, 0.68, 0.94, 1.15, 1.20, 1.26, 1.26, 1.34, 1.38, 1.43, 1.49, 1.49, 1.55, 1.56, 1.58,
    1.65, 1.69, 1.70, 1.76, 1.77, 1.81, 1.91, 1.94, 1.96, 1.99, 2.06, 2.09, 2.10, 2.14, 2.15,
    2.23, 2.24, 2.26, 2.35, 2.37, 2.40, 2.47, 2.54, 2.62, 2.64, 2.90, 2.92, 2.92, 2.93, 3.21,
    3.26, 3.30, 3.59, 3.68, 4.30, 4.64, 5.34, 5.42, 6.01,
  ]

  @Test func `Rosner's three outliers are found`() {
    let found = ExtremeDeviates(Self.rosner, most: 10)
    #expect(found.outlierCount == 3)
    #expect(abs(found.statistics[0] - 3.119) < 2e-3)
    #expect(abs(found.criticalValues[0] - 3.159) < 2e-3)
    #expect(ExtremeDeviates([1, 1, 1], most: 5).statistics.isEmpty)
  }

  @Test func `a chart alarms once the average leaves its limits`() {
    let chart = ExponentialChart([0, 0, 4, 4], mean: 0, deviation: 1, weight: 0.5, width: 2)
    #expect(chart.averages == [0, 0, 2, 3])
    #expect(abs(chart.limits[0] - 1) < 1e-15)
    #expect(chart.alarms == [2, 3])
  }

  @Test func `a count is judged by the spread of its past`() {
    let steady = CountBaseline([1, 1, 2, 2])
    #expect(!steady.isOverdispersed)
    #expect(steady.tail(3) == steady.poissonTail(3))
    let bursty = CountBaseline([0, 0, 0, 12])
    #expect(bursty.tail(12) > 50 * bursty.poissonTail(12))
    #expect(CountBaseline([0, 0]).mean == 0.5)
    #expect(bursty.tail(0) == 1)
  }

  @Test func `a lone row is isolated first`() {
    var random = SplitMix64(seed: 2)
    let crowd = (0..<300).map { _ in random.uniform() }
    let columns = [crowd + [9], crowd.reversed() + [-9], [Double](repeating: 1, count: 301)]
    let forest = IsolationForest(columns, trees: 50, seed: 1)
    let scores = forest.scores(columns)
    #expect(scores.firstIndex(of: scores.max() ?? 0) == 300)
    #expect(scores[300] > 0.75 && scores[0] < 0.6)
    #expect(averagePathLength(2) == 1 && averagePathLength(1) == 0)
  }

  @Test func `the fixture gives the recorded outliers`() {
    guard let oracle = AnalyticsOracle("anomaly"), let fixture = AnalyticsFixture.shared
    else { return }
    let hourly = fixture.hourlyLogUSD
    let training = Array(hourly.prefix(168))
    let chart = ExponentialChart(
      Array(hourly.dropFirst(168)), mean: mean(training),
      deviation: sampleVariance(training).squareRoot())
    let nist = ExtremeDeviates(Self.rosner, most: 10)
    let hours = ExtremeDeviates(hourly, most: 10)
    let values: [(String, [Double])] = [
      ("ewma_last", [chart.averages.last ?? .nan]),
      ("ewma_alarms", [Double(chart.alarms.count)]),
      ("ewma_first_alarm", [chart.alarms.first.map { Double($0 + 168) } ?? .nan]),
      ("esd_rosner_R", nist.statistics), ("esd_rosner_lambda", nist.criticalValues),
      ("esd_rosner_n", [Double(nist.outlierCount)]),
      ("esd_hourly_n", [Double(hours.outlierCount)]), ("esd_hourly_R", hours.statistics),
      ("esd_hourly_removed", hours.removed.map(Double.init)),
      ("iforest_c256", [averagePathLength(256)]),
    ]
    for (key, value) in values { #expect(oracle.disagreement(key, value) == nil) }
  }

  @Test func `the fixture gives the recorded count tests`() {
    guard let oracle = AnalyticsOracle("anomaly"), let fixture = AnalyticsFixture.shared
    else { return }
    let counts = fixture.bins(300_000).count
    var (poisson, binomial): ([Double], [Double]) = ([], [])
    for day in 3..<14 {
      for hour in 0..<24 {
        let past = (0..<day).flatMap { d -> [Double] in
          let first = d * 288 + hour * 12
          return Array(counts[first..<(first + 12)])
        }
        let baseline = CountBaseline(past)
        for bin in 0..<12 {
          let count = Int(counts[day * 288 + hour * 12 + bin])
          poisson.append(baseline.poissonTail(count))
          binomial.append(baseline.tail(count))
        }
      }
    }
    let flags = [poisson, binomial].map { p in
      Double(MultipleTesting.benjaminiHochberg(p).count { $0 < 0.05 })
    }
    let values: [(String, [Double])] = [
      ("poisson_p_first5", Array(poisson.prefix(5))), ("nb_p_first5", Array(binomial.prefix(5))),
      ("poisson_flags_bh05", [flags[0]]), ("nb_flags_bh05", [flags[1]]),
      ("nb_min_p", [binomial.min() ?? .nan]),
    ]
    for (key, value) in values { #expect(oracle.disagreement(key, value) == nil) }
  }

  @Test func `the fixture gives the recorded isolation scores`() {
    guard let oracle = AnalyticsOracle("anomaly"), let fixture = AnalyticsFixture.shared
    else { return }
    let bins = fixture.bins(900_000)
    let minutes = fixture.returns(1)
    let volatility = bins.usd.indices.map { i in
      realizedVariance(Array(minutes[(15 * i)..<(15 * i + 15)])).squareRoot() * 1e4
    }
    let columns = [
      bins.usd.map { log1p($0) }, bins.count, fixture.returns(15).map { abs($0) * 1e4 }, volatility,
    ]
    let forests = (0..<3).map { IsolationForest(columns, seed: UInt64($0)).scores(columns) }
    let scores = columns[0].indices.map { i in mean(forests.map { $0[i] }) }
    let top = scores.indices.sorted { scores[$0] > scores[$1] }.prefix(20)
    #expect(oracle.disagreement("iforest_score_top20", top.map { scores[$0] }) == nil)
    #expect(oracle.disagreement("iforest_top20_rows", top.map(Double.init)) == nil)
  }
}
