/// The variance before the first return, as the recursions below assume it: the weighted mean of
/// the first 75 squared returns, weights 0.94ⁱ (the convention of the Python package arch).
///
/// - Parameter returns: At least one.
/// - Returns: In squared return.
/// - Complexity: O(1).
package func varianceBackcast(_ returns: [Double]) -> Double {
  var (weight, weights, squares) = (1.0, 0.0, 0.0)
  for value in returns.prefix(75) {
    squares += weight * value * value
    weights += weight
    weight *= 0.94
  }
  return squares / weights
}

/// The exponentially weighted variance that each return meets (RiskMetrics, 1996):
/// σ²ₜ₊₁ = decay·σ²ₜ + (1 − decay)·rₜ², from the backcast.
///
/// - Parameters:
///   - returns: At least one.
///   - decay: From 0 to 1, usually 0.94.
/// - Returns: n + 1 variances; the last is the forecast for the next return.
/// - Complexity: O(n).
package func exponentialVariances(_ returns: [Double], decay: Double = 0.94) -> [Double] {
  var variance = varianceBackcast(returns)
  var variances = [variance]
  variances.reserveCapacity(returns.count + 1)
  for value in returns {
    variance = decay * variance + (1 - decay) * value * value
    variances.append(variance)
  }
  return variances
}
