import Glibc

/// The χ² distribution.
package struct ChiSquared: Sendable {
  package let degreesOfFreedom: Double

  package init(_ degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

  /// ln P(X ≤ x) and ln P(X > x).
  package func logTails(_ x: Double) -> LogTails {
    regularizedGamma(0.5 * degreesOfFreedom, 0.5 * max(x, 0))
  }

  /// P(X > x): the p-value of a statistic.
  package func upperTail(_ x: Double) -> Double { exp(logTails(x).upper) }

  /// The x with P(X ≤ x) = p.
  package func quantile(_ p: Double) -> Double {
    positiveQuantile(p) { logTails($0) }
  }
}

/// Student's t distribution.
package struct StudentT: Sendable {
  package let degreesOfFreedom: Double

  package init(_ degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

  /// ln P(|T| > |t|).
  package func logTwoSided(_ t: Double) -> Double {
    let square = t * t
    guard square.isFinite else { return t.isNaN ? .nan : -.infinity }
    let sum = degreesOfFreedom + square
    return regularizedBeta(
      0.5 * degreesOfFreedom, 0.5, x: degreesOfFreedom / sum, y: square / sum
    ).lower
  }

  /// P(|T| > |t|): the two-sided p-value of a statistic.
  package func twoSided(_ t: Double) -> Double { exp(logTwoSided(t)) }

  /// ln P(T > t).
  package func logUpperTail(_ t: Double) -> Double {
    let half = logTwoSided(t) - log(2)
    return t < 0 ? log1p(-exp(half)) : half
  }

  /// P(T > t).
  package func upperTail(_ t: Double) -> Double { exp(logUpperTail(t)) }

  /// The t with P(T ≤ t) = p.
  package func quantile(_ p: Double) -> Double {
    guard p > 0, p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
    if p == 0.5 { return 0 }
    let target = log(2 * min(p, 1 - p))
    let size = smallestPositive { logTwoSided($0) <= target }
    return p < 0.5 ? -size : size
  }
}

/// Fisher's F distribution.
package struct FisherF: Sendable {
  package let numerator: Double
  package let denominator: Double

  /// - Parameters:
  ///   - numerator: The degrees of freedom of the numerator.
  ///   - denominator: The degrees of freedom of the denominator.
  package init(_ numerator: Double, _ denominator: Double) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// ln P(X ≤ f) and ln P(X > f).
  package func logTails(_ f: Double) -> LogTails {
    guard f > 0 else { return f.isNaN ? .undefined : .allAbove }
    if f == .infinity { return .allBelow }
    let sum = denominator + numerator * f
    return regularizedBeta(
      0.5 * denominator, 0.5 * numerator, x: denominator / sum, y: numerator * f / sum
    ).swapped
  }

  /// P(X > f): the p-value of a statistic.
  package func upperTail(_ f: Double) -> Double { exp(logTails(f).upper) }

  /// The f with P(X ≤ f) = p.
  package func quantile(_ p: Double) -> Double {
    positiveQuantile(p) { logTails($0) }
  }
}

/// The x > 0 with P(X ≤ x) = p, found on the smaller of the two tails.
private func positiveQuantile(_ p: Double, _ tails: (Double) -> LogTails) -> Double {
  guard p > 0, p < 1 else { return p == 0 ? 0 : p == 1 ? .infinity : .nan }
  if p < 0.5 {
    let target = log(p)
    return smallestPositive { tails($0).lower >= target }
  }
  let target = log1p(-p)
  return smallestPositive { tails($0).upper <= target }
}
