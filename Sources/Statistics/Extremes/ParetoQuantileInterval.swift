import Glibc

extension ParetoTail {
  /// The profile-likelihood interval of a quantile: the values q whose best log-likelihood lies
  /// within ½·χ²₁ of the maximum. It is not symmetric, and honest about the upper side.
  ///
  /// - Parameters:
  ///   - values: The values the tail was fitted to.
  ///   - probability: Which quantile.
  ///   - level: The coverage.
  /// - Returns: nil below the threshold, or when the upper side has no bound up to a million times
  ///   the estimate.
  /// - Complexity: O(exceedances), some three hundred passes.
  package func quantileInterval(
    _ values: [Double], _ probability: Double, level: Double = 0.95
  ) -> ConfidenceInterval? {
    guard let centre = quantile(probability), centre > threshold else { return nil }
    let likelihood = ParetoLikelihood(values.filter { $0 > threshold }.map { $0 - threshold })
    let steps = -log(Double(count) / Double(exceedances) * (1 - probability))
    let limit = -logLikelihood + ChiSquared(1).quantile(level) / 2
    /// Above 0 outside the interval.
    func surplus(_ excess: Double) -> Double {
      likelihood.profile(quantile: excess, steps: steps) - limit
    }
    let estimate = centre - threshold
    guard let low = edge(from: estimate, towards: 0.5, surplus),
      let high = edge(from: estimate, towards: 2, surplus)
    else { return nil }
    return ConfidenceInterval(low: threshold + low, high: threshold + high)
  }

  /// Where `surplus` turns positive when going from `start` by a factor again and again.
  private func edge(
    from start: Double, towards factor: Double, _ surplus: (Double) -> Double
  ) -> Double? {
    var (inside, outside) = (start, start * factor)
    for _ in 0..<20 where surplus(outside) <= 0 {
      inside = outside
      outside *= factor
    }
    guard surplus(outside) > 0 else { return nil }
    let path = outside - inside
    let share = risingRoot(0, 1, tolerance: 1e-11) { surplus(inside + $0 * path) }
    return inside + share * path
  }
}

extension ParetoLikelihood {
  /// The smallest −ℓ over ξ when the quantile `steps` e-folds beyond the threshold exceeds it by
  /// `quantile`: σ follows from ξ, and the slope along ξ is zero at the smallest.
  func profile(quantile: Double, steps: Double) -> Double {
    var gradient = [0.0, 0]
    func evaluate(_ shape: Double) -> (value: Double, slope: Double) {
      let growth = Growth(shape, steps)
      let value = value(
        shape: shape, logScale: log(quantile / growth.value), &gradient)
      // Outside the support, which only a larger ξ reaches.
      guard value.isFinite else { return (value, -.infinity) }
      return (value, gradient[0] - gradient[1] * growth.slope / growth.value)
    }
    let best = risingRoot(-0.5, 3, tolerance: 1e-8) { evaluate($0).slope }
    return evaluate(best).value
  }
}

/// (e^{ξs} − 1)/ξ with its slope by ξ.
private struct Growth {
  let value: Double
  let slope: Double

  init(_ shape: Double, _ steps: Double) {
    if abs(shape * steps) < 1e-4 {
      let x = shape * steps
      value = steps * (1 + x / 2 + x * x / 6)
      slope = steps * steps * (0.5 + x / 3 + x * x / 8)
    } else {
      value = expm1(shape * steps) / shape
      slope = (steps * exp(shape * steps) - value) / shape
    }
  }
}
