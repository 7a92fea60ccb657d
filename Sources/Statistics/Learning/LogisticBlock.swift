import Glibc

/// Some rows of a logistic regression.
struct LogisticBlock: FitBlock {
  let columns: [[Double]]
  let labels: [Bool]
  let rows: Range<Int>

  /// How many rows a block has.
  static let size = 16_384

  func answer(_ weights: [Double]) -> LogisticSums { LogisticSums(self, weights) }

  /// The first sixteenth of its rows.
  var head: LogisticBlock {
    LogisticBlock(
      columns: columns, labels: labels,
      rows: rows.lowerBound..<(rows.lowerBound + (rows.count + 15) / 16))
  }
}

/// Loss, gradient and information over rows, at some weights.
struct LogisticSums: Sendable {
  private(set) var loss = 0.0
  /// Σ (y − p)·x.
  private(set) var gradient: [Double]
  /// Σ p(1 − p)·x·xᵀ on and below the diagonal, row after row of a square.
  private(set) var products: [Double]

  /// Sums over the rows of a block; the weights are of the intercept, then of the columns.
  ///
  /// - Complexity: O(rows · features²).
  init(_ block: LogisticBlock, _ weights: [Double]) {
    // An even count of columns, so that products are taken two by two.
    let size = (weights.count + 1) / 2 * 2
    gradient = [Double](repeating: 0, count: weights.count)
    products = [Double](repeating: 0, count: weights.count * weights.count)
    var tile = LogisticTile(columns: size)
    for rows in rowBlocks(block.rows, size: tileRows) {
      tile.fill(block, rows)
      loss += tile.score(block.labels, rows, weights)
      for column in gradient.indices { gradient[column] += tile.slope(of: column) }
      addProducts(tile.scaled.span, tile.values.span, weights.count, to: &products)
    }
  }

  mutating func add(_ other: LogisticSums) {
    loss += other.loss
    for place in gradient.indices { gradient[place] += other.gradient[place] }
    for place in products.indices { products[place] += other.products[place] }
  }
}

/// So many rows and their columns stay in the nearest cache.
private let tileRows = 128
private let tileVectors = tileRows / 4

/// A few rows, four to a vector, column after column; missing rows count nothing.
private struct LogisticTile {
  /// 1 and the features.
  var values: [SIMD4<Double>]
  /// The same times p(1 − p).
  var scaled: [SIMD4<Double>]
  private var scores = [SIMD4<Double>](repeating: .zero, count: tileVectors)
  private var slopes = [SIMD4<Double>](repeating: .zero, count: tileVectors)

  init(columns: Int) {
    values = [SIMD4<Double>](repeating: .zero, count: columns * tileVectors)
    scaled = values
  }

  mutating func fill(_ block: LogisticBlock, _ rows: Range<Int>) {
    var target = values.mutableSpan
    for vector in 0..<tileVectors {
      let left = SIMD4<Double>(repeating: Double(rows.count - 4 * vector))
      target[vector] = SIMD4<Double>.one.replacing(
        with: 0, where: left .<= SIMD4<Double>(0, 1, 2, 3))
    }
    for (place, column) in block.columns.enumerated() {
      copyRows(column.span, rows, to: &target, at: (place + 1) * tileVectors)
    }
  }

  /// Fills in the slopes and the scaled values at some weights; returns the loss of the rows.
  mutating func score(_ labels: [Bool], _ rows: Range<Int>, _ weights: [Double]) -> Double {
    for vector in 0..<tileVectors { scores[vector] = .zero }
    for (place, weight) in weights.enumerated() {
      addMultiple(values, place * tileVectors, weight, to: &scores)
    }
    let loss = judge(labels, rows, values, &scores, &slopes)
    for column in 0..<(values.count / tileVectors) {
      multiply(values, scores, into: &scaled, at: column * tileVectors)
    }
    return loss
  }

  /// Σ (y − p)·x of one column.
  func slope(of column: Int) -> Double {
    var sum = SIMD4<Double>.zero
    for vector in 0..<tileVectors { sum += slopes[vector] * values[column * tileVectors + vector] }
    return sum.sum()
  }
}

private func copyRows(
  _ column: Span<Double>, _ rows: Range<Int>, to target: inout MutableSpan<SIMD4<Double>>,
  at first: Int
) {
  for vector in 0..<(rows.count / 4) {
    let row = rows.lowerBound + 4 * vector
    target[first + vector] = SIMD4(column[row], column[row + 1], column[row + 2], column[row + 3])
  }
  for vector in (rows.count / 4)..<tileVectors {
    var rest = SIMD4<Double>.zero
    for lane in 0..<4 where 4 * vector + lane < rows.count {
      rest[lane] = column[rows.lowerBound + 4 * vector + lane]
    }
    target[first + vector] = rest
  }
}

private func addMultiple(
  _ values: [SIMD4<Double>], _ first: Int, _ weight: Double, to sums: inout [SIMD4<Double>]
) {
  var sums = sums.mutableSpan
  let factor = SIMD4<Double>(repeating: weight)
  for vector in 0..<tileVectors { sums[vector] += factor * values[first + vector] }
}

private func multiply(
  _ values: [SIMD4<Double>], _ factors: [SIMD4<Double>], into result: inout [SIMD4<Double>],
  at first: Int
) {
  var result = result.mutableSpan
  for vector in 0..<tileVectors {
    result[first + vector] = factors[vector] * values[first + vector]
  }
}

/// Replaces scores by p(1 − p) and sets slopes to y − p; returns the loss.
///
/// The logarithms are taken of products: ∏(1 + eᵢ) − 1 grows as q + e + q·e, without losing the
/// small ones, and stays below 2³² over a tile.
private func judge(
  _ labels: [Bool], _ rows: Range<Int>, _ ones: [SIMD4<Double>],
  _ scores: inout [SIMD4<Double>], _ slopes: inout [SIMD4<Double>]
) -> Double {
  var scores = scores.mutableSpan
  var slopes = slopes.mutableSpan
  var (loss, product) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
  for vector in 0..<((rows.count + 3) / 4) {
    let (score, known) = (scores[vector], ones[vector])
    var (powers, outcomes) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    for lane in 0..<min(4, rows.count - 4 * vector) {
      // One exponential serves the probability and the loss.
      powers[lane] = exp(-abs(score[lane]))
      outcomes[lane] = labels[rows.lowerBound + 4 * vector + lane] ? 1 : 0
    }
    let share = powers / (1 + powers)
    let p = share.replacing(with: 1 - share, where: score .>= SIMD4<Double>.zero)
    let above = score.replacing(with: 0, where: score .< SIMD4<Double>.zero)
    loss += above - score * outcomes
    product = product + powers + product * powers
    slopes[vector] = known * (outcomes - p)
    scores[vector] = known * (p * (1 - p))
  }
  for vector in ((rows.count + 3) / 4)..<tileVectors {
    scores[vector] = .zero
    slopes[vector] = .zero
  }
  for lane in 0..<4 { loss[lane] += log1p(product[lane]) }
  return loss.sum()
}

/// Adds Σ scaled·valueᵀ on and below the diagonal, two columns by two in registers.
private func addProducts(
  _ scaled: Span<SIMD4<Double>>, _ values: Span<SIMD4<Double>>, _ size: Int,
  to products: inout [Double]
) {
  for i in stride(from: 0, to: size, by: 2) {
    for j in stride(from: 0, through: i, by: 2) {
      let sums = pairProducts(scaled, i * tileVectors, values, j * tileVectors)
      for place in 0..<4 {
        let (row, column) = (i + place / 2, j + place % 2)
        if row < size, column <= row { products[row * size + column] += sums[place] }
      }
    }
  }
}

/// Σ x·u, x·v, y·u, y·v of two columns x, y and two u, v.
private func pairProducts(
  _ scaled: Span<SIMD4<Double>>, _ x: Int, _ values: Span<SIMD4<Double>>, _ u: Int
) -> SIMD4<Double> {
  var (a, b) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
  var (c, d) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
  for vector in 0..<tileVectors {
    let (first, second) = (scaled[x + vector], scaled[x + tileVectors + vector])
    let (left, right) = (values[u + vector], values[u + tileVectors + vector])
    a += first * left
    b += first * right
    c += second * left
    d += second * right
  }
  return SIMD4(a.sum(), b.sum(), c.sum(), d.sum())
}
