import Basics
import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct SpectralTests {
  @Test(arguments: Array(1...20) + [97, 336])
  func `the transform of any length is the literal sum`(length: Int) {
    var random = SplitMix64(seed: UInt64(length))
    let real = (0..<length).map { _ in random.uniform() - 0.5 }
    let imaginary = (0..<length).map { _ in random.uniform() - 0.5 }
    let found = FourierTransform(length: length)(
      ComplexColumns(real: real, imaginary: imaginary))
    for k in 0..<length {
      var (x, y) = (0.0, 0.0)
      for t in 0..<length {
        let angle = -2 * Double.pi * Double(k * t % length) / Double(length)
        x += real[t] * cos(angle) - imaginary[t] * sin(angle)
        y += real[t] * sin(angle) + imaginary[t] * cos(angle)
      }
      #expect(abs(found.real[k] - x) < 1e-12 && abs(found.imaginary[k] - y) < 1e-12)
    }
  }

  @Test(arguments: [7, 8]) func `the powers add up to the variance`(length: Int) {
    let series = (0..<length).map { sin(Double($0 * $0)) }
    let mean = series.reduce(0, +) / Double(length)
    let variance = series.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(length)
    let periodogram = Periodogram(series, samplingRate: 24)
    let sum = periodogram.power.reduce(0, +) * periodogram.resolution
    #expect(abs(sum - variance) < 1e-14)
    #expect(periodogram.interior.count == 3)
  }

  @Test func `Fisher's tail has the published point and stays in range`() {
    #expect(abs(fisherPeriodicityTail(0.445, count: 10) - 0.05) < 1e-3)
    #expect(abs(fisherPeriodicityTail(0.1, count: 10) - 1) < 1e-8)
    #expect(fisherPeriodicityTail(0.001, count: 100_000) < 1e-30)
    #expect(FisherPeriodicity(Periodogram([1, 1, 1, 1], samplingRate: 1)) == nil)
  }

  @Test func `a wave on gapped times has power one at its own frequency`() {
    let times = (0..<60).filter { $0 % 7 != 3 }.map { Double($0) * 0.25 }
    let grid = FrequencyGrid(first: 0.01, step: 0.01, count: 150)
    let scargle = LombScargle(times: times, grid: grid)
    let power = scargle.power(times.map { 5 + 2 * cos(2 * .pi * 0.8 * $0 + 1) })
    #expect(abs(power[79] - 1) < 1e-12)
    #expect(power[20] < 0.2)
    #expect(scargle.power(times.map { _ in 3 }).allSatisfy { $0 == 0 })
  }

  @Test func `the power is the share of variance a fitted wave explains`() {
    let times: [Double] = [0, 0.7, 1.1, 2.9, 4.2, 5]
    let values: [Double] = [1, 3, 2, 5, 4, 0]
    let grid = FrequencyGrid(first: 0.3, step: 1, count: 1)
    let found = LombScargle(times: times, grid: grid).power(values)[0]
    // Least squares on 1, cos, sin by its normal equations.
    var normal = SymmetricMatrix(dimension: 3)
    var right = [0.0, 0, 0]
    let rows = times.map { [1, cos(2 * .pi * 0.3 * $0), sin(2 * .pi * 0.3 * $0)] }
    for (row, value) in zip(rows, values) {
      for i in 0..<3 {
        right[i] += row[i] * value
        for j in 0...i { normal[i, j] += row[i] * row[j] }
      }
    }
    let fitted = normal.cholesky?.solve(right) ?? []
    var (residual, total) = (0.0, 0.0)
    for (row, value) in zip(rows, values) {
      let error = value - zip(row, fitted).reduce(0) { $0 + $1.0 * $1.1 }
      residual += error * error
      total += (value - 2.5) * (value - 2.5)
    }
    #expect(abs(found - (1 - residual / total)) < 1e-12)
  }

  @Test func `a series shorter than a segment has no Welch spectrum`() {
    #expect(WelchSpectrum([1, 2, 3], samplingRate: 1, segment: 4) == nil)
  }

  @Test func `the fixture gives the recorded spectrum`() {
    guard let oracle = AnalyticsOracle("spectrum"), let fixture = AnalyticsFixture.shared
    else { return }
    let series = fixture.hourlyLogUSD
    let periodogram = Periodogram(series, samplingRate: 24)
    let daily = [1.0, 2, 3].compactMap { periodogram.index(of: $0) }
    let fisher = FisherPeriodicity(periodogram)
    let first = Autoregression(series, maxOrder: 1).coefficients
    let coefficients = Autoregression(series, maxOrder: 6).coefficients
    let red = periodogram.background(autoregression: first)
    let background = periodogram.background(autoregression: coefficients)
    let sum = periodogram.power.reduce(0, +) * periodogram.resolution
    let found: [(String, [Double])] = [
      ("argmax_freq_per_day", [fisher.map { periodogram.frequency($0.index) } ?? .nan]),
      ("argmax_power", [periodogram.power.max() ?? .nan]),
      ("power_at_1_2_3_per_day", daily.map { periodogram.power[$0] }),
      ("sum_power_df", [sum]),
      ("fisher_m", [Double(fisher?.count ?? 0)]),
      ("fisher_g", [fisher?.statistic ?? .nan]), ("fisher_p", [fisher?.pValue ?? .nan]),
      ("fisher_p_m20_g0.3", [fisherPeriodicityTail(0.3, count: 20)]),
      ("fisher_p_m50_g0.15", [fisherPeriodicityTail(0.15, count: 50)]),
      ("ar1_rho", first), ("red_noise_p_at_1_per_day", [red.pValues[13]]),
      ("arp_order", [Double(coefficients.count)]),
      ("arp_p_at_1_2_3_per_day", daily.map { background.pValues[$0] }),
    ]
    for (key, value) in found { #expect(oracle.disagreement(key, value) == nil) }
  }

  @Test func `the fixture gives the recorded Welch spectrum`() throws {
    guard let oracle = AnalyticsOracle("spectrum"), let fixture = AnalyticsFixture.shared
    else { return }
    let welch = try #require(
      WelchSpectrum(fixture.hourlyLogUSD, samplingRate: 24, segment: 96))
    let interval = welch.interval(4)
    let found: [(String, [Double])] = [
      ("welch_segments", [Double(welch.segmentCount)]),
      ("welch_at_1_2_per_day", [welch.density[4], welch.density[8]]),
      ("welch_edof", [welch.degreesOfFreedom]),
      ("welch_ci95_at_1_per_day", [interval.lower, interval.upper]),
    ]
    for (key, value) in found { #expect(oracle.disagreement(key, value) == nil) }
  }

  @Test func `the fixture gives the recorded Lomb–Scargle powers`() {
    guard let oracle = AnalyticsOracle("lombscargle"), let fixture = AnalyticsFixture.shared
    else { return }
    let bins = fixture.bins(3_600_000)
    let kept = bins.count.indices.filter { bins.count[$0] > 0 && !(100...130).contains($0) }
    let scargle = LombScargle(
      times: kept.map { (Double($0) + 0.5) / 24 },
      grid: FrequencyGrid(first: 0.1, step: 0.05, count: 119))
    let power = scargle.power(kept.map { log1p(bins.usd[$0]) })
    let highest = power.max() ?? 0
    let coefficients = Autoregression(fixture.hourlyLogUSD, maxOrder: 6).coefficients
    let surrogates = scargle.surrogateFalseAlarm(
      highest: highest, autoregression: coefficients,
      observed: ObservedGrid(positions: kept, length: bins.count.count), replicates: 199, seed: 99)
    let sorted = surrogates.highest.sorted()
    let position = 0.95 * 198
    let lower = sorted[Int(position)]
    let quantile = lower + (position - floor(position)) * (sorted[Int(position) + 1] - lower)
    let found: [(String, [Double])] = [
      ("n", [Double(kept.count)]),
      ("best_freq", [scargle.grid[power.firstIndex(of: highest) ?? 0]]),
      ("best_power", [highest]), ("power_at_1_2", [power[18], power[38]]),
      ("fap_surrogate", [surrogates.test.pValue]), ("surrogate_max_q95", [quantile]),
      ("fap_baluev", [scargle.baluevFalseAlarm(highest)]),
      ("fap_single", [scargle.singleFalseAlarm(highest)]),
      ("fap_baluev_at_power_0.08", [scargle.baluevFalseAlarm(0.08)]),
    ]
    for (key, value) in found { #expect(oracle.disagreement(key, value) == nil) }
  }
}
