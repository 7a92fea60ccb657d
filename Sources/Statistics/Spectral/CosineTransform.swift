import Glibc

extension FourierTransform {
  /// The cosine transform of the second kind, Σ xₜ·cos(πj(t + ½)/n) for j = 0 … n − 1.
  ///
  /// The values of even times followed by those of odd times backwards have a transform whose
  /// elements, turned by e^{−iπj/2n}, are these sums (Makhoul, 1980): one transform of the length
  /// itself instead of a cosine for every pair.
  ///
  /// - Complexity: O(n log n).
  package func cosines(of series: [Double]) -> [Double] {
    let even = stride(from: 0, to: length, by: 2).map { series[$0] }
    let odd = stride(from: 1, to: length, by: 2).map { series[$0] }
    let zeros = [Double](repeating: 0, count: length)
    let result = self(ComplexColumns(real: even + odd.reversed(), imaginary: zeros))
    return (0..<length).map { j in
      let angle = Double.pi * Double(j) / Double(2 * length)
      return result.real[j] * cos(angle) + result.imaginary[j] * sin(angle)
    }
  }
}
