import Statistics
import Testing

/// Reference values: the call named above each test, `scipy` 1.17.
@Suite struct DistributionTests {
  @Test func `chi-squared tails and quantiles agree`() {
    // chi2.logsf(142.0426119252641, 23); mpmath at 1854.3…; chi2.ppf
    let hours = ChiSquared(23)
    #expect(isClose(hours.logTails(142.0426119252641).upper, -42.394791068753655))
    #expect(isClose(hours.logTails(1854.3118279569894).upper, -871.69925904608))
    #expect(isClose(ChiSquared(6.5).quantile(0.975), 15.236897767505537))
    #expect(isClose(ChiSquared(6.5).quantile(0.025), 1.4584456000006825))
  }

  @Test func `Student tails and quantiles agree`() {
    // 2*t.sf(…); t.ppf; mpmath for the logarithms
    #expect(isClose(StudentT(334).twoSided(2.11197243884308), 0.03543093853280775))
    #expect(isClose(StudentT(19).twoSided(-3.2582856), 0.004135965257361237))
    #expect(isClose(StudentT(200).logTwoSided(60), -297.29333917759425))
    #expect(isClose(StudentT(7).logTwoSided(1e-9), -7.699829019609715e-10))
    #expect(isClose(StudentT(334).quantile(0.975), 1.9670919629190604))
    #expect(isClose(StudentT(3).quantile(0.001), -10.214531852407383))
    #expect(isClose(StudentT(9).upperTail(-1) + StudentT(9).upperTail(1), 1))
    #expect(StudentT(9).twoSided(.infinity) == 0)
  }

  @Test func `Fisher tails and quantiles agree`() {
    // mpmath; f.ppf(0.95, 3, 1334); f.sf(3.5987, 3, 1334)
    #expect(isClose(FisherF(23, 312).logTails(9.968888633523294).upper, -57.76206917805116))
    #expect(isClose(FisherF(3, 1334).quantile(0.95), 2.6115732186489327))
    #expect(isClose(FisherF(3, 1334).upperTail(3.5987), 0.013117094058935226))
  }

  @Test(arguments: [
    (2_258, 4_464, 0.5, 0.44527461516560934), (3, 10, 0.2, 0.42957465600000017),
    (0, 40, 0.01, 1), (500, 4_000, 0.1, 3.530644031716925e-07),
    (60, 4_000, 0.1, 1.232029659353655e-106),
  ]) func `the two-sided binomial test agrees`(k: Int, n: Int, p: Double, expected: Double) {
    // binomtest(k, n, p).pvalue
    #expect(isClose(Binomial(trials: n, probability: p).twoSided(k), expected, relative: 1e-10))
  }

  @Test func `binomial quantiles agree`() {
    // binom.ppf
    #expect(Binomial(trials: 7_369, probability: 0.95).quantile(0.025) == 6_963)
    #expect(Binomial(trials: 7_369, probability: 0.5).quantile(0.975) == 3_769)
  }

  @Test func `counts beyond a Poisson or negative binomial agree`() {
    // nbinom.sf(k - 1, …), poisson.sf(k - 1, …); mpmath.gammainc for the last
    #expect(isClose(NegativeBinomial(size: 0.7, probability: 0.05).atLeast(40), 0.0726114174823674))
    #expect(
      isClose(
        NegativeBinomial(size: 2.5, probability: 0.01).atLeast(4_001), 6.795897943899799e-16,
        relative: 1e-11))
    #expect(isClose(Poisson(mean: 4.2).atLeast(40), 1.7421781967131783e-25, relative: 1e-12))
    #expect(isClose(Poisson(mean: 1_000).atLeast(1_000), 0.5042052441802155))
    #expect(isClose(Poisson(mean: 50).logTails(399).upper, -485.558371008343))
    #expect(Poisson(mean: 3).atLeast(0) == 1)
  }

  @Test(arguments: [
    (0.3, 0.9999906941986655), (0.83, 0.4961909953505036), (1.36, 0.049485876755377876),
    (5, 3.8574996959278356e-22),
  ]) func `the Kolmogorov tail agrees`(x: Double, expected: Double) {
    // kstwobign.sf
    #expect(isClose(Kolmogorov.upperTail(x), expected, relative: 1e-12))
  }

  @Test(arguments: [(0.05, 400, 0.26121244607129124), (0.02, 4_000, 0.08043072865191048)])
  func `the corrected Kolmogorov tail is close to the exact one`(
    distance: Double, count: Int, expected: Double
  ) {
    // kstwo.sf(distance, count)
    #expect(
      isClose(Kolmogorov.upperTail(distance: distance, count: count), expected, relative: 1e-3))
  }

  @Test func `signed ranks are counted exactly, ties included`() {
    // wilcoxon(…, method="exact") with W = 13, n = 14; all 2⁷ signs for the tied ranks
    let plain = SignedRankDistribution(doubledRanks: (1...14).map { 2 * $0 })
    #expect(plain.twoSided(doubled: 26) == 0.0107421875)
    let tied = SignedRankDistribution(doubledRanks: [4, 4, 9, 9, 13, 13, 4])
    #expect(tied.twoSided(doubled: 43) == 0.28125)
  }
}
