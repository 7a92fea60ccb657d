import Glibc

/// The QLIKE loss of each variance forecast: a/f − ln(a/f) − 1 (Patton, 2011).
///
/// Zero for a perfect forecast; ranks forecasts rightly even when `actual` is a noisy proxy.
///
/// - Parameters:
///   - actual: Realised variances, positive.
///   - forecasts: Positive.
/// - Returns: One loss for each.
/// - Complexity: O(n).
package func qlike(actual: [Double], forecasts: [Double]) -> [Double] {
  zip(actual, forecasts).map { a, f in a / f - log(a / f) - 1 }
}

/// Whether two forecasts that are not nested are equally good (Diebold and Mariano, 1995), with the
/// small-sample factor of Harvey, Leybourne and Newbold (1997).
package struct DieboldMariano: Sendable, Equatable {
  /// Positive when the second forecast loses less.
  package let statistic: Double
  /// Two-sided, by Student's t with n − 1 degrees of freedom.
  package let pValue: Double

  /// Compares the losses of two forecasts `horizon` steps ahead.
  ///
  /// The variance sums autocovariances up to `horizon` − 1 with equal weights; nil when it is not
  /// positive. For nested models the statistic is not normal: use `ClarkWest`.
  ///
  /// - Complexity: O(n·horizon).
  package init?(_ firstLosses: [Double], _ secondLosses: [Double], horizon: Int = 1) {
    precondition(firstLosses.count == secondLosses.count && horizon >= 1, "horizon \(horizon)")
    let differences = zip(firstLosses, secondLosses).map { $0 - $1 }
    let n = Double(differences.count)
    let deviations = centred(differences)
    var variance = laggedProduct(deviations, 0) / n
    for lag in stride(from: 1, to: min(horizon, differences.count), by: 1) {
      variance += 2 * laggedProduct(deviations, lag) / n
    }
    guard variance > 0 else { return nil }
    let h = Double(horizon)
    let correction = (n + 1 - 2 * h + h * (h - 1) / n) / n
    statistic = mean(differences) / (variance / n).squareRoot() * correction.squareRoot()
    pValue = StudentT(n - 1).twoSided(statistic)
  }
}

/// Whether a larger model that nests a smaller one forecasts better (Clark and West, 2007).
package struct ClarkWest: Sendable, Equatable {
  /// Positive when the larger model is better.
  package let statistic: Double
  /// One-sided, by the normal law.
  package let pValue: Double
  /// 1 − Σ larger errors²/Σ smaller errors².
  package let outOfSampleRSquared: Double

  /// Compares one-step forecasts of `actual`; nil when the adjusted losses do not vary.
  ///
  /// The larger model's squared error is credited with the noise its useless parameters add.
  ///
  /// - Complexity: O(n).
  package init?(actual: [Double], smaller: [Double], larger: [Double]) {
    let smallErrors = zip(actual, smaller).map { $0 - $1 }
    let largeErrors = zip(actual, larger).map { $0 - $1 }
    let adjusted = actual.indices.map { t in
      let distance = smaller[t] - larger[t]
      return smallErrors[t] * smallErrors[t]
        - (largeErrors[t] * largeErrors[t] - distance * distance)
    }
    let variance = sampleVariance(adjusted)
    guard variance > 0 else { return nil }
    statistic = mean(adjusted) / (variance / Double(adjusted.count)).squareRoot()
    pValue = Normal.upperTail(statistic)
    outOfSampleRSquared = 1 - dot(largeErrors, largeErrors) / dot(smallErrors, smallErrors)
  }
}

/// Whether forecasts are unbiased: actual = a + b·forecast with a = 0 and b = 1 (Mincer and
/// Zarnowitz, 1969).
package struct MincerZarnowitz: Sendable, Equatable {
  /// a and b.
  package let coefficients: [Double]
  /// Newey and West's standard errors.
  package let standardErrors: [Double]
  /// The joint statistic, F with 2 and n − 2 degrees of freedom.
  package let statistic: Double
  package let pValue: Double
  package let rSquared: Double

  /// Regresses `actual` on `forecasts`; nil when the forecasts do not vary.
  ///
  /// - Complexity: O(n·lags), lags by Newey and West's rule, and no fewer than overlap: `horizon`
  ///   − 1.
  package init?(actual: [Double], forecasts: [Double], horizon: Int = 1) {
    let constant = actual.map { _ in 1.0 }
    guard let fit = LeastSquares(actual, on: [constant, forecasts]) else { return nil }
    let covariance = fit.neweyWestCovariance(
      lags: max(horizon - 1, neweyWestLag(actual.count)))
    guard let factor = covariance.cholesky else { return nil }
    let distance = [fit.coefficients[0], fit.coefficients[1] - 1]
    coefficients = fit.coefficients
    standardErrors = covariance.diagonal.map { $0.squareRoot() }
    statistic = dot(distance, factor.solve(distance)) / 2
    pValue = FisherF(2, Double(fit.degreesOfFreedom)).upperTail(statistic)
    rSquared = fit.rSquared
  }
}
