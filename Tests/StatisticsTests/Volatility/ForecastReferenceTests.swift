import Foundation
import Statistics
import Testing

/// Forecast comparisons against numbers of statsmodels: `Tests/Reference/forecasts.py` prints them.
@Suite struct ForecastReferenceTests {
  private static let times = (0..<60).map(Double.init)
  private let actual = times.map { exp(sin($0 * $0) + 0.3 * cos($0)) }
  private let first = times.map { exp(0.4 * sin($0 * $0) + 0.1 * sin(3 * $0)) }
  private let second = times.map { exp(0.7 * sin($0 * $0) + 0.2 * cos(2 * $0)) }

  private func close(_ found: Double, _ reference: Double) -> Bool {
    abs(found - reference) < 1e-9 * abs(reference)
  }

  private var losses: (first: [Double], second: [Double]) {
    (qlike(actual: actual, forecasts: first), qlike(actual: actual, forecasts: second))
  }

  @Test func `QLIKE is the Gaussian quasi-likelihood less that of a perfect forecast`() {
    #expect(close(mean(losses.first), 0.1204226482405847))
    #expect(close(mean(losses.second), 0.0668924153582938))
  }

  @Test(arguments: [
    (1, 5.248634254208985, 2.188532485187594e-06), (4, 4.385008387749894, 4.848576327313955e-05),
  ])
  func `Diebold–Mariano`(horizon: Int, statistic: Double, p: Double) throws {
    let test = try #require(DieboldMariano(losses.first, losses.second, horizon: horizon))
    #expect(close(test.statistic, statistic))
    #expect(close(test.pValue, p))
  }

  @Test func `Clark–West`() throws {
    let test = try #require(
      ClarkWest(
        actual: actual.map { log($0) }, smaller: first.map { log($0) },
        larger: second.map { log($0) }))
    #expect(close(test.statistic, 6.017111016439903))
    #expect(close(test.pValue, 8.877865844293769e-10))
    #expect(close(test.outOfSampleRSquared, 0.4323903186830892))
  }

  @Test(arguments: [
    (1, [0.10409875390546355, 0.12539038201204886], 17.147419503548367, 1.410154612251388e-06),
    (8, [0.11105895488763477, 0.13260379024728164], 15.11450736986408, 5.208112528210348e-06),
  ])
  func `Mincer–Zarnowitz`(horizon: Int, errors: [Double], statistic: Double, p: Double) throws {
    let test = try #require(
      MincerZarnowitz(actual: actual, forecasts: second, horizon: horizon))
    #expect(close(test.coefficients[0], -0.6055919543236614))
    #expect(close(test.coefficients[1], 1.7285444609471026))
    #expect(close(test.standardErrors[0], errors[0]) && close(test.standardErrors[1], errors[1]))
    #expect(close(test.statistic, statistic))
    #expect(close(test.pValue, p))
    #expect(close(test.rSquared, 0.8270709822679593))
  }
}
