import Basics
import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct LeadLagTests {
  private static func walk(_ seed: UInt64, count: Int) -> TickSeries {
    var random = SplitMix64(seed: seed)
    var (time, value): (Int64, Double) = (0, 0)
    var (times, values): ([Int64], [Double]) = ([], [])
    for _ in 0..<count {
      time += Int64(1 + random.index(below: 4))
      value += random.uniform() - 0.5
      times.append(time)
      values.append(value)
    }
    return TickSeries(times: times, values: values)
  }

  /// Every pair of overlapping intervals, one by one.
  private static func literal(_ a: TickSeries, _ b: TickSeries, _ lag: Int64) -> Double {
    var sum = 0.0
    for i in 1..<a.times.count {
      for j in 1..<b.times.count {
        let (start, end) = (b.times[j - 1] - lag, b.times[j] - lag)
        guard end > a.times[i - 1], start < a.times[i] else { continue }
        sum += (a.values[i] - a.values[i - 1]) * (b.values[j] - b.values[j - 1])
      }
    }
    return sum
  }

  @Test(arguments: [-7, 0, 3] as [Int64])
  func `telescoping equals the sum over overlapping pairs`(lag: Int64) {
    let (a, b) = (Self.walk(1, count: 60), Self.walk(2, count: 45))
    let found = hayashiYoshidaCovariance(a, b, lag: lag)
    #expect(abs(found - Self.literal(a, b, lag)) < 1e-12)
  }

  @Test func `a delayed copy is led by its original`() throws {
    let original = Self.walk(5, count: 400)
    let copy = TickSeries(times: original.times.map { $0 + 6 }, values: original.values)
    let lags = Array(stride(from: Int64(-12), through: 12, by: 3))
    let found = try #require(LeadLag(original, copy, lags: lags))
    #expect(found.peak == 6)
    #expect((found.ratio ?? 0) > 2)
    let window = Int64(0)..<(copy.times[399] + 1)
    let test = leadLagShiftTest(original, copy, lags: lags, window: window, replicates: 19)
    #expect(test?.pValue == 0.05)
    #expect(LeadLag(original, TickSeries(times: [1, 2], values: [1, 1]), lags: [0]) == nil)
  }

  @Test func `the last of several values at one instant is kept`() {
    let ticks = TickSeries(times: [1, 1, 2], values: [5, 6, 7])
    #expect(ticks.values == [6, 7])
    #expect(ticks.rotated(by: 3, in: 0..<4).times == [0, 1])
  }

  @Test func `the fixture gives the recorded curve`() throws {
    guard let oracle = AnalyticsOracle("hayashi_yoshida"),
      let fixture = AnalyticsFixture.shared
    else { return }
    let series = ["binance", "bybit"].map { exchange in
      let events = fixture.bitcoin.filter { $0.exchange == exchange }
      return TickSeries(times: events.map(\.time), values: events.map { log($0.price) })
    }
    let lags = (-12...12).map { Int64($0) * 5000 }
    let found = try #require(LeadLag(series[0], series[1], lags: lags))
    let covariance = hayashiYoshidaCovariance(series[0], series[1])
    #expect(oracle.disagreement("n1_n2", series.map { Double($0.times.count) }) == nil)
    #expect(oracle.disagreement("hy_cov0", covariance) == nil)
    #expect(oracle.disagreement("hy_corr0", found.correlations[12]) == nil)
    #expect(oracle.disagreement("curve", found.correlations) == nil)
    #expect(oracle.disagreement("argmax_theta", Double(found.peak) / 1000) == nil)
    #expect(oracle.disagreement("llr", found.ratio) == nil)
  }
}
