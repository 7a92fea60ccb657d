import Glibc

/// A Hawkes process fitted by maximum likelihood.
package struct HawkesFit: Sendable, Equatable {
  /// The estimates.
  package var parameters: HawkesParameters
  /// ℓ at the estimates.
  package var logLikelihood: Double
  /// Standard errors of μ, α, β from the observed information.
  package var standardErrors: [Double]
  /// Standard error of α/β, by the delta method.
  package var branchingStandardError: Double
  /// Standard error of 1/β, by the delta method.
  package var meanKernelStandardError: Double
  /// ℓ of the Poisson process with the same profile and mean rate.
  package var poissonLogLikelihood: Double
  /// Parameters of the baseline profile: its steps less one, 0 when constant.
  package var profileParameters: Int

  /// −2ℓ + 2·(3 + profile parameters).
  package var akaike: Double { 2 * Double(3 + profileParameters) - 2 * logLikelihood }
  /// Akaike's criterion of the Poisson process with the same profile.
  package var poissonAkaike: Double { 2 * Double(1 + profileParameters) - 2 * poissonLogLikelihood }
  /// 2(ℓ − ℓ_Poisson). Without excitation its law is not χ²: α lies on the boundary and β is not
  /// identified, so judge it by `hawkesExcitationTest`.
  package var likelihoodRatio: Double { 2 * (logLikelihood - poissonLogLikelihood) }
}

/// When a fit is refused.
package struct HawkesFitLimits: Sendable {
  /// Fewer events are refused.
  package var minEvents: Int
  /// A mean delay below the clock's resolution is refused, in units of time.
  package var resolution: Double
  /// Share of the window in which the feed was saturated: events were surely lost.
  package var saturatedShare: Double
  /// The most saturation a fit bears.
  package var maxSaturatedShare: Double

  /// The limits of one feed.
  package init(
    minEvents: Int = 200, resolution: Double = 0.001, saturatedShare: Double = 0,
    maxSaturatedShare: Double = 0.01
  ) {
    self.minEvents = minEvents
    self.resolution = resolution
    self.saturatedShare = saturatedShare
    self.maxSaturatedShare = maxSaturatedShare
  }
}

/// Fits μ, α, β by maximum likelihood: BFGS on their logarithms, from four starts.
///
/// The starts are branching ratios .5, .3, .7, .6 with decays 5.5, 27, 1.4, 14 times the mean
/// rate, so they follow the unit of time. Standard errors come from the observed information
/// (central differences of the analytic gradient).
///
/// - Parameters:
///   - events: The events; their profile is taken as given.
///   - limits: When to refuse.
/// - Returns: The estimates with their errors.
/// - Throws: `tooFewEvents`, `saturated`, `decayAtBound` or `notIdentified`.
/// - Complexity: O(n) an evaluation, some two hundred of them.
package func fitHawkes(
  _ events: PointEvents, limits: HawkesFitLimits = HawkesFitLimits()
) throws(PointProcessError) -> HawkesFit {
  guard events.times.count >= limits.minEvents else {
    throw .tooFewEvents(count: events.times.count, needed: limits.minEvents)
  }
  guard limits.saturatedShare <= limits.maxSaturatedShare else {
    throw .saturated(share: limits.saturatedShare, limit: limits.maxSaturatedShare)
  }
  guard let lowest = hawkesGlobalOptimum(events) else {
    throw .notIdentified
  }
  let parameters = HawkesParameters(lowest.point.map { exp($0) })
  let meanKernel = parameters.meanKernel
  guard meanKernel >= limits.resolution, meanKernel <= events.duration else {
    throw .decayAtBound(meanKernel: meanKernel)
  }
  let information = observedInformation(
    at: parameters.vector, steps: parameters.vector.map { 1e-4 * $0 }
  ) { hawkesScore(events, HawkesParameters($0)).gradient }
  guard let covariance = information.inverse else { throw .notIdentified }
  return HawkesFit(parameters, -lowest.value, covariance, events)
}

extension HawkesFit {
  fileprivate init(
    _ parameters: HawkesParameters, _ logLikelihood: Double, _ covariance: SymmetricMatrix,
    _ events: PointEvents
  ) {
    let (alpha, beta) = (parameters.excitation, parameters.decay)
    let byRatio = covariance.quadraticForm([0, 1 / beta, -alpha / (beta * beta)])
    self.init(
      parameters: parameters, logLikelihood: logLikelihood,
      standardErrors: covariance.diagonal.map { $0.squareRoot() },
      branchingStandardError: byRatio.squareRoot(),
      meanKernelStandardError: covariance[2, 2].squareRoot() / (beta * beta),
      poissonLogLikelihood: events.poissonLogLikelihood,
      profileParameters: events.profile.map { $0.values.count - 1 } ?? 0)
  }
}

/// The best optimum from the four starts. Of a long series the first 200 000 events choose the
/// hill, and all events climb it once.
private func hawkesGlobalOptimum(_ events: PointEvents) -> Minimum? {
  let head = 200_000
  guard events.times.count > 2 * head,
    let first = try? PointEvents(
      times: Array(events.times.prefix(head)), duration: events.times[head - 1],
      profile: events.profile),
    let hill = hawkesOptimum(first, from: hawkesStarts(first))
  else { return hawkesOptimum(events, from: hawkesStarts(events)) }
  return hawkesOptimum(events, from: [hill.point])
}

/// Logarithms of (μ, α, β) to start from.
func hawkesStarts(_ events: PointEvents) -> [[Double]] {
  let rate = Double(events.times.count) / events.duration
  return [(0.5, 5.5), (0.3, 27), (0.7, 1.4), (0.6, 14)].map { branching, speed in
    [log(rate * (1 - branching)), log(branching * speed * rate), log(speed * rate)]
  }
}

/// The best of the local optima reached from `starts`, in logarithms; nil when none is regular.
func hawkesOptimum(_ events: PointEvents, from starts: [[Double]]) -> Minimum? {
  let minima = starts.map { start in
    minimizeByBFGS(from: start) { point, gradient in
      let parameters = HawkesParameters(point.map { exp($0) })
      let score = hawkesScore(events, parameters)
      for (i, value) in parameters.vector.enumerated() {
        gradient[i] = -score.gradient[i] * value
      }
      return -score.logLikelihood
    }
  }
  return minima.filter { $0.value.isFinite }.min { $0.value < $1.value }
}
