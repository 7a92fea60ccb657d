import Statistics
import Testing

/// Reference values: `mpmath` with 60 or more digits unless the comment names another call.
@Suite struct SpecialFunctionTests {
  /// `mpmath.loggamma`.
  @Test(arguments: [
    (1e-8, 18.42068073818021), (0.1, 2.252712651734206), (0.5, 0.5723649429247001),
    (0.999, 0.0005780385328913802), (1.0001, -5.771334222047127e-05),
    (1.7, -0.09580769740706588), (2.3, 0.15418945495963046), (7.25, 7.0521854507385395),
    (33.3, 82.60372358165495), (12345.5, 103958.24296512322),
  ]) func `the logarithm of gamma has fifteen digits`(x: Double, expected: Double) {
    #expect(isClose(logGamma(x), expected, relative: 2e-15))
  }

  /// `mpmath.gammainc(a, 0, x, regularized=True)` and its complement.
  @Test(arguments: [
    [0.5, 1e-6, -6.786973374680181, -0.0011290158896213548],
    [0.5, 900, 0, -903.9741171106439], [1, 1, -0.4586751453870819, -1],
    [3.5, 0.01, -18.579608427414826, -8.530580505813909e-09],
    [12, 2, -13.504638103426153, -1.3646160907033092e-06],
    [12, 60, -9.702880449662454e-15, -32.26635359990989],
    [250, 100, -82.24622746284484, -1.9094894161622827e-36],
    [250, 700, 0, -196.8663695755331],
    [10000, 9000, -56.83548616875225, -2.073299202433928e-25],
    [10000, 10000, -0.6904910944019723, -0.69581034030382],
    [100_000, 110_000, 0, -473.35593367376475],
  ]) func `both gamma tails keep their logarithms`(row: [Double]) {
    let tails = regularizedGamma(row[0], row[1])
    #expect(isClose(tails.lower, row[2], relative: 1e-13, absolute: 1e-25))
    #expect(isClose(tails.upper, row[3], relative: 1e-13, absolute: 1e-25))
  }

  /// The hypergeometric series of `mpmath`, 400 digits.
  @Test(arguments: [
    [0.5, 0.5, 0.25, -1.0986122886681098, -0.4054651081081644],
    [2, 3, 0.4, -0.6447380413522577, -0.744019510933702],
    [0.5, 0.5, 1e-10, -11.964508170243016, -6.366217988104651e-06],
    [30, 0.5, 0.001, -209.50930437143302, -1.0262784370021768e-91],
    [200, 300, 0.1, -159.15767518232542, -7.563101272151316e-70],
    [200, 300, 0.4, -0.6883017062147304, -0.6980162478923904],
    [200, 300, 0.9, -1.7106014558524549e-165, -379.3896953067763],
  ]) func `both beta tails keep their logarithms`(row: [Double]) {
    let tails = regularizedBeta(row[0], row[1], row[2])
    #expect(isClose(tails.lower, row[3], relative: 1e-13))
    #expect(isClose(tails.upper, row[4], relative: 1e-13))
  }

  @Test(arguments: [
    (0.0, LogTails(lower: -.infinity, upper: 0)), (1.0, LogTails(lower: 0, upper: -.infinity)),
  ]) func `the ends of the beta function are exact`(x: Double, expected: LogTails) {
    #expect(regularizedBeta(2, 3, x) == expected)
  }

  @Test func `an impossible shape is not a number`() {
    #expect(regularizedGamma(-1, 2).lower.isNaN)
    #expect(regularizedBeta(0, 2, 0.5).upper.isNaN)
    #expect(logGamma(0).isNaN)
  }

  @Test func `the beta function is inverted`() {
    for p in [1e-200, 1e-9, 0.025, 0.5, 0.975] {
      let x = inverseRegularizedBeta(3, 40, p)
      #expect(isClose(regularizedBeta(3, 40, x).lower, logOf(p), relative: 1e-12))
    }
  }

  /// `mpmath.log(mpmath.erfc(z / sqrt(2)) / 2)`.
  @Test(arguments: [
    (1, -1.8410216450092636), (5, -15.064998393988725), (20, -203.91715537109727),
    (37, -689.0305855768906), (60, -1805.0135606805673), (1e6, -500000000014.73444),
    (-40, 0),
  ]) func `the normal tail has no end`(z: Double, expected: Double) {
    #expect(isClose(Normal.logUpperTail(z), expected, relative: 1e-14, absolute: 1e-300))
  }

  /// `scipy.special.ndtri`.
  @Test(arguments: [
    (1e-300, -37.0470962993612), (1e-20, -9.262340089798409), (1e-05, -4.264890793922825),
    (0.025, -1.9599639845400545), (0.3, -0.5244005127080409), (0.5, 0),
    (0.9, 1.2815515655446004), (0.975, 1.959963984540054), (0.999999999999, 7.0344869100478356),
  ]) func `the normal quantile is the inverse`(p: Double, expected: Double) {
    #expect(isClose(Normal.quantile(p), expected, relative: 1e-14))
  }
}
