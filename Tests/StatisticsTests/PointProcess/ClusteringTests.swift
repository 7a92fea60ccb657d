import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct ClusteringTests {
  @Test func `a gap above the limit starts a cluster`() {
    let times: [Int64] = [0, 5, 9, 30, 31, 90]
    #expect(runClusters(times.span, maxGap: 5, minCount: 2) == [0..<3, 3..<5])
    #expect(runClusters(times.span, maxGap: 5) == [0..<3, 3..<5, 5..<6])
    #expect(runClusters([Int64]().span, maxGap: 5).isEmpty)
    let extreme: [Int64] = [.min, .max]
    #expect(runClusters(extreme.span, maxGap: .max).count == 2)
  }

  @Test func `a clock has burstiness minus one and no memory`() throws {
    let clock = try #require(GapRegularity(gaps: [2, 2, 2]))
    #expect(clock.burstiness == -1)
    #expect(clock.memory == nil)
    #expect(GapRegularity(gaps: []) == nil)
    #expect(fanoFactor([2, 2, 2]) == 0)
    #expect(fanoFactor([0, 0]) == nil)
  }

  @Test func `the cheapest levels are those of the full search`() throws {
    let gaps = [3.0, 0.2, 0.1, 0.15, 0.3, 4, 5, 0.2, 6, 2]
    let rates = [1.0, 2].map { $0 * 10 / gaps.reduce(0, +) }
    var lowest = Double.infinity
    for path in 0..<1024 {
      var (cost, before) = (0.0, 0)
      for (i, gap) in gaps.enumerated() {
        let level = (path >> i) & 1
        if level > before { cost += log(10) }
        cost += rates[level] * gap - log(rates[level])
        before = level
      }
      lowest = min(lowest, cost)
    }
    let found = try #require(kleinbergBursts(gaps))
    #expect(abs(found.cost - lowest) < 1e-12)
    #expect(kleinbergBursts([1, 0]) == nil)
  }

  @Test func `runs of levels become bursts`() throws {
    let gaps = (0..<40).map { (10..<25).contains($0) ? 0.01 : 5.0 }
    let found = try #require(kleinbergBursts(gaps, levels: 4))
    #expect(found.bursts(atLeast: 1) == [10..<25])
  }

  @Test func `the fixture gives the recorded clusters`() throws {
    guard let oracle = AnalyticsOracle("cascades"), let fixture = AnalyticsFixture.shared
    else { return }
    let times = fixture.bitcoin.map(\.time)
    let clusters = runClusters(times.span, maxGap: 60_000, minCount: 5)
    let seconds = fixture.distinctSeconds(fixture.bitcoin)
    let gaps = zip(seconds.dropFirst(), seconds).map { $0 - $1 }
    let regularity = try #require(GapRegularity(gaps: gaps))
    let distance = exponentialDistance(gaps, mean: regularity.mean)
    let tail = Kolmogorov.upperTail(distance * Double(gaps.count).squareRoot())
    let found: [(String, [Double])] = [
      ("count", [Double(clusters.count)]),
      ("events_in", [Double(clusters.reduce(0) { $0 + $1.count })]),
      ("first5.start", clusters.prefix(5).map { Double(times[$0.lowerBound]) }),
      ("first5.end", clusters.prefix(5).map { Double(times[$0.upperBound - 1]) }),
      ("fano_1m", [fanoFactor(fixture.bins(60_000).count) ?? .nan]),
      ("ties_merged", [Double(times.count - seconds.count)]),
      ("burstiness", [regularity.burstiness]), ("memory", [regularity.memory ?? .nan]),
      ("ks_exp_D", [distance]), ("ks_exp_p_asymp", [tail]),
    ]
    for (key, value) in found { #expect(oracle.disagreement(key, value) == nil) }
  }

  @Test(arguments: [2, 4]) func `the fixture gives the recorded bursts`(levels: Int) throws {
    guard let oracle = AnalyticsOracle("kleinberg"), let fixture = AnalyticsFixture.shared
    else { return }
    let times = fixture.distinctSeconds(fixture.bitcoin)
    let gaps = zip(times.dropFirst(), times).map { $0 - $1 }
    let found = try #require(kleinbergBursts(gaps, levels: levels))
    let bursts = found.bursts(atLeast: 1)
    let counts = (0..<levels).map { level in Double(found.levels.count { $0 == level }) }
    let starts = bursts.prefix(3).map { times[$0.lowerBound] }
    let ends = bursts.prefix(3).map { times[$0.upperBound] }
    #expect(oracle.disagreement("k\(levels).cost", found.cost) == nil)
    #expect(oracle.disagreement("k\(levels).state_counts", counts) == nil)
    #expect(oracle.disagreement("k\(levels).bursts", Double(bursts.count)) == nil)
    #expect(oracle.disagreement("k\(levels).first3_start_s", starts) == nil)
    #expect(oracle.disagreement("k\(levels).first3_end_s", ends) == nil)
  }
}
