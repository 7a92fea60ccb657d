import Glibc

/// A GARCH(1,1) model fitted by maximum likelihood.
package struct GarchFit: Sendable, Equatable {
  package let model: GarchModel
  package let parameters: GarchParameters
  /// ℓ at the estimates.
  package let logLikelihood: Double
  /// Robust standard errors (Bollerslev and Wooldridge, 1992) of the free parameters among ω, α, γ,
  /// β, ν, in that order; nil at a bound, where they do not exist.
  package let standardErrors: [Double]?
  /// The variance of the next return.
  package let nextVariance: Double

  /// −2ℓ + k·ln n.
  package func schwarz(count: Int) -> Double {
    let free = 3 + (model.isAsymmetric ? 1 : 0) + (model.innovations == .studentT ? 1 : 0)
    return -2 * logLikelihood + Double(free) * log(Double(count))
  }
}

/// Fits a GARCH model to returns of mean zero, by BFGS from several starts.
///
/// The parameters are searched through ln ω, the logit of the persistence and its shares, so every
/// trial is stationary and positive and the unit of the returns does not matter. Intraday returns
/// should be divided by their usual size at that hour first, or the daily cycle is fitted as
/// persistence.
///
/// - Parameters:
///   - returns: At least 100, not all zero.
///   - model: Which member of the family.
/// - Returns: nil for too few returns, or when no start converges.
/// - Complexity: O(n) an evaluation, a few hundred of them.
package func fitGarch(_ returns: [Double], model: GarchModel = GarchModel()) -> GarchFit? {
  let scale = realizedVariance(returns) / Double(max(1, returns.count))
  guard returns.count >= 100, scale > 0, scale.isFinite else { return nil }
  let chart = GarchChart(model: model, scale: scale)
  // The starts lie in one basin each: the two that fit best are followed.
  let likelihoods = chart.starts.map { garchScore(returns, chart.parameters($0)).logLikelihood }
  let order = likelihoods.indices.sorted { likelihoods[$0] > likelihoods[$1] }
  let minima = order.prefix(2).map { chart.starts[$0] }.map { start in
    minimizeByBFGS(from: start) { point, gradient in
      let score = garchScore(returns, chart.parameters(point))
      gradient = chart.pullBack(score.gradient, at: point).map { -$0 }
      return -score.logLikelihood
    }
  }
  let finite = minima.filter { $0.value.isFinite }
  guard let best = finite.min(by: { $0.value < $1.value }) else { return nil }
  let parameters = chart.parameters(best.point)
  let variances = garchVariances(returns, parameters)
  return GarchFit(
    model: model, parameters: parameters, logLikelihood: -best.value,
    standardErrors: robustErrors(returns, parameters, model),
    nextVariance: variances[variances.count - 1])
}

/// The map from free coordinates to admissible parameters.
///
/// Coordinates: ln(ω/scale), logit of the persistence, logarithms of the shares of the persistence
/// against that of β, and ln(ν − 2.05).
private struct GarchChart {
  let model: GarchModel
  let scale: Double

  private var shareCount: Int { model.isAsymmetric ? 2 : 1 }

  var starts: [[Double]] {
    [(0.05, 0.98), (0.1, 0.9), (0.25, 0.95), (0.03, 0.995)].map { share, persistence in
      let shares = [Double](
        repeating: log(share / Double(shareCount) / (1 - share)), count: shareCount)
      let degrees = model.innovations == .studentT ? [log(6.0)] : []
      return [log(1 - persistence), log(persistence / (1 - persistence))] + shares + degrees
    }
  }

  /// The persistence and its shares: of α and (asymmetric) of α + γ, halved, then of β.
  private func split(_ point: [Double]) -> (persistence: Double, shares: [Double]) {
    let persistence = 1 / (1 + exp(-point[1]))
    let weights = point[2..<(2 + shareCount)].map { exp($0) } + [1]
    let total = weights.reduce(0, +)
    return (persistence, weights.map { $0 / total })
  }

  func parameters(_ point: [Double]) -> GarchParameters {
    let (persistence, shares) = split(point)
    let rising = (model.isAsymmetric ? 2 : 1) * persistence * shares[0]
    let falling = model.isAsymmetric ? 2 * persistence * shares[1] : rising
    return GarchParameters(
      constant: scale * exp(point[0]), arch: rising, asymmetry: falling - rising,
      garch: persistence * shares[shareCount],
      degreesOfFreedom: model.innovations == .studentT ? 2.05 + exp(point[2 + shareCount]) : nil)
  }

  /// The gradient by the coordinates, from that by ω, α, γ, β, ν.
  func pullBack(_ gradient: [Double], at point: [Double]) -> [Double] {
    let (persistence, shares) = split(point)
    // Slopes by the persistence times each share.
    var parts = [gradient[1], gradient[3]]
    if model.isAsymmetric {
      parts = [2 * (gradient[1] - gradient[2]), 2 * gradient[2], gradient[3]]
    }
    let average = dot(parts, shares)
    var result = [gradient[0] * scale * exp(point[0])]
    result.append(average * persistence * (1 - persistence))
    for k in 0..<shareCount { result.append(persistence * shares[k] * (parts[k] - average)) }
    if model.innovations == .studentT { result.append(gradient[4] * exp(point[2 + shareCount])) }
    return result
  }
}

/// Standard errors from the sandwich H⁻¹·(Σ s·sᵀ)·H⁻¹ of the free parameters; nil at a bound.
private func robustErrors(
  _ returns: [Double], _ parameters: GarchParameters, _ model: GarchModel
) -> [Double]? {
  let isAtBound =
    parameters.isIntegrated || parameters.arch < 1e-6
    || parameters.arch + parameters.asymmetry < 1e-6 || parameters.garch < 1e-6
    // Student's t with so many degrees is the normal law.
    || parameters.degreesOfFreedom ?? 0 > 1e4
  guard !isAtBound else { return nil }
  let hasDegrees = parameters.degreesOfFreedom != nil
  let free = (model.isAsymmetric ? [0, 1, 2, 3] : [0, 1, 3]) + (hasDegrees ? [4] : [])
  let vector = garchVector(parameters)
  let weights = parameters.arch + abs(parameters.asymmetry)
  let steps = zip(vector, [0, weights, weights, 0, 0]).map { 1e-4 * max($0, $1) }
  let information = observedInformation(at: vector, steps: steps) {
    garchScore(returns, GarchParameters(vector: $0)).gradient
  }.submatrix(free)
  let outer = garchOuterProducts(returns, parameters).submatrix(free)
  guard let inverse = information.inverse else { return nil }
  return free.indices.map { i in
    let row = free.indices.map { inverse[i, $0] }
    return outer.quadraticForm(row).squareRoot()
  }
}

private func garchVector(_ parameters: GarchParameters) -> [Double] {
  [parameters.constant, parameters.arch, parameters.asymmetry, parameters.garch]
    + [parameters.degreesOfFreedom].compactMap(\.self)
}

extension GarchParameters {
  fileprivate init(vector: [Double]) {
    self.init(
      constant: vector[0], arch: vector[1], asymmetry: vector[2], garch: vector[3],
      degreesOfFreedom: vector.count > 4 ? vector[4] : nil)
  }
}
