import Glibc

/// Σ r², the realised variance of the returns r (Andersen, Bollerslev, Diebold and Labys, 2001).
///
/// - Complexity: O(n).
package func realizedVariance(_ returns: [Double]) -> Double {
  sum(returns.map { $0 * $0 })
}

/// n/3·Σ r⁴, the realised quarticity: with it the error of the realised variance is known.
///
/// - Complexity: O(n).
package func realizedQuarticity(_ returns: [Double]) -> Double {
  Double(returns.count) / 3 * sum(returns.map { $0 * $0 * $0 * $0 })
}

/// The interval of the integrated variance: RV ± z·√(⅔·Σ r⁴) (Barndorff-Nielsen and Shephard,
/// 2002).
///
/// Holds without jumps and as the returns become short; the lower end may be negative.
///
/// - Parameters:
///   - returns: The returns of the day.
///   - level: The coverage.
/// - Returns: The interval, in squared return.
/// - Complexity: O(n).
package func realizedVarianceInterval(
  _ returns: [Double], level: Double = 0.95
) -> ConfidenceInterval {
  let centre = realizedVariance(returns)
  let spread = (2 * realizedQuarticity(returns) / Double(returns.count)).squareRoot()
  let width = Normal.quantile((1 + level) / 2) * spread
  return ConfidenceInterval(low: centre - width, high: centre + width)
}

/// (π/2)·n/(n − 1)·Σ |rᵢ||rᵢ₋₁|, the bipower variation: the part of the variance that is not jumps
/// (Barndorff-Nielsen and Shephard, 2004); NaN for fewer than two returns.
///
/// - Complexity: O(n).
package func bipowerVariation(_ returns: [Double]) -> Double {
  let count = Double(returns.count)
  guard count > 1 else { return .nan }
  let products = zip(returns.dropFirst(), returns).map { abs($0) * abs($1) }
  return Double.pi / 2 * count / (count - 1) * sum(products)
}

/// n·μ⁻³·n/(n − 2)·Σ (|rᵢ||rᵢ₋₁||rᵢ₋₂|)^{4/3}, μ = E|Z|^{4/3}: the tripower quarticity, which jumps
/// do not inflate; NaN for fewer than three returns.
///
/// - Complexity: O(n).
package func tripowerQuarticity(_ returns: [Double]) -> Double {
  let count = Double(returns.count)
  guard count > 2 else { return .nan }
  let moment = pow(2, 2.0 / 3) * exp(logGamma(7.0 / 6) - logGamma(0.5))
  let roots = returns.map { pow(abs($0), 4.0 / 3) }
  let products = roots.indices.dropFirst(2).map { roots[$0] * roots[$0 - 1] * roots[$0 - 2] }
  return count * pow(moment, -3) * count / (count - 2) * sum(products)
}

/// The test of jumps by Barndorff-Nielsen and Shephard (2006), in the ratio form of Huang and
/// Tauchen (2005).
package struct JumpTest: Sendable, Equatable {
  /// (RV − BV)/RV over its standard error.
  package let statistic: Double
  /// P(Z ≥ statistic) without jumps.
  package let pValue: Double
  /// max(0, 1 − BV/RV): the share of the variance due to jumps.
  package let jumpShare: Double

  /// The test of one day's returns; nil for fewer than three returns or no movement.
  ///
  /// - Complexity: O(n).
  package init?(_ returns: [Double]) {
    let variance = realizedVariance(returns)
    let bipower = bipowerVariation(returns)
    guard returns.count > 2, variance > 0, bipower > 0 else { return nil }
    let ratio = (variance - bipower) / variance
    let quarticity = tripowerQuarticity(returns) / (bipower * bipower)
    let scale = (Double.pi * Double.pi / 4 + Double.pi - 5) / Double(returns.count)
    statistic = ratio / (scale * max(1, quarticity)).squareRoot()
    pValue = Normal.upperTail(statistic)
    jumpShare = max(0, ratio)
  }
}
