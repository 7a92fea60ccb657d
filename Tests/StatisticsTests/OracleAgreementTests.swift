import Foundation
import Statistics
import TestSupport
import Testing

/// The reference values of `oracle/analytics`, recomputed with the same functions the analyses use.
@Suite struct OracleAgreementTests {
  private func check(_ analysis: String, _ found: KeyValuePairs<String, [Double]>) {
    guard let oracle = AnalyticsOracle(analysis) else { return }
    for (key, values) in found {
      #expect(oracle.disagreement(key, values) == nil)
    }
  }

  private let p = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262,
    0.5719, 0.6528, 0.759, 1.0,
  ]

  @Test func `families of p-values are corrected as statsmodels does`() {
    check(
      "multiplicity",
      [
        "fdr_bh": MultipleTesting.benjaminiHochberg(p),
        "fdr_by": MultipleTesting.benjaminiYekutieli(p),
        "holm": MultipleTesting.holm(p), "bonferroni": MultipleTesting.bonferroni(p),
      ])
  }

  @Test func `the trend regression agrees`() throws {
    guard let fixture = AnalyticsFixture.shared else { return }
    let y = fixture.hourlyLogUSD
    let columns = [y.map { _ in 1.0 }, y.indices.map(Double.init)]
    let fit = try #require(LeastSquares(y, on: columns))
    let hac = CoefficientTest(
      fit, 1, covariance: fit.neweyWestCovariance(lags: neweyWestLag(y.count)),
      degreesOfFreedom: Double(fit.degreesOfFreedom))
    let cosine = CoefficientTest(
      fit, 1, covariance: fit.cosineCovariance, degreesOfFreedom: Double(fit.cosineCount))
    let classical = CoefficientTest(
      fit, 1, covariance: fit.classicalCovariance, degreesOfFreedom: Double(fit.degreesOfFreedom))
    check(
      "trend",
      [
        "L": [Double(neweyWestLag(y.count))], "intercept": [fit.coefficients[0]],
        "slope_per_hour": [fit.coefficients[1]], "r2": [fit.rSquared],
        "se_classical": [classical.standardError], "p_classical": [classical.pValue],
        "se_hac": [hac.standardError], "t_hac": [hac.t], "p_hac_t": [hac.pValue],
        "ci95_hac": [hac.interval.low, hac.interval.high], "ewc_nu": [Double(fit.cosineCount)],
        "se_ewc": [cosine.standardError], "p_ewc": [cosine.pValue],
      ])
  }

  @Test func `trend tests by rank agree`() {
    guard let fixture = AnalyticsFixture.shared else { return }
    let y = fixture.hourlyLogUSD
    let plain = MannKendall(y)
    let sen = TheilSen(y)
    let corrected = plain.hamedRao(y, slope: sen.slope)
    let seasons = (0..<24).map { hour in stride(from: hour, to: y.count, by: 24).map { y[$0] } }
    let seasonal = MannKendall(seasons: seasons)
    let daily = MannKendall(fixture.bins(86_400_000).usd.map { log1p($0) })
    check(
      "trend",
      [
        "mk_S": [plain.score], "mk_varS": [plain.variance], "mk_z": [plain.z],
        "mk_p": [plain.pValue], "mk_tau_a": [plain.tau],
        "hamed_rao_varS": [corrected.variance], "hamed_rao_z": [corrected.z],
        "hamed_rao_p": [corrected.pValue], "seasonal_mk_S": [seasonal.score],
        "seasonal_mk_varS": [seasonal.variance], "seasonal_mk_z": [seasonal.z],
        "seasonal_mk_p": [seasonal.pValue],
        "seasonal_sen_slope_per_day": [TheilSen.seasonalSlope(seasons)],
        "mk_daily_S": [daily.score], "mk_daily_p": [daily.pValue], "sen_slope": [sen.slope],
        "sen_ci95": [sen.interval.low, sen.interval.high],
      ])
  }

  @Test func `smoothing and block lengths agree`() throws {
    guard let fixture = AnalyticsFixture.shared else { return }
    let y = fixture.hourlyLogUSD
    let block = try #require(BlockLength(y))
    let average = centredMovingAverage(y, length: 24)
    let parts = try #require(SeasonalDecomposition(y, period: 24))
    let places = [0, 100, 335]
    check(
      "trend",
      [
        "politis_white_block_stationary": [block.stationary],
        "politis_white_block_circular": [block.circular],
        "ma24_first_last": [average[0], average[average.count - 1]],
        "stl_trend_0_100_335": places.map { parts.trend[$0] },
        "stl_seasonal_0_100_335": places.map { parts.seasonal[$0] },
        "stl_trend_strength": [parts.trendStrength],
        "stl_seasonal_strength": [parts.seasonalStrength],
      ])
  }

  @Test func `tests of the hour of day agree`() {
    guard let fixture = AnalyticsFixture.shared else { return }
    let y = fixture.hourlyLogUSD
    let days = stride(from: 0, to: y.count, by: 24).map { Array(y[$0..<($0 + 24)]) }
    let hours = (0..<24).map { hour in days.map { $0[hour] } }
    let rotation = RotationTest(days: days, replicates: 999, seed: 7)
    let friedman = friedman(days)
    let effects = hours.indices.map { hour in
      MeanTest(days.map { $0[hour] - mean($0) })
    }
    check(
      "seasonality",
      [
        "kw_hour_H": [kruskalWallis(hours).statistic], "kw_hour_p": [kruskalWallis(hours).pValue],
        "friedman_hour_chi2": [friedman.statistic], "friedman_hour_p": [friedman.pValue],
        "perm_stat": [rotation.statistic], "perm_p": [rotation.pValue],
        "hour_maxT_adj_p": rotation.adjustedPValues, "hour_effect": effects.map(\.mean),
        "hour_effect_p": effects.map(\.pValue),
        "hour_effect_q": MultipleTesting.benjaminiHochberg(effects.map(\.pValue)),
      ])
  }

  @Test func `autocorrelations agree`() {
    guard let fixture = AnalyticsFixture.shared else { return }
    let y = fixture.hourlyLogUSD
    let rho = autocorrelations(y, lags: 48)
    let widths = bartlettHalfWidths(rho, count: y.count)
    let test = LjungBox(autocorrelations: Array(rho[...24]), count: y.count)
    check(
      "acf",
      [
        "acf_0_48": rho, "bartlett_halfwidth_1_2_5_24": [1, 2, 5, 24].map { widths[$0] },
        "pacf_ywm_1_10": Array(LevinsonDurbin(y, maxOrder: 10).partial[1...]),
        "ljungbox24": [test.statistic], "ljungbox24_p": [test.pValue],
      ])
  }

  @Test func `prewhitened cross-correlations agree`() {
    guard let fixture = AnalyticsFixture.shared else { return }
    let x = fixture.bins(300_000).usd.map { log1p($0) }
    let y = fixture.returns(5).map { abs($0) }
    let order = Int(10 * log10(Double(x.count)))
    let model = Autoregression(x, maxOrder: order)
    let whitened = CrossCorrelation(model.filtered(x), model.filtered(y), maxLag: 12)
    check(
      "crosscorr",
      [
        "usd_vs_absret.raw": CrossCorrelation(x, y, maxLag: 12).values,
        "usd_vs_absret.ar_order": [Double(model.order)],
        "usd_vs_absret.prewhitened": whitened.values,
      ])
  }

  @Test func `the bootstrap of the imbalance agrees to the bit`() {
    guard let fixture = AnalyticsFixture.shared else { return }
    let bins = fixture.bins(3_600_000)
    var bootstrap = StationaryBootstrap(count: bins.usd.count, meanBlockLength: 24, seed: 42)
    var indices = [Int32](repeating: 0, count: bins.usd.count)
    var draws: [Double] = []
    for _ in 0..<500 {
      bootstrap.next(into: &indices)
      let long = resampledSum(bins.usdLong.span, indices.span)
      let short = resampledSum(bins.usdShort.span, indices.span)
      draws.append((long - short) / (long + short))
    }
    let interval = percentileInterval(draws)
    check("aggregation", ["imbalance_usd_boot95": [interval.low, interval.high]])
  }

  @Test func `day differences around funding agree`() {
    guard let oracle = AnalyticsOracle("funding") else { return }
    let test = SignedRankTest(oracle.numbers("day_diff"))
    #expect(oracle.disagreement("wilcoxon_W", test.statistic) == nil)
    #expect(oracle.disagreement("wilcoxon_p_exact", test.pValue) == nil)
  }
}
