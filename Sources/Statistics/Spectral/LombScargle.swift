import Glibc

/// An arithmetic grid of frequencies: first, first + step, …
package struct FrequencyGrid: Sendable, Equatable {
  package var first: Double
  package var step: Double
  package var count: Int

  /// A grid of `count` frequencies, at least one.
  package init(first: Double, step: Double, count: Int) {
    precondition(count > 0, "a grid needs a frequency")
    self.first = first
    self.step = step
    self.count = count
  }

  /// The frequency at an index.
  package subscript(index: Int) -> Double { first + step * Double(index) }

  /// The highest frequency.
  package var last: Double { self[count - 1] }
}

/// The Lomb–Scargle periodogram with a floating mean, for series with gaps.
///
/// At each frequency a constant, a cosine and a sine are fitted by least squares;
/// P = (SS₀ − SS₁)/SS₀ is the share of the variance about the mean that the wave explains
/// (Zechmeister and Kürster, 2009, with equal weights). From 0 to 1, without a unit.
///
/// The sums that do not depend on the values are kept, so many series on the same times
/// (surrogates) cost little more than one.
package struct LombScargle: Sendable {
  /// The frequencies.
  package let grid: FrequencyGrid
  /// When the series was sampled, in the inverse unit of the frequencies.
  package let times: [Double]
  private let moments: [WaveMoments]

  /// Prepares the times and the grid.
  ///
  /// - Complexity: O(times · frequencies).
  package init(times: [Double], grid: FrequencyGrid) {
    self.times = times
    self.grid = grid
    var moments: [WaveMoments] = []
    moments.reserveCapacity(grid.count)
    var waves = Waves(times, grid)
    for _ in 0..<grid.count {
      moments.append(waves.moments)
      waves.advance()
    }
    self.moments = moments
  }

  /// The power at each frequency; zeros for a constant series.
  ///
  /// - Parameter values: One for each time.
  /// - Returns: One power for each frequency.
  /// - Complexity: O(times · frequencies).
  package func power(_ values: [Double]) -> [Double] {
    precondition(values.count == times.count, "one value for each time")
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let centred = values.map { $0 - mean }
    let variance = centred.reduce(0) { $0 + $1 * $1 } / count
    guard variance > 0 else { return [Double](repeating: 0, count: grid.count) }
    var waves = Waves(times, grid)
    return moments.map { moment in
      let (byCosine, bySine) = waves.products(centred.span)
      waves.advance()
      return moment.explained(byCosine / count, bySine / count) / variance
    }
  }
}

/// The centred second moments of the cosine and sine at one frequency.
private struct WaveMoments: Sendable {
  var cosines = 0.0
  var sines = 0.0
  var mixed = 0.0

  /// The variance explained by both waves, from their products with the centred values.
  func explained(_ byCosine: Double, _ bySine: Double) -> Double {
    let determinant = cosines * sines - mixed * mixed
    guard determinant > 1e-12 * cosines * sines else {
      // One wave vanishes or doubles the other (the Nyquist frequency of an even grid).
      if cosines >= sines { return cosines > 0 ? byCosine * byCosine / cosines : 0 }
      return bySine * bySine / sines
    }
    let squares =
      sines * byCosine * byCosine + cosines * bySine * bySine - 2 * mixed * byCosine * bySine
    return squares / determinant
  }
}

/// The waves at every time, turned from one frequency of the grid to the next.
///
/// Turning replaces a sine and cosine by four multiplications. The error grows by a rounding a
/// step, so the exact values are taken anew every 64 steps.
private struct Waves {
  private let times: [Double]
  private let grid: FrequencyGrid
  private var index = 0
  private var cosines: [Double]
  private var sines: [Double]
  private let stepCosines: [Double]
  private let stepSines: [Double]

  init(_ times: [Double], _ grid: FrequencyGrid) {
    self.times = times
    self.grid = grid
    let angles = times.map { 2 * Double.pi * grid.step * $0 }
    stepCosines = angles.map { cos($0) }
    stepSines = angles.map { sin($0) }
    (cosines, sines) = ([], [])
    restart()
  }

  private mutating func restart() {
    let angles = times.map { 2 * Double.pi * grid[index] * $0 }
    cosines = angles.map { cos($0) }
    sines = angles.map { sin($0) }
  }

  mutating func advance() {
    index += 1
    if index % 64 == 0 { return restart() }
    for i in times.indices {
      let (c, s) = (cosines[i], sines[i])
      cosines[i] = c * stepCosines[i] - s * stepSines[i]
      sines[i] = s * stepCosines[i] + c * stepSines[i]
    }
  }

  var moments: WaveMoments {
    let count = Double(times.count)
    var (c, s, cc, ss, cs) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for i in times.indices {
      c += cosines[i]
      s += sines[i]
      cc += cosines[i] * cosines[i]
      ss += sines[i] * sines[i]
      cs += cosines[i] * sines[i]
    }
    (c, s) = (c / count, s / count)
    return WaveMoments(
      cosines: cc / count - c * c, sines: ss / count - s * s, mixed: cs / count - c * s)
  }

  func products(_ values: Span<Double>) -> (cosine: Double, sine: Double) {
    var (byCosine, bySine) = (0.0, 0.0)
    for i in values.indices {
      byCosine += values[i] * cosines[i]
      bySine += values[i] * sines[i]
    }
    return (byCosine, bySine)
  }
}
