import Basics
import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct TrailingTests {
  private static func series(_ seed: UInt64, _ count: Int, distinct: Int) -> [Double] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      random.uniform() < 0.1 ? .nan : 1000 + Double(random.index(below: distinct)) / 4
    }
  }

  @Test(arguments: [1, 2, 5, 8], [2, 50])
  func `sliding equals sorting every window`(window: Int, distinct: Int) {
    let series = Self.series(UInt64(window), 60, distinct: distinct)
    let quantiles = trailingQuantiles(series, window: window, probability: 0.7)
    let ranks = trailingRanks(series, window: window)
    let scores = RobustScores(series, window: window).scores
    for t in series.indices {
      let present = t < window ? [] : series[(t - window)..<t].filter { !$0.isNaN }.sorted()
      guard t >= window, 2 * present.count >= window, !present.isEmpty else {
        #expect(scores[t].isNaN)
        continue
      }
      #expect(abs(quantiles[t] - quantile(sorted: present, 0.7)) < 1e-12)
      let centre = median(sorted: present)
      let deviations = present.map { abs($0 - centre) }
      var scale = 1.4826 * median(deviations)
      if scale == 0 { scale = 1.2533141373155 * mean(deviations) }
      let expected = scale > 0 ? (series[t] - centre) / scale : .nan
      #expect(expected.isNaN ? scores[t].isNaN : abs(scores[t] - expected) < 1e-9)
      guard !series[t].isNaN else { continue }
      let below = Double(present.count { $0 < series[t] })
      let equal = Double(present.count { $0 == series[t] })
      #expect(abs(ranks[t] - (below + 0.5 * equal) / Double(present.count)) < 1e-12)
    }
  }

  @Test func `a window of equal values scores nothing`() {
    let found = RobustScores([0.1, 0.3, 0.3, 0.3, 0.3, 7], window: 4)
    #expect(found.scores[5].isNaN)
    #expect(found.fallbackCount == 2)
  }

  @Test func `the fixture gives the recorded scores`() {
    guard let oracle = AnalyticsOracle("anomaly"), let fixture = AnalyticsFixture.shared
    else { return }
    let series = fixture.bins(300_000).usd.map { log1p($0) }
    let found = RobustScores(series, window: 288)
    let flags = found.scores.indices.filter { abs(found.scores[$0]) > 3.5 }
    let missing = found.scores.dropFirst(288).count { $0.isNaN }
    let values: [(String, [Double])] = [
      ("robust_z_first_defined_5", Array(found.scores[288..<293])),
      ("robust_z_flags", [Double(flags.count)]),
      ("robust_z_first_flags", flags.prefix(5).map(Double.init)),
      ("mad0_fallback_bins", [Double(found.fallbackCount)]),
      ("robust_z_nan", [Double(missing + 288)]),
    ]
    for (key, value) in values { #expect(oracle.disagreement(key, value) == nil) }
  }

  @Test func `the fixture gives the recorded dynamic thresholds`() {
    guard let oracle = AnalyticsOracle("risk_score"), let fixture = AnalyticsFixture.shared
    else { return }
    let series = fixture.hourlyLogUSD
    let thresholds = trailingQuantiles(series, window: 168, probability: 0.95)
    let alerts = series.indices.count { $0 >= 168 && series[$0] > thresholds[$0] }
    #expect(
      oracle.disagreement("dyn_threshold_q95_first3", Array(thresholds[168..<171])) == nil)
    #expect(oracle.disagreement("dyn_threshold_alerts", Double(alerts)) == nil)
  }
}
