import Glibc

/// The discrete Fourier transform of one length, any length: X_k = Σ x_t·e^{−2πikt/n}.
///
/// Powers of two go through the radix-2 algorithm of Cooley and Tukey; other lengths through
/// Bluestein's chirp (1970), which is exact at the given length: no zero padding, so the
/// frequencies do not move. Make one and use it for every series of that length.
///
/// The error is a few roundings times log n.
package struct FourierTransform: Sendable {
  /// The length of the series it transforms.
  package let length: Int
  private let core: PowerOfTwoTransform
  private let chirp: ComplexColumns?
  private let kernel: ComplexColumns?

  /// Prepares the transform of series of `length` values, at least one.
  ///
  /// - Complexity: O(n log n) time, O(n) memory.
  package init(length: Int) {
    precondition(length > 0, "a transform needs at least one value, was \(length)")
    self.length = length
    if length & (length - 1) == 0 {
      core = PowerOfTwoTransform(length: length)
      (chirp, kernel) = (nil, nil)
      return
    }
    var padded = 1
    while padded < 2 * length - 1 { padded *= 2 }
    core = PowerOfTwoTransform(length: padded)
    let chirp = Self.chirp(length)
    var kernel = ComplexColumns(count: padded)
    for k in 0..<length {
      kernel.real[k] = chirp.real[k]
      kernel.imaginary[k] = -chirp.imaginary[k]
      // The chirp is even in k: its other half wraps around the padded length.
      kernel.real[(padded - k) % padded] = chirp.real[k]
      kernel.imaginary[(padded - k) % padded] = -chirp.imaginary[k]
    }
    core.transform(&kernel)
    self.chirp = chirp
    self.kernel = kernel
  }

  /// e^{−iπk²/n}, with k² reduced modulo 2n so that no digit is lost.
  private static func chirp(_ length: Int) -> ComplexColumns {
    var chirp = ComplexColumns(count: length)
    var square = 0
    for k in 0..<length {
      let angle = Double.pi * Double(square) / Double(length)
      (chirp.real[k], chirp.imaginary[k]) = (cos(angle), -sin(angle))
      square = (square + 2 * k + 1) % (2 * length)
    }
    return chirp
  }

  /// The transform of `series`, whose count must be `length`.
  ///
  /// - Complexity: O(n log n).
  package func callAsFunction(_ series: ComplexColumns) -> ComplexColumns {
    precondition(series.count == length, "the series has \(series.count) values, not \(length)")
    var result = series
    guard let chirp, let kernel else {
      core.transform(&result)
      return result
    }
    var work = result.times(chirp, count: core.length)
    core.transform(&work)
    work = work.times(kernel, count: core.length)
    core.transformBack(&work)
    result = work.times(chirp, count: length)
    return result
  }

  /// |X_k|² for k = 0 … ⌊n/2⌋ of a real series.
  package func power(of series: [Double]) -> [Double] {
    let zeros = [Double](repeating: 0, count: series.count)
    let result = self(ComplexColumns(real: series, imaginary: zeros))
    return (0...(length / 2)).map { k in
      result.real[k] * result.real[k] + result.imaginary[k] * result.imaginary[k]
    }
  }
}

/// Complex numbers as two columns.
package struct ComplexColumns: Sendable, Equatable {
  /// The real parts.
  package var real: [Double]
  /// The imaginary parts, as many.
  package var imaginary: [Double]

  /// Numbers from their parts, of equal count.
  package init(real: [Double], imaginary: [Double]) {
    precondition(real.count == imaginary.count, "one imaginary part for each real part")
    self.real = real
    self.imaginary = imaginary
  }

  /// `count` zeros.
  package init(count: Int) {
    real = [Double](repeating: 0, count: count)
    imaginary = real
  }

  /// How many there are.
  package var count: Int { real.count }

  /// The products with the elements of `other`, as far as both go, then zeros up to `count`.
  fileprivate func times(_ other: ComplexColumns, count: Int) -> ComplexColumns {
    var result = ComplexColumns(count: count)
    for k in 0..<min(count, self.count, other.count) {
      let (a, b) = (real[k], imaginary[k])
      let (c, d) = (other.real[k], other.imaginary[k])
      result.real[k] = a * c - b * d
      result.imaginary[k] = a * d + b * c
    }
    return result
  }
}

/// The transform of a power of two, in place.
struct PowerOfTwoTransform: Sendable {
  let length: Int
  private let cosines: [Double]
  private let sines: [Double]

  init(length: Int) {
    self.length = length
    let angles = (0..<length / 2).map { -2 * Double.pi * Double($0) / Double(length) }
    cosines = angles.map { cos($0) }
    sines = angles.map { sin($0) }
  }

  func transform(_ columns: inout ComplexColumns) {
    run(&columns.real, &columns.imaginary)
  }

  /// The inverse transform: the parts change places, and the result is divided by n.
  func transformBack(_ columns: inout ComplexColumns) {
    run(&columns.imaginary, &columns.real)
    let scale = 1 / Double(length)
    for i in 0..<length {
      columns.real[i] *= scale
      columns.imaginary[i] *= scale
    }
  }

  private func run(_ real: inout [Double], _ imaginary: inout [Double]) {
    reorder(&real, &imaginary)
    var half = 1
    while half < length {
      let stride = length / (2 * half)
      var start = 0
      while start < length {
        for k in 0..<half {
          let (i, j) = (start + k, start + k + half)
          let (c, s) = (cosines[k * stride], sines[k * stride])
          let (x, y) = (real[j] * c - imaginary[j] * s, real[j] * s + imaginary[j] * c)
          (real[j], imaginary[j]) = (real[i] - x, imaginary[i] - y)
          real[i] += x
          imaginary[i] += y
        }
        start += 2 * half
      }
      half *= 2
    }
  }

  /// Bit reversal.
  private func reorder(_ real: inout [Double], _ imaginary: inout [Double]) {
    var j = 0
    for i in 1..<max(1, length) {
      var bit = length >> 1
      while j & bit != 0 {
        j ^= bit
        bit >>= 1
      }
      j |= bit
      if i < j {
        real.swapAt(i, j)
        imaginary.swapAt(i, j)
      }
    }
  }
}
