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
/// - Parameters:
///   - columns: One column a feature, finite, z-scored with training values.
///   - labels: What happened.
///   - penalty: The weight of ½·Σ coefficient²; the intercept is free. 1 is scikit-learn's C = 1.
/// - Returns: nil when all labels are equal, or when the maximum lies at infinity or is not unique
///   (separable or dependent columns without a penalty).
/// - Complexity: O(rows · features²) a step, about seven of them.
package func fitLogistic(
  _ columns: [[Double]], _ labels: [Bool], penalty: Double = 1
) -> LogisticFit? {
  let positives = labels.count { $0 }
  guard positives > 0, positives < labels.count else { return nil }
  let design = LogisticDesign(columns, labels, penalty: penalty)
  let base = log(Double(positives) / Double(labels.count - positives))
  var state = design.state(at: [base] + columns.map { _ in 0 })
  for _ in 0..<100 {
    guard let factor = state.information.cholesky else { return nil }
    let step = factor.solve(state.gradient)
    // Half the squared Newton decrement is what is left to gain.
    let gain = dot(step, state.gradient) / 2
    guard let next = design.improved(state, along: step) else { break }
    state = next
    if gain < 1e-14 * max(1, state.objective) { break }
    guard state.weights.allSatisfy({ abs($0) < 1e8 }) else { return nil }
  }
  // A loss of nothing means separated rows: the coefficients were on their way to infinity.
  guard state.objective > 1e-9 * Double(labels.count),
    let covariance = state.information.inverse
  else { return nil }
  return LogisticFit(
    model: LogisticModel(
      coefficients: Array(state.weights.dropFirst()), intercept: state.weights[0]),
    objective: state.objective,
    standardErrors: covariance.diagonal.map { $0.squareRoot() })
}

/// A point of the search with its derivatives.
private struct LogisticState {
  let weights: [Double]
  let objective: Double
  /// Minus the gradient of the objective.
  let gradient: [Double]
  let information: SymmetricMatrix
}

private struct LogisticDesign {
  /// Rows of 1 and the features, filled up with zeros to whole vectors, one after the other.
  private let rows: [SIMD4<Double>]
  private let labels: [Double]
  private let penalty: Double
  private let size: Int

  init(_ columns: [[Double]], _ labels: [Bool], penalty: Double) {
    self.penalty = penalty
    self.labels = labels.map { $0 ? 1 : 0 }
    size = columns.count + 1
    let width = (size + 3) / 4
    var rows = [SIMD4<Double>](repeating: .zero, count: labels.count * width)
    for row in labels.indices { rows[row * width][0] = 1 }
    for (place, column) in columns.enumerated() {
      let (block, lane) = ((place + 1) / 4, (place + 1) % 4)
      for row in column.indices { rows[row * width + block][lane] = column[row] }
    }
    self.rows = rows
  }

  /// The first of ever shorter steps that does not raise the objective; nil at the minimum.
  func improved(_ state: LogisticState, along step: [Double]) -> LogisticState? {
    var length = 1.0
    for _ in 0..<40 {
      let next = self.state(at: zip(state.weights, step).map { $0 + length * $1 })
      if next.objective <= state.objective { return next }
      length /= 2
    }
    return nil
  }

  func state(at weights: [Double]) -> LogisticState {
    let sums = LogisticSums(rows.span, labels.span, packed(weights).span)
    var information = SymmetricMatrix(dimension: size)
    let width = (size + 3) / 4
    for i in 0..<size {
      for j in 0...i { information[i, j] = sums.products[i * width + j / 4][j % 4] }
    }
    var objective = sums.loss
    var gradient = (0..<size).map { sums.gradient[$0 / 4][$0 % 4] }
    for place in 1..<max(1, size) {
      information[place, place] += penalty
      gradient[place] -= penalty * weights[place]
      objective += 0.5 * penalty * weights[place] * weights[place]
    }
    return LogisticState(
      weights: weights, objective: objective, gradient: gradient, information: information)
  }
}

/// Numbers four at a time, filled up with zeros.
private func packed(_ values: [Double]) -> [SIMD4<Double>] {
  var result = [SIMD4<Double>](repeating: .zero, count: (values.count + 3) / 4)
  for (place, value) in values.enumerated() { result[place / 4][place % 4] = value }
  return result
}

/// Loss, gradient and information over rows.
private struct LogisticSums {
  private(set) var loss = 0.0
  private(set) var gradient: [SIMD4<Double>]
  /// Σ p(1 − p)·x·xᵀ, row by row, up to the vector that holds the diagonal.
  private(set) var products: [SIMD4<Double>]

  init(_ rows: Span<SIMD4<Double>>, _ labels: Span<Double>, _ weights: Span<SIMD4<Double>>) {
    gradient = [SIMD4<Double>](repeating: .zero, count: weights.count)
    products = [SIMD4<Double>](repeating: .zero, count: 4 * weights.count * weights.count)
    loss = logisticPass(rows, labels, weights, &gradient, &products)
  }
}

/// Adds Σ (y − p)·x and Σ p(1 − p)·x·xᵀ; returns the loss.
private func logisticPass(
  _ rows: Span<SIMD4<Double>>, _ labels: Span<Double>, _ weights: Span<SIMD4<Double>>,
  _ slopes: inout [SIMD4<Double>], _ curvatures: inout [SIMD4<Double>]
) -> Double {
  let width = weights.count
  var gradient = slopes.mutableSpan
  var products = curvatures.mutableSpan
  var loss = 0.0
  for row in labels.indices {
    let first = row * width
    var scores = SIMD4<Double>.zero
    for block in 0..<width { scores += rows[first + block] * weights[block] }
    let score = scores.sum()
    // One exponential serves the probability and the loss.
    let power = exp(-abs(score))
    let p = (score >= 0 ? 1 : power) / (1 + power)
    loss += max(score, 0) - score * labels[row] + log1p(power)
    let (slope, weight) = (labels[row] - p, p * (1 - p))
    for block in 0..<width {
      let values = rows[first + block]
      gradient[block] += slope * values
      let scaled = weight * values
      for lane in 0..<4 {
        let (factor, start) = (scaled[lane], (4 * block + lane) * width)
        for other in 0...block { products[start + other] += factor * rows[first + other] }
      }
    }
  }
  return loss
}
