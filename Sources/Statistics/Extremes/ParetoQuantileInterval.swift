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
  /// - Complexity: O(exceedances), some four thousand passes.
  package func quantileInterval(
    _ values: [Double], _ probability: Double, level: Double = 0.95
  ) -> ConfidenceInterval? {
    guard let centre = quantile(probability), centre > threshold else { return nil }
    let likelihood = ParetoLikelihood(values.filter { $0 > threshold }.map { $0 - threshold })
    let steps = -log(Double(count) / Double(exceedances) * (1 - probability))
    let drop = ChiSquared(1).quantile(level) / 2
    func isInside(_ excess: Double) -> Bool {
      likelihood.profile(quantile: excess, steps: steps) <= -logLikelihood + drop
    }
    let estimate = centre - threshold
    guard let low = bisect(from: estimate, towards: 0.5, isInside),
      let high = bisect(from: estimate, towards: 2, isInside)
    else { return nil }
    return ConfidenceInterval(low: threshold + low, high: threshold + high)
  }

  /// Where `isInside` turns false when going from `start` by a factor again and again.
  private func bisect(
    from start: Double, towards factor: Double, _ isInside: (Double) -> Bool
  ) -> Double? {
    var (inside, outside) = (start, start * factor)
    for _ in 0..<20 where isInside(outside) {
      inside = outside
      outside *= factor
    }
    guard !isInside(outside) else { return nil }
    for _ in 0..<40 {
      let middle = (inside + outside) / 2
      if isInside(middle) { inside = middle } else { outside = middle }
    }
    return inside
  }
}

extension ParetoLikelihood {
  /// The smallest −ℓ over ξ when the quantile `steps` e-folds beyond the threshold exceeds it by
  /// `quantile`: σ follows from ξ.
  func profile(quantile: Double, steps: Double) -> Double {
    minimizeOnInterval(-0.5, 3) { shape in
      let growth = abs(shape) < 1e-9 ? steps : expm1(shape * steps) / shape
      var gradient = [0.0, 0]
      return value(shape: shape, logScale: log(quantile / growth), &gradient)
    }.value
  }
}
