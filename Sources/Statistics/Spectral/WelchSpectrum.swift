import Glibc

/// Welch's averaged spectral density (1967): the mean over overlapping Hann-windowed segments.
///
/// Smoother than the periodogram, blind to periods longer than a segment.
package struct WelchSpectrum: Sendable, Equatable {
  /// The density at k = 0 … ⌊segment/2⌋ times `resolution`, one-sided.
  package let density: [Double]
  /// Distance between frequencies.
  package let resolution: Double
  /// How many segments were averaged.
  package let segmentCount: Int
  /// ν = 2K/(1 + 2c(1 − 1/K)), c the squared correlation of the windows of neighbours.
  package let degreesOfFreedom: Double

  /// Averages segments of `segment` values, each half over the one before it and freed of its
  /// mean; nil when the series is shorter than a segment.
  ///
  /// The window is the periodic Hann window, w_t = ½(1 − cos 2πt/segment).
  ///
  /// - Parameters:
  ///   - series: Evenly sampled values.
  ///   - samplingRate: Samples a unit of time.
  ///   - segment: Values of a segment; even, at least 2.
  /// - Complexity: O(n log segment).
  package init?(_ series: [Double], samplingRate: Double, segment: Int) {
    precondition(segment >= 2 && segment % 2 == 0, "a segment is even, was \(segment)")
    let half = segment / 2
    let count = series.count / half - 1
    guard count >= 1 else { return nil }
    let window = (0..<segment).map { 0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(segment)) }
    let energy = window.reduce(0) { $0 + $1 * $1 }
    let transform = FourierTransform(length: segment)
    var sums = [Double](repeating: 0, count: half + 1)
    for k in 0..<count {
      let part = series[(k * half)..<(k * half + segment)]
      let mean = part.reduce(0, +) / Double(segment)
      let power = transform.power(of: zip(part, window).map { ($0 - mean) * $1 })
      for i in sums.indices { sums[i] += power[i] }
    }
    let scale = 1 / (samplingRate * energy * Double(count))
    density = sums.enumerated().map { ($0 == 0 || $0 == half ? 1 : 2) * scale * $1 }
    resolution = samplingRate / Double(segment)
    segmentCount = count
    let overlap = (0..<half).reduce(0) { $0 + window[$1] * window[$1 + half] } / energy
    let correlation = overlap * overlap
    let segments = Double(count)
    degreesOfFreedom = 2 * segments / (1 + 2 * correlation * (1 - 1 / segments))
  }

  /// The confidence interval of the density at an index: ν·P/χ²_ν.
  ///
  /// - Parameters:
  ///   - index: Which frequency.
  ///   - level: The coverage, .95 by default.
  /// - Returns: Lower and upper bound; they hold for one frequency, not for all together.
  package func interval(_ index: Int, level: Double = 0.95) -> (lower: Double, upper: Double) {
    let law = ChiSquared(degreesOfFreedom)
    let scaled = degreesOfFreedom * density[index]
    let tail = (1 - level) / 2
    return (scaled / law.quantile(1 - tail), scaled / law.quantile(tail))
  }
}
