import Glibc

/// A hidden Markov model whose states emit independent normal features.
package struct HiddenMarkovModel: Sendable, Equatable {
  /// The probability of each state at the first instant.
  package var start: [Double]
  /// Row i: the probabilities of going from state i to each state.
  package var transitions: [[Double]]
  /// The mean of each feature in each state.
  package var means: [[Double]]
  /// The variance of each feature in each state.
  package var variances: [[Double]]

  package init(
    start: [Double], transitions: [[Double]], means: [[Double]], variances: [[Double]]
  ) {
    self.start = start
    self.transitions = transitions
    self.means = means
    self.variances = variances
  }

  /// How many states.
  package var stateCount: Int { start.count }
  /// How many features.
  package var featureCount: Int { means.first?.count ?? 0 }
  /// K² − 1 + 2·K·d, what Schwarz's criterion counts.
  package var parameterCount: Int {
    stateCount * stateCount - 1 + 2 * stateCount * featureCount
  }

  /// 1/(1 − p_ii): how many instants a stay in each state lasts on average.
  package var expectedDurations: [Double] {
    (0..<stateCount).map { 1 / (1 - transitions[$0][$0]) }
  }

  /// A first guess without chance: the instants, sorted by the first feature (ties in order of
  /// time), cut into equal parts; states are kept with probability 0.9.
  ///
  /// - Parameters:
  ///   - features: One column a feature, of equal count, at least one value for each state.
  ///   - states: How many states, at least 2.
  /// - Complexity: O(n log n).
  package init(firstGuess features: [[Double]], states: Int) {
    let count = features.first?.count ?? 0
    precondition(states >= 2 && count >= states, "\(states) states for \(count) instants")
    let order = (0..<count).sorted { (features[0][$0], $0) < (features[0][$1], $1) }
    // The first count % states parts are longer by one.
    let parts = (0..<states).map { k in
      let first = k * (count / states) + min(k, count % states)
      return order[first..<(first + count / states + (k < count % states ? 1 : 0))]
    }
    let leave = 0.1 / Double(states - 1)
    self.init(
      start: [Double](repeating: 1 / Double(states), count: states),
      transitions: (0..<states).map { i in (0..<states).map { $0 == i ? 0.9 : leave } },
      means: parts.map { part in features.map { x in mean(part.map { x[$0] }) } },
      variances: parts.map { part in
        features.map { x in populationVariance(part.map { x[$0] }) }
      })
  }

  /// The same model with its states in increasing order of the mean of the first feature.
  package var ordered: HiddenMarkovModel {
    let order = start.indices.sorted { (means[$0][0], $0) < (means[$1][0], $1) }
    return HiddenMarkovModel(
      start: order.map { start[$0] },
      transitions: order.map { i in order.map { transitions[i][$0] } },
      means: order.map { means[$0] }, variances: order.map { variances[$0] })
  }

  /// ln of the density of each instant in each state, row by row.
  func logEmissions(_ features: [[Double]]) -> [Double] {
    let count = features.first?.count ?? 0
    var result = [Double](repeating: 0, count: count * stateCount)
    for k in 0..<stateCount {
      for (d, column) in features.enumerated() {
        let (centre, variance) = (means[k][d], variances[k][d])
        let constant = -0.5 * log(2 * Double.pi * variance)
        for t in 0..<count {
          let distance = column[t] - centre
          result[t * stateCount + k] += constant - 0.5 * distance * distance / variance
        }
      }
    }
    return result
  }
}
