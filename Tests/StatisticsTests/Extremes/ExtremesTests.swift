import Basics
import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct ExtremesTests {
  @Test(arguments: [0.0, 0.4]) func `a simulated tail gives its parameters back`(shape: Double)
    throws
  {
    var random = SplitMix64(seed: 12)
    let values = (0..<4000).map { _ in
      let steps = -log(1 - random.uniform())
      return shape == 0 ? 2 * steps : 2 * expm1(shape * steps) / shape
    }
    let tail = try #require(ParetoTail(values, above: 1))
    #expect(abs(tail.shape - shape) < 3 * tail.standardErrors.shape)
    let exact = shape == 0 ? 2 * log(1000.0) : 2 * expm1(shape * log(1000.0)) / shape
    let interval = try #require(tail.quantileInterval(values, 0.999))
    #expect(interval.low < exact && exact < interval.high)
    let estimate = try #require(tail.quantile(0.999))
    #expect(interval.low < estimate && estimate < interval.high)
    #expect(tail.quantile(0.1) == nil)
  }

  @Test func `a tail needs exceedances and a mean needs a light one`() throws {
    #expect(ParetoTail([1, 2, 3], above: 0) == nil)
    let heavy = (1...200).map { pow(Double($0) / 201, -2.0) }
    let tail = try #require(ParetoTail(heavy, above: 1))
    #expect(tail.shape > 1 && tail.expectedShortfall(0.99) == nil)
  }

  @Test func `alone-standing exceedances have index one and pairs about a half`() {
    #expect(extremalIndex(exceedances: [3]) == nil)
    #expect(extremalIndex(exceedances: [0, 1, 2, 3]) == 1)
    var random = SplitMix64(seed: 3)
    var (position, pairs): (Int, [Int]) = (0, [])
    for _ in 0..<500 {
      position += 2 + Int(-40 * log(1 - random.uniform()))
      pairs += [position, position + 1]
    }
    #expect(abs((extremalIndex(exceedances: pairs) ?? 0) - 0.5) < 0.06)
  }

  @Test func `golden sections find the bottom`() {
    let found = minimizeOnInterval(0, 10) { ($0 - 3) * ($0 - 3) + 1 }
    #expect(abs(found.point - 3) < 1e-6 && abs(found.value - 1) < 1e-12)
  }

  @Test func `the fixture gives the recorded tail`() throws {
    guard let oracle = AnalyticsOracle("evt"), let fixture = AnalyticsFixture.shared
    else { return }
    let values = fixture.bitcoin.map(\.usd)
    let threshold = quantile(sorted: values.sorted(), 0.95)
    let tail = try #require(ParetoTail(values, above: threshold))
    let errors = tail.standardErrors
    let hourly = fixture.bins(3_600_000).usd
    let level = quantile(sorted: hourly.sorted(), 0.9)
    let index = extremalIndex(exceedances: hourly.indices.filter { hourly[$0] > level })
    let found: [(String, [Double])] = [
      ("u", [threshold]), ("n_exceed", [Double(tail.exceedances)]), ("xi", [tail.shape]),
      ("sigma", [tail.scale]), ("loglik", [tail.logLikelihood]),
      ("se_asymp", [errors.shape, errors.scale]),
      ("var_0.99", [tail.quantile(0.99) ?? .nan]), ("var_0.999", [tail.quantile(0.999) ?? .nan]),
      ("es_0.99", [tail.expectedShortfall(0.99) ?? .nan]),
      ("es_0.999", [tail.expectedShortfall(0.999) ?? .nan]),
      ("extremal_index_ferro_segers_hourly_q90", [index ?? .nan]),
    ]
    for (key, value) in found { #expect(oracle.disagreement(key, value) == nil) }
  }
}
