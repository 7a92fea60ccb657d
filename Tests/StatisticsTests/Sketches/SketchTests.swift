import Basics
import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct SketchTests {
  @Test func `every quantile is within the promised error`() throws {
    var random = SplitMix64(seed: 8)
    let values = (0..<5000).map { _ in exp(20 * random.uniform() - 10) }
    var sketch = LogarithmicSketch(relativeError: 0.02)
    for value in values { sketch.add(value) }
    let sorted = values.sorted()
    for p in [0, 0.01, 0.5, 0.99, 1] {
      let exact = sorted[Int(p * 4999)]
      let found = try #require(sketch.quantile(p))
      #expect(abs(found / exact - 1) <= 0.02 + 1e-12)
    }
  }

  @Test func `merging in any order gives the same sketch`() {
    let parts = [[3.0, 0, 1e6], [1e-5, 2], [7, -1, .nan]].map { values in
      var sketch = LogarithmicSketch(relativeError: 0.01)
      for value in values { sketch.add(value) }
      return sketch
    }
    var (forward, backward) = (parts[0], parts[2])
    forward.merge(parts[1])
    forward.merge(parts[2])
    backward.merge(parts[1])
    backward.merge(parts[0])
    #expect(forward == backward)
    #expect(forward.count == 6 && forward.rejected == 2 && forward.quantile(0) == 0)
    #expect(LogarithmicSketch(relativeError: 0.01).quantile(0.5) == nil)
  }

  @Test func `a small sample cannot bound an extreme quantile`() {
    #expect(quantileInterval(sorted: [1, 2, 3], 0.99) == nil)
    let interval = quantileInterval(sorted: (1...100).map(Double.init), 0.5)
    #expect(interval == ConfidenceInterval(low: 40, high: 61))
  }

  @Test func `the fixture gives the recorded quantiles`() {
    guard let oracle = AnalyticsOracle("quantiles"), let fixture = AnalyticsFixture.shared
    else { return }
    let sorted = fixture.events.map(\.usd).sorted()
    var sketch = LogarithmicSketch(relativeError: 0.01)
    for value in sorted { sketch.add(value) }
    let estimates = oracle.numbers("q").map { sketch.quantile($0) ?? .nan }
    #expect(oracle.disagreement("ddsketch_0.01", estimates) == nil)
    #expect(oracle.disagreement("ddsketch_buckets", Double(sketch.bucketCount)) == nil)
    for q in [0.5, 0.95] {
      let interval = quantileInterval(sorted: sorted, q)
      let bounds = [interval?.low ?? .nan, interval?.high ?? .nan]
      #expect(oracle.disagreement("ci95_q\(q)", bounds) == nil)
    }
  }
}
