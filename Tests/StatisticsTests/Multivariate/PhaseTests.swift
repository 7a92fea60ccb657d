import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct PhaseTests {
  @Test func `directions all alike are certain and none have no test`() throws {
    let same = try #require(RayleighTest([Double](repeating: 1, count: 20)))
    #expect(abs(same.meanLength - 1) < 1e-15 && abs(same.angle - 1) < 1e-12)
    #expect(same.pValue < 1e-8)
    let even = try #require(RayleighTest((0..<8).map { Double($0) * .pi / 4 }))
    #expect(abs(even.pValue - 1) < 1e-12)
    #expect(RayleighTest([]) == nil)
  }

  @Test func `one dimension is Student's test squared`() throws {
    let values = [1.2, 0.4, -0.3, 2.2, 1.1]
    let found = try #require(HotellingTest(values.map { [$0] }))
    let student = MeanTest(values)
    #expect(abs(found.statistic - student.t * student.t) < 1e-12)
    #expect(abs(found.pValue - student.pValue) < 1e-12)
    #expect(HotellingTest([[1, 2], [2, 4], [3, 6]]) == nil)
  }

  @Test func `the fixture gives the recorded phases`() throws {
    guard let oracle = AnalyticsOracle("rayleigh"), let fixture = AnalyticsFixture.shared
    else { return }
    let times = fixture.bitcoin.map(\.time)
    let onsets = runClusters(times.span, maxGap: 60_000, minCount: 5).map { times[$0.lowerBound] }
    for (name, instants) in [("events", times), ("cascade_onsets", onsets)] {
      let angles = instants.map { time in
        2 * Double.pi * Double((time - fixture.start) % 86_400_000) / 86_400_000
      }
      let found = try #require(RayleighTest(angles))
      let hour = found.angle * 24 / (2 * Double.pi)
      #expect(oracle.disagreement("\(name).n", Double(found.count)) == nil)
      #expect(oracle.disagreement("\(name).Rbar", found.meanLength) == nil)
      #expect(oracle.disagreement("\(name).Z", found.statistic) == nil)
      #expect(oracle.disagreement("\(name).mean_hour", hour) == nil)
      #expect(oracle.disagreement("\(name).p", found.pValue) == nil)
    }
    let counts = fixture.bins(3_600_000).count
    let vectors = (0..<14).map { day -> [Double] in
      var vector = [0.0, 0]
      for hour in 0..<24 {
        let angle = 2 * Double.pi * (Double(hour) + 0.5) / 24
        vector[0] += counts[day * 24 + hour] * cos(angle)
        vector[1] += counts[day * 24 + hour] * sin(angle)
      }
      return vector
    }
    let test = try #require(HotellingTest(vectors))
    #expect(oracle.disagreement("hotelling.T2", test.statistic) == nil)
    #expect(oracle.disagreement("hotelling.p", test.pValue) == nil)
    let hour = test.angle * 24 / (2 * Double.pi)
    #expect(oracle.disagreement("hotelling.mean_hour", hour) == nil)
  }
}
