import Basics
import Statistics
import Testing

@Suite struct GapTests {
  private let series: [Double] = {
    var random = SplitMix64(seed: 9)
    return (0..<400).map { _ in random.uniform() }
  }()

  @Test func `missing values drop out of correlations pairwise`() {
    var gapped = series
    gapped[17] = .nan
    let rho = autocorrelations(gapped, lags: 5)
    #expect(rho[0] == 1)
    #expect(!rho.contains { !$0.isFinite })
    let cross = CrossCorrelation(gapped, series, maxLag: 2)
    #expect(cross.count == 399)
    #expect(cross.values[2] > 0.99)
  }

  @Test func `a residual that needs a missing value is missing`() {
    var gapped = series
    gapped[17] = .nan
    let model = Autoregression(coefficients: [0.5, 0.2], innovationVariance: 1)
    let missing = model.filtered(gapped).indices.filter { model.filtered(gapped)[$0].isNaN }
    #expect(missing == [15, 16, 17])
  }

  @Test func `a constant series has no block length and no trend`() {
    let constant = [Double](repeating: 2, count: 50)
    #expect(BlockLength(constant) == nil)
    #expect(MannKendall(constant).z.isNaN)
    #expect(SeasonalDecomposition(constant, period: 24) != nil)
    #expect(SeasonalDecomposition([1, 2, 3], period: 24) == nil)
  }
}
