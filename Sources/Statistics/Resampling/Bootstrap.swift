import Basics

/// The stationary bootstrap of Politis and Romano (1994): blocks of geometric length, wrapped
/// around.
///
/// Two uniforms are drawn for *every* position, used or not (jump, then new start), so the stream
/// of a seed does not depend on the values and can be recomputed anywhere.
package struct StationaryBootstrap: Sendable {
  package let count: Int
  private let jumpProbability: Double
  private var random: SplitMix64

  /// - Parameters:
  ///   - count: The length of the series; positive.
  ///   - meanBlockLength: At least 1.
  ///   - seed: Of SplitMix64.
  package init(count: Int, meanBlockLength: Double, seed: UInt64) {
    precondition(count > 0, "count must be positive, was \(count)")
    precondition(meanBlockLength >= 1, "blocks must hold 1 or more, was \(meanBlockLength)")
    self.count = count
    jumpProbability = 1 / meanBlockLength
    random = SplitMix64(seed: seed)
  }

  /// The indices of the next resample, into `indices`.
  ///
  /// - Complexity: O(`count`).
  package mutating func next(into indices: inout [Int32]) {
    precondition(indices.count == count, "room for \(indices.count) indices of \(count)")
    var current = 0
    for position in 0..<count {
      let isJump = random.uniform() < jumpProbability || position == 0
      let start = random.index(below: count)
      current = isJump ? start : current + 1 == count ? 0 : current + 1
      indices[position] = Int32(truncatingIfNeeded: current)
    }
  }
}

/// The plain bootstrap: every index drawn on its own, row after row.
package struct IndependentBootstrap: Sendable {
  package let count: Int
  private var random: SplitMix64

  package init(count: Int, seed: UInt64) {
    precondition(count > 0, "count must be positive, was \(count)")
    self.count = count
    random = SplitMix64(seed: seed)
  }

  /// The indices of the next resample, into `indices`.
  package mutating func next(into indices: inout [Int32]) {
    for position in indices.indices {
      indices[position] = Int32(truncatingIfNeeded: random.index(below: count))
    }
  }
}

/// Σ values[indices], the total of one resample.
package func resampledSum(_ values: Span<Double>, _ indices: Span<Int32>) -> Double {
  var sum = 0.0
  for position in indices.indices { sum += values[Int(indices[position])] }
  return sum
}

/// The p-value of a permutation test: (1 + how many draws reach the observed value)/(B + 1).
package func permutationPValue(_ observed: Double, draws: [Double]) -> Double {
  Double(1 + draws.count { $0 >= observed }) / Double(draws.count + 1)
}
