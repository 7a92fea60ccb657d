import Glibc

/// Σ xₜ·xₜ₊ₖ.
func laggedProduct(_ values: [Double], _ lag: Int) -> Double {
  laggedProduct(values.span, values.span, lag)
}

/// Σ xₜ·yₜ₊ₖ.
func laggedProduct(_ x: [Double], _ y: [Double], _ lag: Int) -> Double {
  laggedProduct(x.span, y.span, lag)
}

/// Σ xₜ·yₜ₊ₖ over the t for which both exist; k may be negative.
///
/// Four accumulators, so the last bits differ from a left-to-right sum.
func laggedProduct(_ x: Span<Double>, _ y: Span<Double>, _ lag: Int) -> Double {
  let first = max(0, -lag)
  let count = min(x.count, y.count - lag) - first
  guard count > 0 else { return 0 }
  var sums = SIMD4<Double>.zero
  var offset = 0
  while offset + 4 <= count {
    let t = first + offset
    let a = SIMD4(x[t], x[t + 1], x[t + 2], x[t + 3])
    let b = SIMD4(y[t + lag], y[t + lag + 1], y[t + lag + 2], y[t + lag + 3])
    sums += a * b
    offset += 4
  }
  var rest = 0.0
  while offset < count {
    rest += x[first + offset] * y[first + offset + lag]
    offset += 1
  }
  return sums.sum() + rest
}

/// The deviations from the mean, with 0 where the value is missing (NaN): a missing value then
/// drops out of every sum of products.
func deviationsWithGaps(_ values: [Double]) -> [Double] {
  let centre = mean(values.filter { !$0.isNaN })
  return values.map { $0.isNaN ? 0 : $0 - centre }
}

/// The autocorrelations at lags 0…`lags`, with divisor n (biased, so they are always a valid
/// sequence). Missing values (NaN) are left out pairwise.
///
/// - Complexity: O(*n*·`lags`).
package func autocorrelations(_ values: [Double], lags: Int) -> [Double] {
  let deviations = deviationsWithGaps(values)
  let variance = laggedProduct(deviations, 0)
  return (0...lags).map { laggedProduct(deviations, $0) / variance }
}

/// The autocorrelations at all lags 0…n − 1 of a series without gaps, by a Fourier transform of the
/// series padded with zeros.
///
/// - Complexity: O(*n* log *n*).
func allAutocorrelations(_ values: [Double]) -> [Double] {
  guard values.count > 256 else { return autocorrelations(values, lags: max(0, values.count - 1)) }
  var length = 1
  while length < 2 * values.count { length *= 2 }
  let transform = FourierTransform(length: length)
  let padded = centred(values) + [Double](repeating: 0, count: length - values.count)
  let spectrum = transform(
    ComplexColumns(real: padded, imaginary: [Double](repeating: 0, count: length)))
  let power = zip(spectrum.real, spectrum.imaginary).map { $0 * $0 + $1 * $1 }
  // The power is even, so transforming it forward is transforming it back, up to the length.
  let sums = transform(
    ComplexColumns(real: power, imaginary: [Double](repeating: 0, count: length)))
  return values.indices.map { sums.real[$0] / sums.real[0] }
}

/// Bartlett's half width of the 95 % band at each lag ≥ 1, if the series were a moving average
/// of the order below that lag: z·√((1 + 2·Σρ²)/n).
package func bartlettHalfWidths(_ autocorrelations: [Double], count: Int) -> [Double] {
  let z = Normal.quantile(0.975)
  var squares = 0.0
  return autocorrelations.indices.map { lag in
    if lag == 0 { return 0 }
    if lag > 1 { squares += autocorrelations[lag - 1] * autocorrelations[lag - 1] }
    return z * ((1 + 2 * squares) / Double(count)).squareRoot()
  }
}

/// Whether a series is correlated with its own past: the test of Ljung and Box.
package struct LjungBox: Sendable, Equatable {
  package var statistic: Double
  package var pValue: Double
  package var logPValue: Double

  /// - Parameters:
  ///   - autocorrelations: At lags 0…L.
  ///   - count: The number of values.
  package init(autocorrelations: [Double], count: Int) {
    let n = Double(count)
    var sum = 0.0
    for (lag, rho) in autocorrelations.enumerated().dropFirst() {
      sum += rho * rho / (n - Double(lag))
    }
    statistic = n * (n + 2) * sum
    logPValue = ChiSquared(Double(autocorrelations.count - 1)).logTails(statistic).upper
    pValue = exp(logPValue)
  }
}
