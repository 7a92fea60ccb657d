import Glibc

/// The regularised incomplete gamma functions P(a, x) (lower) and Q(a, x) (upper), as logarithms.
///
/// Power series below a + 1, Lentz's continued fraction above; the common factor xᵃe⁻ˣ/Γ(a) is
/// taken in Loader's saddle-point form, so tails of 1e-300 keep about twelve digits.
///
/// - Parameters:
///   - a: The shape; positive.
///   - x: The point; not negative.
/// - Returns: NaN outside these domains.
/// - Complexity: O(√a) near x = a, less elsewhere.
package func regularizedGamma(_ a: Double, _ x: Double) -> LogTails {
  guard a > 0, a.isFinite, x >= 0 else { return .undefined }
  if x == 0 { return .allAbove }
  if x == .infinity { return .allBelow }
  let factor = logGammaDensityFactor(a, x)
  if x < a + 1 {
    return LogTails(lower: factor + log(gammaSeries(a, x)))
  }
  return LogTails(upper: factor + log(gammaFraction(a, x)))
}

/// ln(xᵃ·e⁻ˣ/Γ(a)).
private func logGammaDensityFactor(_ a: Double, _ x: Double) -> Double {
  if a < 10 { return a * log(x) - x - logGamma(a) }
  return 0.5 * log(a) - halfLogTwoPi - stirlingError(a) + a * logOnePlusMinus((x - a) / a)
}

/// Σ xⁿ/(a·(a+1)⋯(a+n)).
private func gammaSeries(_ a: Double, _ x: Double) -> Double {
  var term = 1 / a
  var sum = term
  var denominator = a
  repeat {
    denominator += 1
    term *= x / denominator
    sum += term
  } while term > sum * 1e-17
  return sum
}

/// The continued fraction of Γ(a, x)·eˣ·x⁻ᵃ by the modified method of Lentz.
private func gammaFraction(_ a: Double, _ x: Double) -> Double {
  var b = x + 1 - a
  var c = 1e300
  var d = 1 / b
  var value = d
  var n = 1.0
  while n < 1e7 {
    let numerator = n * (a - n)
    b += 2
    d = 1 / nonzero(numerator * d + b)
    c = nonzero(b + numerator / c)
    let change = c * d
    value *= change
    if abs(change - 1) < 1e-16 { break }
    n += 1
  }
  return value
}

/// `value`, or the smallest number a continued fraction may divide by.
func nonzero(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
