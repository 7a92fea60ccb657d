import Basics
import Glibc

/// A network with one hidden layer of tanh and one logistic output.
package struct Perceptron: Sendable, Equatable {
  package let inputs: Int
  package let hidden: Int
  /// W₁ row by row, b₁, W₂, b₂.
  package var weights: [Double]

  /// - Precondition: `weights` has `weightCount` values.
  package init(inputs: Int, hidden: Int, weights: [Double]) {
    precondition(weights.count == Self.weightCount(inputs: inputs, hidden: hidden), "weights")
    self.inputs = inputs
    self.hidden = hidden
    self.weights = weights
  }

  /// How many weights there are.
  package static func weightCount(inputs: Int, hidden: Int) -> Int { hidden * (inputs + 2) + 1 }

  /// Small random weights: (u − ½)/2, in the order of `weights`.
  package init(inputs: Int, hidden: Int, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let count = Self.weightCount(inputs: inputs, hidden: hidden)
    self.init(
      inputs: inputs, hidden: hidden, weights: (0..<count).map { _ in (random.uniform() - 0.5) / 2 }
    )
  }

  /// The probability of each row.
  ///
  /// - Complexity: O(rows · inputs · hidden).
  package func probabilities(_ columns: [[Double]]) -> [Double] {
    var activations = [Double](repeating: 0, count: hidden)
    return (0..<(columns.first?.count ?? 0)).map { row in
      logistic(output(columns.map { $0[row] }, &activations))
    }
  }

  /// The log-odds of one row; leaves what the hidden units said.
  private func output(_ row: [Double], _ activations: inout [Double]) -> Double {
    let bias = hidden * inputs
    var score = weights[weights.count - 1]
    for unit in 0..<hidden {
      var sum = weights[bias + unit]
      for input in 0..<inputs { sum += weights[unit * inputs + input] * row[input] }
      activations[unit] = tanh(sum)
      score += weights[bias + hidden + unit] * activations[unit]
    }
    return score
  }

  /// The mean cross-entropy of `rows` with its gradient by the weights.
  ///
  /// - Parameters:
  ///   - columns: One column an input.
  ///   - labels: 0 or 1.
  ///   - rows: Which rows.
  /// - Returns: The loss and its slopes, in the order of the weights.
  package func loss(
    _ columns: [[Double]], _ labels: [Double], rows: Range<Int>
  ) -> (value: Double, gradient: [Double]) {
    var gradient = [Double](repeating: 0, count: weights.count)
    var activations = [Double](repeating: 0, count: hidden)
    let (bias, scale) = (hidden * inputs, 1 / Double(rows.count))
    var value = 0.0
    for row in rows {
      let input = columns.map { $0[row] }
      let score = output(input, &activations)
      value += max(score, 0) - labels[row] * score + log1p(exp(-abs(score)))
      let slope = (logistic(score) - labels[row]) * scale
      gradient[weights.count - 1] += slope
      for unit in 0..<hidden {
        let activation = activations[unit]
        gradient[bias + hidden + unit] += slope * activation
        let inner = slope * weights[bias + hidden + unit] * (1 - activation * activation)
        gradient[bias + unit] += inner
        for place in 0..<inputs { gradient[unit * inputs + place] += inner * input[place] }
      }
    }
    return (value * scale, gradient)
  }
}

/// Adam (Kingma and Ba, 2015): steps scaled by running moments of the gradient.
package struct Adam: Sendable {
  private let rate: Double
  private var first: [Double]
  private var second: [Double]
  private var steps = 0

  /// Decay 0.9 and 0.999, ε = 10⁻⁸.
  package init(dimension: Int, rate: Double = 0.01) {
    self.rate = rate
    first = [Double](repeating: 0, count: dimension)
    second = first
  }

  /// Moves `weights` one step down `gradient`.
  package mutating func step(_ weights: inout [Double], _ gradient: [Double]) {
    steps += 1
    let firstScale = 1 - pow(0.9, Double(steps))
    let secondScale = 1 - pow(0.999, Double(steps))
    for place in weights.indices {
      first[place] = 0.9 * first[place] + 0.1 * gradient[place]
      second[place] = 0.999 * second[place] + 0.001 * gradient[place] * gradient[place]
      let size = (second[place] / secondScale).squareRoot() + 1e-8
      weights[place] -= rate * (first[place] / firstScale) / size
    }
  }
}

/// Trains a network by mini-batches in the order of the rows, stopping when the last fifth of the
/// rows is predicted worse; the same seed gives the same weights.
///
/// - Parameters:
///   - columns: One column an input, z-scored with training values.
///   - labels: What happened.
///   - hidden: Units of the hidden layer.
///   - epochs: The most passes over the rows.
///   - seed: Of the first weights.
/// - Returns: The weights of the best pass.
/// - Complexity: O(epochs · rows · inputs · hidden).
package func fitPerceptron(
  _ columns: [[Double]], _ labels: [Bool], hidden: Int = 16, epochs: Int = 30, seed: UInt64
) -> Perceptron {
  var network = Perceptron(inputs: columns.count, hidden: hidden, seed: seed)
  let targets = labels.map { $0 ? 1.0 : 0 }
  let cut = targets.count * 4 / 5
  var adam = Adam(dimension: network.weights.count, rate: 0.003)
  var best = (network: network, loss: Double.infinity, age: 0)
  for _ in 0..<epochs where cut > 0 && best.age < 3 {
    for first in stride(from: 0, to: cut, by: 256) {
      let part = network.loss(columns, targets, rows: first..<min(cut, first + 256))
      adam.step(&network.weights, part.gradient)
    }
    let loss = network.loss(columns, targets, rows: cut..<targets.count).value
    best = loss < best.loss ? (network, loss, 0) : (best.network, best.loss, best.age + 1)
  }
  return best.network
}
