import Glibc
import Statistics

/// The probability that the best of many trials is no better than the median out of sample
/// (Bailey, Borwein, López de Prado and Zhu, 2015), by combinatorially symmetric cross-validation.
package struct Overfitting: Sendable, Equatable {
  /// The share of splits in which the best in sample was in the lower half out of sample.
  package let probability: Double
  /// The mean of ln(ω/(1 − ω)), ω being the relative rank out of sample.
  package let meanLogit: Double
  package let combinations: Int

  /// - Parameters:
  ///   - trials: Returns by trial and period, all of the same length; the first periods that do
  ///     not fill a block are left out.
  ///   - blocks: An even number.
  ///   - maximumCombinations: Take only so many splits, evenly spread; nil for all.
  /// - Complexity: O(splits · trials · blocks).
  package init?(_ trials: [[Double]], blocks: Int, maximumCombinations: Int? = nil) {
    guard trials.count >= 2, blocks >= 2, blocks % 2 == 0, let periods = trials.first?.count,
      trials.allSatisfy({ $0.count == periods }), periods / blocks >= 2
    else { return nil }
    let size = periods / blocks
    let skipped = periods % blocks
    let sums = trials.map { returns in
      (0..<blocks).map { block in
        let start = skipped + block * size
        return BlockSum(returns[start..<(start + size)])
      }
    }
    let splits = Self.splits(blocks, at: maximumCombinations)
    let logits = splits.map { Self.logit(sums, inSample: $0) }
    probability = Double(logits.count { $0 <= 0 }) / Double(logits.count)
    meanLogit = mean(logits)
    combinations = logits.count
  }

  /// All choices of half the blocks as flags, in lexicographic order.
  private static func splits(_ blocks: Int, at most: Int?) -> [[Bool]] {
    var splits: [[Bool]] = []
    var chosen = Array(0..<(blocks / 2))
    while true {
      var flags = [Bool](repeating: false, count: blocks)
      for block in chosen { flags[block] = true }
      splits.append(flags)
      guard advance(&chosen, below: blocks) else { break }
    }
    guard let most, most < splits.count else { return splits }
    return (0..<most).map { splits[$0 * splits.count / most] }
  }

  /// The next combination; false after the last.
  private static func advance(_ chosen: inout [Int], below count: Int) -> Bool {
    let size = chosen.count
    guard let place = chosen.indices.last(where: { chosen[$0] < count - size + $0 }) else {
      return false
    }
    chosen[place] += 1
    for next in (place + 1)..<max(size, place + 1) { chosen[next] = chosen[next - 1] + 1 }
    return true
  }

  private static func logit(_ sums: [[BlockSum]], inSample: [Bool]) -> Double {
    var best = (trial: 0, ratio: -Double.infinity)
    var outside: [Double] = []
    outside.reserveCapacity(sums.count)
    for (trial, blocks) in sums.enumerated() {
      var (inside, rest) = (BlockSum(), BlockSum())
      for (block, isInside) in inSample.enumerated() {
        if isInside { inside.add(blocks[block]) } else { rest.add(blocks[block]) }
      }
      if inside.ratio > best.ratio { best = (trial, inside.ratio) }
      outside.append(rest.ratio)
    }
    let own = outside[best.trial]
    let below = Double(outside.count { $0 < own })
    let equal = Double(outside.count { $0 == own })
    let rank = (below + (equal + 1) / 2) / Double(outside.count + 1)
    return log(rank / (1 - rank))
  }
}

/// Count, mean and squared deviations of returns, that can be added up.
private struct BlockSum {
  var count = 0.0
  var mean = 0.0
  var squares = 0.0

  init() {}

  init(_ values: ArraySlice<Double>) {
    count = Double(values.count)
    mean = Statistics.mean(Array(values))
    squares = squaredDeviations(Array(values))
  }

  mutating func add(_ other: BlockSum) {
    let total = count + other.count
    let difference = other.mean - mean
    squares += other.squares + difference * difference * count * other.count / total
    mean += difference * other.count / total
    count = total
  }

  /// Mean over sample standard deviation; −∞ without spread.
  var ratio: Double {
    squares > 0 ? mean / (squares / (count - 1)).squareRoot() : -.infinity
  }
}
