import Glibc

/// 1/(1 + e⁻ˣ), without overflow.
package func logistic(_ x: Double) -> Double {
  if x >= 0 { return 1 / (1 + exp(-x)) }
  let power = exp(x)
  return power / (1 + power)
}

/// ln(p/(1 − p)), p kept 10⁻¹² away from 0 and 1.
package func logit(_ probability: Double) -> Double {
  let p = max(1e-12, min(1 - 1e-12, probability))
  return log(p / (1 - p))
}

/// A logistic regression: P(yes) = 1/(1 + e^−(intercept + Σ coefficient·x)).
package struct LogisticModel: Sendable, Equatable {
  package let coefficients: [Double]
  package let intercept: Double

  package init(coefficients: [Double], intercept: Double) {
    self.coefficients = coefficients
    self.intercept = intercept
  }

  /// The probability of each row.
  ///
  /// - Precondition: One column a coefficient, of equal count.
  /// - Complexity: O(rows · features).
  package func probabilities(_ columns: [[Double]]) -> [Double] {
    precondition(columns.count == coefficients.count, "\(columns.count) columns")
    var sums = [Double](repeating: intercept, count: columns.first?.count ?? 0)
    for (column, coefficient) in zip(columns, coefficients) {
      for row in sums.indices { sums[row] += coefficient * column[row] }
    }
    return sums.map(logistic)
  }
}

/// A fitted logistic regression.
package struct LogisticFit: Sendable, Equatable {
  package let model: LogisticModel
  /// ½·penalty·Σ coefficient² + Σ ln(1 + e^−(±score)), at the minimum.
  package let objective: Double
  /// Of the intercept, then of the coefficients, from the observed information; they are standard
  /// errors only without a penalty.
  package let standardErrors: [Double]
}

/// Fits a logistic regression by Newton's method with halved steps.
///
/// With many rows it starts from the fit to a sixteenth of them.
///
/// - Parameters:
///   - columns: One column a feature, finite, z-scored with training values.
///   - labels: What happened.
///   - penalty: The weight of ½·Σ coefficient²; the intercept is free. 1 is scikit-learn's C = 1.
/// - Returns: nil when all labels are equal, or when the maximum lies at infinity or is not unique
///   (separable or dependent columns without a penalty).
/// - Complexity: O(rows · features²) a step, about seven of them, four with many rows.
package func fitLogistic(
  _ columns: [[Double]], _ labels: [Bool], penalty: Double = 1
) -> LogisticFit? {
  var search = LogisticSearch(columns, labels, penalty: penalty)
  search?.run()
  return search?.fit
}

/// The same, digit for digit, with at most `width` blocks of rows at a time.
package func fitLogistic(
  _ columns: [[Double]], _ labels: [Bool], penalty: Double = 1, width: Int
) async throws -> LogisticFit? {
  guard var search = LogisticSearch(columns, labels, penalty: penalty) else { return nil }
  try await search.run(width: width)
  return search.fit
}

/// Newton's method: the blocks answer with their sums at the weights that are asked for.
private struct LogisticSearch: BlockwiseFit {
  let blocks: [LogisticBlock]
  private(set) var step: [Double]?
  private let penalty: Double
  /// Weights without any feature, and the loss there: nothing worse is a start.
  private let plain: [Double]
  private let plainLoss: Double
  private var state: LogisticState?
  private var move = Move(direction: [], length: 1, gain: .infinity)
  private var moves = 0
  private var isLost = false

  /// The direction of a step of Newton's, how much of it is tried, and what all of it would gain.
  private struct Move {
    var direction: [Double]
    var length: Double
    var gain: Double
  }

  private static let mostMoves = 100
  private static let leastLength = 1e-12
  /// The fewest blocks whose heads alone give a start.
  private static let leastHeads = 8

  init?(_ columns: [[Double]], _ labels: [Bool], penalty: Double) {
    let blocks = rowBlocks(labels.indices, size: LogisticBlock.size).map {
      LogisticBlock(columns: columns, labels: labels, rows: $0)
    }
    let positives = labels.count { $0 }
    guard positives > 0, positives < labels.count else { return nil }
    let start = blocks.count < Self.leastHeads ? nil : Self.start(blocks, penalty)
    self.init(
      blocks, features: columns.count, positives: positives, of: labels.count, start: start,
      penalty: penalty)
  }

  private init(
    _ blocks: [LogisticBlock], features: Int, positives: Int, of count: Int, start: [Double]?,
    penalty: Double
  ) {
    let (hits, misses) = (Double(positives), Double(count - positives))
    self.blocks = blocks
    self.penalty = penalty
    plain = [log(hits / misses)] + [Double](repeating: 0, count: features)
    plainLoss = -hits * log(hits / Double(count)) - misses * log(misses / Double(count))
    step = start ?? plain
  }

  /// The weights of the first rows of all blocks.
  private static func start(_ blocks: [LogisticBlock], _ penalty: Double) -> [Double]? {
    let heads = blocks.map(\.head)
    let positives = heads.reduce(0) { sum, head in sum + head.rows.count { head.labels[$0] } }
    let count = heads.reduce(0) { $0 + $1.rows.count }
    guard positives > 0, positives < count else { return nil }
    var search = LogisticSearch(
      heads, features: heads[0].columns.count, positives: positives, of: count, start: nil,
      penalty: penalty)
    search.run()
    return search.isLost ? nil : search.state?.weights
  }

  mutating func take(_ answers: [LogisticSums]) {
    guard let weights = step, var sums = answers.first else { return }
    for other in answers.dropFirst() { sums.add(other) }
    let next = LogisticState(weights, sums, penalty: penalty)
    if let state, !(next.objective <= state.objective) { return shorten(state) }
    guard state != nil || next.objective <= plainLoss || weights == plain else {
      return step = plain
    }
    state = next
    let isSettled = move.gain < 1e-14 * max(1, next.objective)
    guard !isSettled, moves < Self.mostMoves else { return step = nil }
    go(from: next)
  }

  /// Sets out for the minimum of the parabola; the search is lost where there is none, or on a way
  /// to infinity.
  private mutating func go(from state: LogisticState) {
    guard state.weights.allSatisfy({ abs($0) < 1e8 }), let factor = state.information.cholesky
    else {
      isLost = true
      return step = nil
    }
    let direction = factor.solve(state.gradient)
    // Half the squared Newton decrement is what is left to gain.
    move = Move(direction: direction, length: 1, gain: dot(direction, state.gradient) / 2)
    moves += 1
    step = zip(state.weights, direction).map { $0 + $1 }
  }

  /// Tries half the step; none short enough lowers the objective at the minimum.
  private mutating func shorten(_ state: LogisticState) {
    move.length /= 2
    let length = move.length
    step =
      length < Self.leastLength
      ? nil : zip(state.weights, move.direction).map { $0 + length * $1 }
  }

  /// What was found; a loss of nothing means separated rows, whose coefficients were on their way
  /// to infinity.
  var fit: LogisticFit? {
    guard let state, !isLost, let rows = blocks.last?.rows.upperBound,
      state.objective > 1e-9 * Double(rows), let covariance = state.information.inverse
    else { return nil }
    return LogisticFit(
      model: LogisticModel(
        coefficients: Array(state.weights.dropFirst()), intercept: state.weights[0]),
      objective: state.objective,
      standardErrors: covariance.diagonal.map { $0.squareRoot() })
  }
}

/// A point of the search with its derivatives.
private struct LogisticState {
  let weights: [Double]
  private(set) var objective: Double
  /// Minus the gradient of the objective.
  private(set) var gradient: [Double]
  private(set) var information: SymmetricMatrix

  init(_ weights: [Double], _ sums: LogisticSums, penalty: Double) {
    let size = weights.count
    self.weights = weights
    objective = sums.loss
    gradient = sums.gradient
    information = SymmetricMatrix(dimension: size)
    for i in 0..<size {
      for j in 0...i { information[i, j] = sums.products[i * size + j] }
    }
    for place in weights.indices.dropFirst() {
      information[place, place] += penalty
      gradient[place] -= penalty * weights[place]
      objective += 0.5 * penalty * weights[place] * weights[place]
    }
  }
}
