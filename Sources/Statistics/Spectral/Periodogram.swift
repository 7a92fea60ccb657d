/// The one-sided power spectral density of an evenly sampled series.
///
/// P_k = 2|X_k|²/(f_s·n) after the mean has been removed (not doubled at the Nyquist frequency of
/// an even length), so that Σ P·Δf is the population variance. Unit: value² per unit of frequency.
package struct Periodogram: Sendable, Equatable {
  /// P_k for k = 1 … ⌊n/2⌋; frequency 0 is left out, it is zero by construction.
  package let power: [Double]
  /// Δf = f_s/n, the distance between frequencies.
  package let resolution: Double
  /// The length of the series.
  package let sampleCount: Int

  /// The periodogram of `series`, at least two values, sampled `samplingRate` times a unit.
  ///
  /// - Complexity: O(n log n).
  package init(_ series: [Double], samplingRate: Double) {
    precondition(series.count >= 2, "a periodogram needs two values, not \(series.count)")
    let count = series.count
    let mean = series.reduce(0, +) / Double(count)
    let squares = FourierTransform(length: count).power(of: series.map { $0 - mean })
    let scale = 1 / (samplingRate * Double(count))
    power = (1...(count / 2)).map { k in
      (2 * k == count ? 1 : 2) * scale * squares[k]
    }
    resolution = samplingRate / Double(count)
    sampleCount = count
  }

  /// The frequency of `power[index]`.
  package func frequency(_ index: Int) -> Double { Double(index + 1) * resolution }

  /// The index of the frequency nearest to `frequency`, nil outside the spectrum.
  package func index(of frequency: Double) -> Int? {
    let nearest = (frequency / resolution).rounded()
    guard nearest >= 1, nearest <= Double(power.count) else { return nil }
    return Int(nearest) - 1
  }

  /// The powers strictly inside: without the Nyquist frequency, whose law differs.
  package var interior: ArraySlice<Double> { power.prefix((sampleCount - 1) / 2) }
}
