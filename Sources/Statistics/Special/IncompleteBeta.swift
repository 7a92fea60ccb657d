import Glibc

/// The regularised incomplete beta function Iₓ(a, b) (lower) and its complement, as logarithms.
///
/// The caller gives x and its complement y = 1 − x separately, so that neither is lost when the
/// other is close to one. Lentz's continued fraction on the side where it converges; the factor
/// xᵃyᵇ/B(a, b) in saddle-point form for large shapes.
///
/// - Parameters:
///   - a: The first shape; positive.
///   - b: The second shape; positive.
///   - x: The point, in 0…1.
///   - y: 1 − x.
/// - Returns: NaN outside these domains.
/// - Complexity: O(√max(a, b)).
package func regularizedBeta(_ a: Double, _ b: Double, x: Double, y: Double) -> LogTails {
  guard a > 0, b > 0, a.isFinite, b.isFinite, x >= 0, y >= 0 else { return .undefined }
  if x == 0 { return .allAbove }
  if y == 0 { return .allBelow }
  let factor = logBetaDensityFactor(a, b, x, y)
  if x * (a + b + 2) < a + 1 {
    return LogTails(lower: factor + log(betaFraction(a, b, x) / a))
  }
  return LogTails(upper: factor + log(betaFraction(b, a, y) / b))
}

/// The regularised incomplete beta function at `x`, as logarithms.
package func regularizedBeta(_ a: Double, _ b: Double, _ x: Double) -> LogTails {
  regularizedBeta(a, b, x: x, y: 1 - x)
}

/// The x with Iₓ(a, b) = p.
package func inverseRegularizedBeta(_ a: Double, _ b: Double, _ p: Double) -> Double {
  guard p > 0 else { return p == 0 ? 0 : .nan }
  guard p < 1 else { return p == 1 ? 1 : .nan }
  let target = log(p)
  return min(1, smallestPositive { $0 >= 1 || regularizedBeta(a, b, $0).lower >= target })
}

/// ln B(a, b).
package func logBeta(_ a: Double, _ b: Double) -> Double {
  let small = min(a, b)
  let large = max(a, b)
  guard large >= 10 else { return logGamma(a) + logGamma(b) - logGamma(a + b) }
  let sum = small + large
  let ratio =
    (large - 0.5) * log1p(small / large) + small * log(sum) - small + stirlingError(sum)
    - stirlingError(large)
  return logGamma(small) - ratio
}

/// ln(xᵃ·yᵇ/B(a, b)).
private func logBetaDensityFactor(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
  guard min(a, b) >= 10 else {
    let logX = y < 0.5 ? log1p(-y) : log(x)
    let logY = x < 0.5 ? log1p(-x) : log(y)
    return a * logX + b * logY - logBeta(a, b)
  }
  let sum = a + b
  let excess = b * x - a * y
  let saddle = a * logOnePlusMinus(excess / a) + b * logOnePlusMinus(-excess / b)
  let correction = stirlingError(sum) - stirlingError(a) - stirlingError(b)
  return 0.5 * log(a * (b / sum)) - halfLogTwoPi + correction + saddle
}

/// The continued fraction of a·B(a, b)·Iₓ/(xᵃyᵇ) by the modified method of Lentz.
private func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
  var c = 1.0
  var d = 1 / nonzero(1 - (a + b) * x / (a + 1))
  var value = d
  var m = 1.0
  while m < 1e7 {
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / nonzero(1 + even * d)
    c = nonzero(1 + even / c)
    value *= d * c
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / nonzero(1 + odd * d)
    c = nonzero(1 + odd / c)
    let change = d * c
    value *= change
    if abs(change - 1) < 1e-16 { break }
    m += 1
  }
  return value
}
