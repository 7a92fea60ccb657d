import Glibc

/// A hidden Markov model fitted by maximum likelihood.
package struct HiddenMarkovFit: Sendable, Equatable {
  /// The estimates.
  package let model: HiddenMarkovModel
  /// ℓ at the estimates.
  package let logLikelihood: Double
  /// How many instants were fitted.
  package let count: Int
  /// The share of the instants each state explains.
  package let shares: [Double]
  /// Steps taken, and whether ℓ had settled.
  package let iterations: Int
  package let isConverged: Bool

  /// −2ℓ + k·ln n.
  package var schwarz: Double {
    -2 * logLikelihood + Double(model.parameterCount) * log(Double(count))
  }
}

/// Fits a model by expectation–maximisation (Baum, Petrie, Soules and Weiss, 1970), from `first`.
///
/// Plain maximum likelihood, no priors. The result is a local maximum near the first guess.
///
/// - Parameters:
///   - features: One column a feature, of equal count; scale them first, on training data only.
///   - first: The first guess.
///   - iterations: The most steps.
///   - tolerance: Stops when a step gains less; −∞ takes every step.
///   - varianceFloor: The smallest variance a state may take, so that no state collapses onto one
///     instant.
/// - Returns: The fit; its states keep their numbers, see `HiddenMarkovModel.ordered`.
/// - Complexity: O(n·K²) a step.
package func fitHiddenMarkov(
  _ features: [[Double]], from first: HiddenMarkovModel, iterations: Int = 300,
  tolerance: Double = 1e-6, varianceFloor: Double = 1e-6
) -> HiddenMarkovFit {
  var model = first
  var inference = HiddenMarkovInference(model, features)
  var (taken, isConverged) = (0, false)
  while taken < iterations && !isConverged {
    model = reestimated(model, inference, features, floor: varianceFloor)
    let next = HiddenMarkovInference(model, features)
    isConverged = next.logLikelihood - inference.logLikelihood < tolerance
    inference = next
    taken += 1
  }
  let count = features.first?.count ?? 0
  return HiddenMarkovFit(
    model: model, logLikelihood: inference.logLikelihood, count: count,
    shares: masses(inference, states: model.stateCount).map { $0 / Double(count) },
    iterations: taken, isConverged: isConverged)
}

/// The model with the fewest states that Schwarz's criterion prefers, its states ordered.
///
/// - Parameters:
///   - features: As for `fitHiddenMarkov`.
///   - states: The numbers of states tried, in increasing order.
///   - minShare: A model with a state that explains less is not considered, nor are larger ones.
/// - Returns: nil when even the first is refused or there are too few instants.
/// - Complexity: That of the fits.
package func selectHiddenMarkov(
  _ features: [[Double]], states: ClosedRange<Int> = 2...4, minShare: Double = 0.02
) -> HiddenMarkovFit? {
  var best: HiddenMarkovFit?
  for count in states where (features.first?.count ?? 0) >= 10 * count {
    let first = HiddenMarkovModel(firstGuess: features, states: count)
    let fit = fitHiddenMarkov(features, from: floored(first))
    guard let smallest = fit.shares.min(), smallest >= minShare else { break }
    if best.map({ fit.schwarz < $0.schwarz }) ?? true { best = fit }
  }
  return best
}

/// A first guess whose variances are positive even where a part of the data is constant.
private func floored(_ model: HiddenMarkovModel) -> HiddenMarkovModel {
  var model = model
  model.variances = model.variances.map { row in row.map { max($0, 1e-6) } }
  return model
}

/// Σ over t of P(state at t | all values).
private func masses(_ inference: HiddenMarkovInference, states: Int) -> [Double] {
  var masses = [Double](repeating: 0, count: states)
  for (i, value) in inference.smoothed.enumerated() { masses[i % states] += value }
  return masses
}

/// The maximisation step.
private func reestimated(
  _ model: HiddenMarkovModel, _ inference: HiddenMarkovInference, _ features: [[Double]],
  floor: Double
) -> HiddenMarkovModel {
  let size = model.stateCount
  let masses = masses(inference, states: size)
  var next = model
  next.start = Array(inference.smoothed.prefix(size))
  for i in 0..<size {
    let row = Array(inference.transitionMass[(i * size)..<(i * size + size)])
    let total = sum(row)
    // A state that is never left says nothing about where it leads: keep what was assumed.
    if total > 0 { next.transitions[i] = row.map { $0 / total } }
    guard masses[i] > 0 else { continue }
    for (d, column) in features.enumerated() {
      let (centre, variance) = weightedMoments(column, inference.smoothed, i, size)
      next.means[i][d] = centre
      next.variances[i][d] = max(floor, variance)
    }
  }
  return next
}

/// The mean and variance of a column under the weights of one state.
private func weightedMoments(
  _ column: [Double], _ weights: [Double], _ state: Int, _ size: Int
) -> (mean: Double, variance: Double) {
  var (mass, total) = (0.0, 0.0)
  for t in column.indices {
    mass += weights[t * size + state]
    total += weights[t * size + state] * column[t]
  }
  let centre = total / mass
  var squares = 0.0
  for t in column.indices {
    squares += weights[t * size + state] * (column[t] - centre) * (column[t] - centre)
  }
  return (centre, squares / mass)
}

extension HiddenMarkovFit {
  /// The same fit with its states in increasing order of the mean of the first feature.
  package var ordered: HiddenMarkovFit {
    let order = model.start.indices.sorted {
      (model.means[$0][0], $0) < (model.means[$1][0], $1)
    }
    return HiddenMarkovFit(
      model: model.ordered, logLikelihood: logLikelihood, count: count,
      shares: order.map { shares[$0] }, iterations: iterations, isConverged: isConverged)
  }
}
