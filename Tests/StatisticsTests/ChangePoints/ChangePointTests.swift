import Basics
import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct ChangePointTests {
  /// The best objective over every partition, by brute force.
  private static func bruteForce(_ series: [Double], _ penalty: Double, _ least: Int) -> Double {
    func best(_ end: Int) -> Double {
      if end == 0 { return -penalty }
      var lowest = Double.infinity
      for start in 0..<end where end - start >= least {
        let error = squaredDeviations(Array(series[start..<end]))
        lowest = min(lowest, best(start) + penalty + error)
      }
      return lowest
    }
    return best(series.count)
  }

  @Test(arguments: [1, 2, 3], [0.05, 0.4, 3])
  func `pruning never misses the optimum`(least: Int, penalty: Double) throws {
    for seed in 0..<20 {
      var random = SplitMix64(seed: UInt64(seed))
      let series = (0..<11).map { _ in Double(random.index(below: 4)) / 2 }
      let found = try #require(optimalPartition(series, penalty: penalty, minLength: least))
      #expect(abs(found.objective - Self.bruteForce(series, penalty, least)) < 1e-12)
      #expect(found.segments.allSatisfy { $0.count >= least })
    }
  }

  @Test func `the published counterexample has one segment`() {
    let found = optimalPartition([0, 1, 0, 0, 1], penalty: 0.1, minLength: 2)
    #expect(found?.ends == [5])
    #expect(abs((found?.objective ?? 0) - 1.2) < 1e-12)
    #expect(optimalPartition([1], penalty: 1, minLength: 2) == nil)
  }

  @Test func `a planted shift is found`() {
    let series = (0..<200).map { Double(($0 * 7919) % 31) + ($0 < 120 ? 0 : 40) }
    #expect(meanShifts(series, minLength: 10)?.partition.ends == [120, 200])
    #expect(meanShifts([1, 2], minLength: 10) == nil)
  }

  @Test func `the fixture gives the recorded segments`() throws {
    guard let oracle = AnalyticsOracle("changepoints"), let fixture = AnalyticsFixture.shared
    else { return }
    let series = fixture.hourlyLogUSD
    let penalty = oracle.numbers("pen")[0]
    let raw = try #require(optimalPartition(series, penalty: penalty, minLength: 6))
    let means = raw.segments.map { mean(Array(series[$0])) }
    #expect(oracle.disagreement("breakpoints", raw.ends.map(Double.init)) == nil)
    #expect(oracle.disagreement("objective", raw.objective) == nil)
    #expect(oracle.disagreement("ruptures_objective", raw.objective) == nil)
    #expect(oracle.disagreement("segment_means", means) == nil)
    let hours = (0..<24).map { hour in
      median(stride(from: hour, to: series.count, by: 24).map { series[$0] })
    }
    let shifts = try #require(
      meanShifts(series.enumerated().map { $1 - hours[$0 % 24] }, minLength: 24))
    let levels = shifts.partition.segments.map { mean(Array(series[$0])) }
    let found: [(String, [Double])] = [
      ("lrv", [shifts.longRunVariance]), ("L", [Double(shifts.lags)]),
      ("pen", [shifts.penalty]),
      ("breakpoints", shifts.partition.ends.map(Double.init)),
      ("objective", [shifts.partition.objective]), ("segment_means_log", levels),
    ]
    for (key, value) in found { #expect(oracle.disagreement("default.\(key)", value) == nil) }
  }
}
