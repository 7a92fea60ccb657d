import Basics
import Glibc

/// A long short-term memory (Hochreiter and Schmidhuber, 1997) of one layer with a linear output on
/// the last step; gates in the order input, forget, cell, output.
package struct RecurrentNetwork: Sendable, Equatable {
  package let inputs: Int
  package let hidden: Int
  /// Input weights and recurrent weights row by row, biases, output weights, output bias.
  package var weights: [Double]

  /// How many weights there are.
  package static func weightCount(inputs: Int, hidden: Int) -> Int {
    4 * hidden * (inputs + hidden + 1) + hidden + 1
  }

  /// Small random weights: (u − ½)/2, in the order of `weights`.
  package init(inputs: Int, hidden: Int, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    self.inputs = inputs
    self.hidden = hidden
    weights = (0..<Self.weightCount(inputs: inputs, hidden: hidden)).map { _ in
      (random.uniform() - 0.5) / 2
    }
  }

  private var recurrent: Int { 4 * hidden * inputs }
  private var biases: Int { recurrent + 4 * hidden * hidden }
  private var outputs: Int { biases + 4 * hidden }

  /// What the network says after the `steps` rows before each of `ends`.
  ///
  /// - Complexity: O(ends · steps · hidden · (inputs + hidden)).
  package func predictions(_ columns: [[Double]], ends: Range<Int>, steps: Int) -> [Double] {
    ends.map { end in run(columns, (end - steps)..<end).output }
  }

  /// One step's activations, kept for the way back.
  private struct Step {
    var input: [Double]
    var before: (state: [Double], cell: [Double])
    /// Gates after their squashing: input, forget, cell, output.
    var gates: [Double]
    var cell: [Double]
  }

  private func run(
    _ columns: [[Double]], _ rows: Range<Int>
  ) -> (output: Double, state: [Double], tape: [Step]) {
    var state = [Double](repeating: 0, count: hidden)
    var cell = state
    var tape: [Step] = []
    tape.reserveCapacity(rows.count)
    for row in rows {
      let input = columns.map { $0[row] }
      let gates = self.gates(input, state)
      let before = (state, cell)
      for unit in 0..<hidden {
        cell[unit] =
          gates[hidden + unit] * cell[unit] + gates[unit] * gates[2 * hidden + unit]
        state[unit] = gates[3 * hidden + unit] * tanh(cell[unit])
      }
      tape.append(Step(input: input, before: before, gates: gates, cell: cell))
    }
    var output = weights[weights.count - 1]
    for unit in 0..<hidden { output += weights[outputs + unit] * state[unit] }
    return (output, state, tape)
  }

  private func gates(_ input: [Double], _ state: [Double]) -> [Double] {
    (0..<(4 * hidden)).map { gate in
      var sum = weights[biases + gate]
      for place in 0..<inputs { sum += weights[gate * inputs + place] * input[place] }
      for unit in 0..<hidden { sum += weights[recurrent + gate * hidden + unit] * state[unit] }
      return gate / hidden == 2 ? tanh(sum) : logistic(sum)
    }
  }

  /// The mean squared error of the predictions before `ends` with its gradient by the weights.
  ///
  /// - Parameters:
  ///   - columns: One column an input.
  ///   - targets: By row.
  ///   - ends: The rows predicted, each from the `steps` rows before it.
  ///   - steps: How far the network looks back.
  /// - Returns: The loss and its slopes, in the order of the weights.
  package func loss(
    _ columns: [[Double]], _ targets: [Double], ends: Range<Int>, steps: Int
  ) -> (value: Double, gradient: [Double]) {
    var gradient = [Double](repeating: 0, count: weights.count)
    var value = 0.0
    for end in ends {
      let (output, state, tape) = run(columns, (end - steps)..<end)
      let error = output - targets[end]
      value += error * error
      let slope = 2 * error / Double(ends.count)
      gradient[weights.count - 1] += slope
      var back = [Double](repeating: 0, count: hidden)
      for unit in 0..<hidden {
        gradient[outputs + unit] += slope * state[unit]
        back[unit] = slope * weights[outputs + unit]
      }
      unroll(tape, back, &gradient)
    }
    return (value / Double(ends.count), gradient)
  }

  /// Back through time from the slope by the last state.
  private func unroll(_ tape: [Step], _ last: [Double], _ gradient: inout [Double]) {
    var byState = last
    var byCell = [Double](repeating: 0, count: hidden)
    for step in tape.reversed() {
      var slopes = [Double](repeating: 0, count: 4 * hidden)
      for unit in 0..<hidden {
        let (i, f) = (step.gates[unit], step.gates[hidden + unit])
        let (g, o) = (step.gates[2 * hidden + unit], step.gates[3 * hidden + unit])
        let squashed = tanh(step.cell[unit])
        byCell[unit] += byState[unit] * o * (1 - squashed * squashed)
        slopes[unit] = byCell[unit] * g * i * (1 - i)
        slopes[hidden + unit] = byCell[unit] * step.before.cell[unit] * f * (1 - f)
        slopes[2 * hidden + unit] = byCell[unit] * i * (1 - g * g)
        slopes[3 * hidden + unit] = byState[unit] * squashed * o * (1 - o)
        byCell[unit] *= f
      }
      byState = addGradient(of: step, slopes, &gradient)
    }
  }

  /// Adds one step's part; returns the slope by the state before it.
  private func addGradient(
    of step: Step, _ slopes: [Double], _ gradient: inout [Double]
  ) -> [Double] {
    var byState = [Double](repeating: 0, count: hidden)
    for gate in slopes.indices {
      let slope = slopes[gate]
      gradient[biases + gate] += slope
      for place in 0..<inputs { gradient[gate * inputs + place] += slope * step.input[place] }
      for unit in 0..<hidden {
        let weight = recurrent + gate * hidden + unit
        gradient[weight] += slope * step.before.state[unit]
        byState[unit] += slope * weights[weight]
      }
    }
    return byState
  }
}

/// Trains a network to predict one step ahead, by mini-batches in the order of the rows, stopping
/// when the last fifth is predicted worse; the same seed gives the same weights.
///
/// - Parameters:
///   - columns: One column an input, z-scored with training values.
///   - targets: By row.
///   - ends: The rows predicted, each from the `steps` rows before it.
///   - steps: How far the network looks back.
///   - hidden: Units.
///   - epochs: The most passes.
///   - seed: Of the first weights.
/// - Returns: The network of the best pass.
/// - Complexity: O(epochs · ends · steps · hidden · (inputs + hidden)).
package func fitRecurrentNetwork(
  _ columns: [[Double]], _ targets: [Double], ends: Range<Int>, steps: Int, hidden: Int = 8,
  epochs: Int = 10, seed: UInt64
) -> RecurrentNetwork {
  var network = RecurrentNetwork(inputs: columns.count, hidden: hidden, seed: seed)
  let cut = ends.lowerBound + ends.count * 4 / 5
  var adam = Adam(dimension: network.weights.count)
  var best = (network: network, loss: Double.infinity, age: 0)
  for _ in 0..<epochs where cut > ends.lowerBound && best.age < 2 {
    for first in stride(from: ends.lowerBound, to: cut, by: 32) {
      let part = network.loss(
        columns, targets, ends: first..<min(cut, first + 32), steps: steps)
      adam.step(&network.weights, part.gradient)
    }
    let later = zip(
      targets[cut..<ends.upperBound],
      network.predictions(columns, ends: cut..<ends.upperBound, steps: steps))
    let loss = mean(later.map { ($0 - $1) * ($0 - $1) })
    best = loss < best.loss ? (network, loss, 0) : (best.network, best.loss, best.age + 1)
  }
  return best.network
}
