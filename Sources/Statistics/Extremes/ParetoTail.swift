import Glibc

/// The generalised Pareto law of what exceeds a high threshold (Pickands, 1975), fitted by maximum
/// likelihood.
package struct ParetoTail: Sendable, Equatable {
  /// u, in the unit of the values.
  package let threshold: Double
  /// ξ: above 0 the tail is a power law of exponent 1/ξ; at 1 its mean is infinite.
  package let shape: Double
  /// σ, in the unit of the values.
  package let scale: Double
  /// ℓ of the exceedances.
  package let logLikelihood: Double
  /// How many values were looked at, and how many exceed the threshold.
  package let count: Int
  package let exceedances: Int

  /// Fits the values strictly above `threshold`; nil for fewer than ten of them or no regular
  /// maximum (ξ ≤ −½).
  ///
  /// - Parameters:
  ///   - values: Independent values, or what is left of them after declustering.
  ///   - threshold: Usually a high quantile.
  /// - Complexity: O(exceedances), some fifty passes.
  package init?(_ values: [Double], above threshold: Double) {
    self.init(
      excesses: values.filter { $0 > threshold }.map { $0 - threshold }, of: values.count,
      above: threshold)
  }

  /// The same from values in rising order, of which only the end is looked at.
  package init?(sorted values: [Double], above threshold: Double) {
    var first = values.count
    while first > 0, values[first - 1] > threshold { first -= 1 }
    self.init(
      excesses: values[first...].map { $0 - threshold }, of: values.count, above: threshold)
  }

  private init?(excesses: [Double], of count: Int, above threshold: Double) {
    guard excesses.count >= 10 else { return nil }
    let likelihood = ParetoLikelihood(excesses)
    guard let best = likelihood.maximum, best.point[0] > -0.5 else { return nil }
    self.threshold = threshold
    shape = best.point[0]
    scale = exp(best.point[1])
    logLikelihood = -best.value
    self.count = count
    exceedances = excesses.count
  }

  /// Asymptotic standard errors of shape and scale (Smith, 1987).
  package var standardErrors: (shape: Double, scale: Double) {
    let n = Double(exceedances)
    return ((1 + shape) / n.squareRoot(), scale * (2 * (1 + shape) / n).squareRoot())
  }

  /// The value exceeded with probability 1 − p: u + σ/ξ·((n/N·(1 − p))^{−ξ} − 1); nil below the
  /// threshold, where this law says nothing.
  package func quantile(_ probability: Double) -> Double? {
    let rate = Double(count) / Double(exceedances) * (1 - probability)
    guard rate > 0, rate <= 1 else { return nil }
    let steps = -log(rate)
    return threshold + scale * (shape == 0 ? steps : expm1(shape * steps) / shape)
  }

  /// The mean of what exceeds the quantile: (q + σ − ξu)/(1 − ξ); nil when infinite (ξ ≥ 1).
  package func expectedShortfall(_ probability: Double) -> Double? {
    guard shape < 1, let quantile = quantile(probability) else { return nil }
    return (quantile + scale - shape * threshold) / (1 - shape)
  }
}

/// −ℓ of a generalised Pareto law over (ξ, ln σ).
struct ParetoLikelihood {
  private let excesses: [Double]

  init(_ excesses: [Double]) { self.excesses = excesses }

  /// The best of three climbs, from ξ = .05, .3 and .6 with σ the mean excess.
  var maximum: Minimum? {
    let logMean = log(mean(excesses))
    let minima = [0.05, 0.3, 0.6].map { shape in
      minimizeByBFGS(from: [shape, logMean], gradientTolerance: 1e-10) { point, gradient in
        value(shape: point[0], logScale: point[1], &gradient)
      }
    }
    return minima.filter { $0.value.isFinite }.min { $0.value < $1.value }
  }

  /// The value; infinity outside the support or for ξ ≤ −1, where ℓ has no bound.
  func value(shape: Double, logScale: Double, _ gradient: inout [Double]) -> Double {
    guard shape > -1 else { return .infinity }
    let scale = exp(logScale)
    if abs(shape) < 1e-6 { return exponentialLimit(shape, logScale, &gradient) }
    guard let (logs, ratios) = sums(shape, 1 / scale) else { return .infinity }
    let count = Double(excesses.count)
    gradient[0] = -logs / (shape * shape) + (1 + 1 / shape) * ratios
    gradient[1] = count - (1 + shape) * ratios
    return count * logScale + (1 + 1 / shape) * logs
  }

  /// Σ ln(1 + ξu) and Σ u/(1 + ξu) of the scaled excesses u; nil outside the support.
  private func sums(_ shape: Double, _ rate: Double) -> (logs: Double, ratios: Double)? {
    var (logs, ratios) = (LogarithmSum(), 0.0)
    for excess in excesses {
      let u = excess * rate
      let z = 1 + shape * u
      guard z > 0 else { return nil }
      logs.add(z)
      ratios += u / z
    }
    return (logs.value, ratios)
  }

  /// Near ξ = 0 by its expansion, where the quotients above lose their digits.
  private func exponentialLimit(
    _ shape: Double, _ logScale: Double, _ gradient: inout [Double]
  ) -> Double {
    let scale = exp(logScale)
    var (first, second, third) = (0.0, 0.0, 0.0)
    for excess in excesses {
      let u = excess / scale
      first += u
      second += u * u
      third += u * u * u
    }
    let count = Double(excesses.count)
    gradient[0] = first - second / 2 + shape * (2 * third / 3 - second)
    gradient[1] = count - (1 + shape) * (first - shape * second)
    return count * logScale + (1 + shape) * (first - shape * second / 2 + shape * shape * third / 3)
  }
}
