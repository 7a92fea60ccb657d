import Glibc

/// The log-likelihood of a Hawkes process and its gradient.
package struct HawkesScore: Sendable, Equatable {
  /// ℓ = Σ ln λ(tᵢ) − ∫ λ.
  package var logLikelihood: Double
  /// ∂ℓ/∂μ, ∂ℓ/∂α, ∂ℓ/∂β.
  package var gradient: [Double]
}

/// The log-likelihood of `events` under `parameters`, with its analytic gradient.
///
/// The excitation at each event follows from the one before (Ozaki, 1979): with Sᵢ = 1 + Aᵢ,
/// Aᵢ = e^{−βΔ}·Sᵢ₋₁ and Bᵢ = e^{−βΔ}·(Bᵢ₋₁ + Δ·Sᵢ₋₁), where α·Aᵢ is the excitation and −α·Bᵢ its
/// derivative by β. The last values also give the sums to the window's end, so there is one
/// exponential an event. −∞ when some event has rate zero.
///
/// - Complexity: O(n), no allocation.
package func hawkesScore(
  _ events: PointEvents, _ parameters: HawkesParameters
) -> HawkesScore {
  let sums = hawkesSums(events.times.span, weights: events.weights.span, parameters)
  let (alpha, beta) = (parameters.excitation, parameters.decay)
  let rest = events.duration - sums.lastTime
  let tail = exp(-beta * rest)
  let decayed = Double(events.times.count) - tail * sums.active
  let spread = tail * (sums.delayed + rest * sums.active)
  return HawkesScore(
    logLikelihood: sums.logarithms - parameters.baseline * events.exposure
      - alpha / beta * decayed,
    gradient: [
      sums.byBaseline - events.exposure,
      sums.byExcitation - decayed / beta,
      -alpha * sums.byDelay + alpha / beta * (decayed / beta - spread),
    ])
}

/// What one pass over the events leaves.
private struct HawkesSums {
  var logarithms = 0.0
  var byBaseline = 0.0
  var byExcitation = 0.0
  var byDelay = 0.0
  /// S of the last event: Σ e^{−β(t_n − tᵢ)}, itself included.
  var active = 0.0
  /// B of the last event: Σ (t_n − tᵢ)·e^{−β(t_n − tᵢ)}.
  var delayed = 0.0
  var lastTime = 0.0
}

/// The loop: `weights` is empty for a constant baseline.
private func hawkesSums(
  _ times: Span<Double>, weights: Span<Double>, _ parameters: HawkesParameters
) -> HawkesSums {
  let (mu, alpha, beta) = (parameters.baseline, parameters.excitation, parameters.decay)
  let isConstant = weights.isEmpty
  var logarithms = LogarithmSum()
  var sums = HawkesSums()
  for i in times.indices {
    let gap = times[i] - sums.lastTime
    let decay = exp(-beta * gap)
    let excitation = decay * sums.active
    sums.delayed = decay * (sums.delayed + gap * sums.active)
    sums.active = excitation + 1
    sums.lastTime = times[i]
    let weight = isConstant ? 1 : weights[i]
    let rate = mu * weight + alpha * excitation
    let inverse = 1 / rate
    logarithms.add(rate)
    sums.byBaseline += weight * inverse
    sums.byExcitation += excitation * inverse
    sums.byDelay += sums.delayed * inverse
  }
  sums.logarithms = logarithms.value
  return sums
}

/// The compensator between successive events: ∫ λ from each event to the next, the first from 0.
///
/// When the model is right these are independent exponentials of mean 1 (Papangelou, 1972; the
/// random time change), which is what the fit is judged by.
///
/// - Complexity: O(n).
package func hawkesResiduals(
  _ events: PointEvents, _ parameters: HawkesParameters
) -> [Double] {
  let (mu, beta) = (parameters.baseline, parameters.decay)
  let branching = parameters.branchingRatio
  var (last, lastIntegral, active) = (0.0, 0.0, 0.0)
  return events.times.map { time in
    let decay = exp(-beta * (time - last))
    let integral = events.profile?.integral(to: time) ?? time
    let residual = mu * (integral - lastIntegral) + branching * active * (1 - decay)
    active = active * decay + 1
    (last, lastIntegral) = (time, integral)
    return residual
  }
}
