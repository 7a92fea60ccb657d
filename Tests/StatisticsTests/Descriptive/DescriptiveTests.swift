import Statistics
import Testing

@Suite struct DescriptiveTests {
  @Test func `equal values share the mean of their ranks`() {
    #expect(midRanks([30, 10, 10, 20]) == [4, 1.5, 1.5, 3])
    #expect(midRanks([]) == [])
    #expect(stableOrder([2, 1, 2, 1]) == [1, 3, 0, 2])
    #expect(tieCounts([2, 1, 2, 1, 5]) == [2, 2, 1])
  }

  @Test func `quantiles interpolate between order statistics`() {
    #expect(quantile(ofSorted: [1, 2, 4], 0.75) == 3)
    #expect(quantile(ofSorted: [1, 2, 4], 0) == 1)
    #expect(quantile(ofSorted: [1, 2, 4], 1) == 4)
    #expect(quantile(ofSorted: [7], 0.3) == 7)
    #expect(median([3, 1, 2, 10]) == 2.5)
    #expect(median([]).isNaN)
  }

  @Test func `variances name their divisor and need enough values`() {
    #expect(mean([1, 2, 6]) == 3)
    #expect(sampleVariance([1, 2, 6]) == 7)
    #expect(populationVariance([1, 3]) == 1)
    #expect(sampleVariance([1]).isNaN && mean([Double]()).isNaN)
  }
}
