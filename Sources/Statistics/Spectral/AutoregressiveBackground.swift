import Glibc

/// How far each power of a periodogram stands out of the spectrum of an autoregression.
package struct AutoregressiveBackground: Sendable, Equatable {
  /// S_k, the expected power, scaled so that its sum is that of the periodogram.
  package let expected: [Double]
  /// e^{−P_k/S_k}: the probability of a power this large under the background.
  package let pValues: [Double]
}

extension Periodogram {
  /// The background of the autoregression x_t = Σ aⱼ·x_{t−j} + e_t.
  ///
  /// S_k ∝ |1 − Σ aⱼ·e^{−iωj}|^{−2}. Keep the order small (6 for hourly data): a large one models
  /// the very cycle that is looked for. The family is the interior frequencies.
  ///
  /// - Parameter coefficients: a₁ … a_p; none means white noise.
  /// - Returns: The expectation and p-value of each interior power; p is 1 when all powers are 0.
  /// - Complexity: O(n·p).
  package func background(autoregression coefficients: [Double]) -> AutoregressiveBackground {
    let powers = interior
    let shape = powers.indices.map { index in
      let angle = 2 * Double.pi * Double(index + 1) / Double(sampleCount)
      var (real, imaginary) = (1.0, 0.0)
      for (j, coefficient) in coefficients.enumerated() {
        real -= coefficient * cos(angle * Double(j + 1))
        imaginary += coefficient * sin(angle * Double(j + 1))
      }
      return 1 / (real * real + imaginary * imaginary)
    }
    let scale = powers.reduce(0, +) / shape.reduce(0, +)
    let expected = shape.map { $0 * scale }
    let pValues = zip(powers, expected).map { $1 > 0 ? exp(-$0 / $1) : 1 }
    return AutoregressiveBackground(expected: expected, pValues: pValues)
  }
}
