import Glibc

/// What a hidden Markov model says about a series of instants.
package struct HiddenMarkovInference: Sendable, Equatable {
  /// ln of the density of the whole series.
  package let logLikelihood: Double
  /// P(state at t | values up to t), row by row: what could be known at the time.
  package let filtered: [Double]
  /// P(state at t | all values), row by row: uses the future, never for a decision at t.
  package let smoothed: [Double]
  /// Σ over t of P(i at t, j at t + 1 | all values), row by row.
  let transitionMass: [Double]

  /// The forward and backward recursions of Baum, scaled at every step so nothing underflows.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - features: One column a feature, at least one instant.
  /// - Complexity: O(n·K²).
  package init(_ model: HiddenMarkovModel, _ features: [[Double]]) {
    let passes = ScaledPasses(model, features)
    (filtered, logLikelihood) = (passes.forward, passes.logLikelihood)
    smoothed = zip(passes.forward, passes.backward).map { $0 * $1 }
    transitionMass = passes.transitionMass
  }
}

/// Forward and backward probabilities.
private struct ScaledPasses {
  private let size: Int
  private let count: Int
  private let transitions: [Double]
  /// Densities over the largest of their row, and those over the row's scale.
  private var densities: [Double]
  private var scales: [Double]
  private(set) var forward: [Double]
  private(set) var backward: [Double]
  private(set) var logLikelihood = 0.0

  init(_ model: HiddenMarkovModel, _ features: [[Double]]) {
    size = model.stateCount
    count = features.first?.count ?? 0
    transitions = model.transitions.flatMap(\.self)
    densities = model.logEmissions(features)
    scales = [Double](repeating: 1, count: count)
    forward = [Double](repeating: 0, count: count * size)
    backward = [Double](repeating: 1, count: count * size)
    for t in 0..<count { step(t, t == 0 ? model.start : prediction(t)) }
    for t in (0..<max(0, count - 1)).reversed() { stepBack(t) }
  }

  /// P(state at t | values before t).
  private func prediction(_ t: Int) -> [Double] {
    var result = [Double](repeating: 0, count: size)
    for i in 0..<size {
      for j in 0..<size { result[j] += forward[(t - 1) * size + i] * transitions[i * size + j] }
    }
    return result
  }

  private mutating func step(_ t: Int, _ prior: [Double]) {
    let row = t * size
    let highest = densities[row..<(row + size)].max() ?? 0
    var total = 0.0
    for k in 0..<size {
      densities[row + k] = exp(densities[row + k] - highest)
      forward[row + k] = prior[k] * densities[row + k]
      total += forward[row + k]
    }
    if total < 1e-290 {
      // The values deny every state that can be reached: believe the values.
      let mass = densities[row..<(row + size)].reduce(0, +)
      for k in 0..<size { forward[row + k] = densities[row + k] / mass * 1e-290 }
      total = 1e-290
    }
    for k in 0..<size { forward[row + k] /= total }
    scales[t] = total
    logLikelihood += highest + log(total)
  }

  private mutating func stepBack(_ t: Int) {
    let next = (t + 1) * size
    for i in 0..<size {
      var sum = 0.0
      for j in 0..<size {
        sum += transitions[i * size + j] * densities[next + j] * backward[next + j]
      }
      backward[t * size + i] = sum / scales[t + 1]
    }
  }

  var transitionMass: [Double] {
    var mass = [Double](repeating: 0, count: size * size)
    for t in 0..<max(0, count - 1) {
      let next = (t + 1) * size
      for i in 0..<size {
        let from = forward[t * size + i] / scales[t + 1]
        for j in 0..<size {
          mass[i * size + j] +=
            from * transitions[i * size + j] * densities[next + j] * backward[next + j]
        }
      }
    }
    return mass
  }
}

/// The single most likely sequence of states (Viterbi, 1967); uses the future.
///
/// - Parameters:
///   - model: The model.
///   - features: One column a feature, at least one instant.
/// - Returns: The states, and ln of the density of them and the series together. Of equal
///   predecessors the first state wins.
/// - Complexity: O(n·K²).
package func viterbiStates(
  _ model: HiddenMarkovModel, _ features: [[Double]]
) -> (states: [Int], logProbability: Double) {
  let size = model.stateCount
  let emissions = model.logEmissions(features)
  let count = emissions.count / size
  let transitions = model.transitions.map { row in row.map { log($0) } }
  var scores = (0..<size).map { log(model.start[$0]) + emissions[$0] }
  var previous = [Int](repeating: 0, count: count * size)
  for t in 1..<max(1, count) {
    var next = scores
    for j in 0..<size {
      var best = 0
      for i in 1..<size
      where scores[i] + transitions[i][j] > scores[best] + transitions[best][j] { best = i }
      previous[t * size + j] = best
      next[j] = scores[best] + transitions[best][j] + emissions[t * size + j]
    }
    scores = next
  }
  let highest = scores.max() ?? 0
  var states = [scores.firstIndex(of: highest) ?? 0]
  for t in (1..<max(1, count)).reversed() {
    states.append(previous[t * size + states[states.count - 1]])
  }
  return (states.reversed(), highest)
}
