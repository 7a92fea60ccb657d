import Basics
import Statistics
import Testing

@Suite struct TheilSenTests {
  @Test func `slopes that are counted are the slopes that are listed`() {
    var random = SplitMix64(seed: 3)
    let values = (0..<200).map { 0.01 * Double($0) + 20 * random.uniform() }
    var slopes: [Double] = []
    for j in values.indices {
      for i in 0..<j { slopes.append((values[j] - values[i]) / Double(j - i)) }
    }
    let fit = TheilSen(values, listing: 10)
    #expect(isClose(fit.slope, median(slopes), relative: 1e-9))
    #expect(fit.interval.low < fit.slope && fit.slope < fit.interval.high)
  }

  @Test func `a falling line is found beyond the listing too`() {
    let values = (0..<200).map { -3 * Double($0) }
    #expect(isClose(TheilSen(values, listing: 10).slope, -3, relative: 1e-9))
    #expect(TheilSen([Double](repeating: 1, count: 200), listing: 10).slope == 0)
  }

  @Test func `the slope within seasons is the same counted or listed`() {
    var random = SplitMix64(seed: 4)
    let seasons = (0..<7).map { season in
      (0..<40).map { $0 == season ? .nan : 0.02 * Double($0) + Double(season) * random.uniform() }
    }
    let listed = TheilSen.seasonalSlope(seasons)
    #expect(isClose(TheilSen.seasonalSlope(seasons, listing: 10), listed, relative: 1e-9))
    #expect(listed > 0)
    #expect(TheilSen.seasonalSlope([[1], [.nan, 2]]).isNaN)
  }

  @Test func `missing values are left out and keep their place`() {
    #expect(TheilSen([0, .nan, 2, 3, .nan, 5]).slope == 1)
    #expect(MannKendall([0, .nan, 2, 3]).score == 3)
    #expect(TheilSen([1]).slope.isNaN)
  }
}
