import Glibc

/// Counts of positive values in buckets of equal ratio: quantiles of any amount of data with a
/// guaranteed relative error, in a few kilobytes (DDSketch: Masson, Rim and Lee, 2019).
///
/// Bucket i holds the values in (γ^{i−1}, γⁱ], γ = (1 + α)/(1 − α); its estimate 2γⁱ/(γ + 1) is
/// within α of every one of them. Merging adds counts, so the answer does not depend on how the
/// data was split or in which order it was merged.
///
///     var sketch = LogarithmicSketch(relativeError: 0.01)
///     for value in [1.0, 10, 100] { sketch.add(value) }
///     sketch.quantile(0.5)   // 10, give or take 1 %
package struct LogarithmicSketch: Sendable, Equatable, Codable {
  /// α, the largest relative error of a quantile.
  package let relativeError: Double
  /// Values added, zeros included.
  package private(set) var count = 0
  /// Values that could not be added: negative or not finite.
  package private(set) var rejected = 0
  private var zeros = 0
  private var firstBucket = 0
  private var buckets: [Int] = []

  /// An empty sketch.
  ///
  /// - Parameter relativeError: α, between 0.0001 and 0.5.
  package init(relativeError: Double) {
    precondition(0.0001...0.5 ~= relativeError, "relative error \(relativeError)")
    self.relativeError = relativeError
  }

  private var ratio: Double { (1 + relativeError) / (1 - relativeError) }

  /// How many buckets hold values, zeros aside.
  package var bucketCount: Int { buckets.count { $0 > 0 } }

  /// Adds one value.
  ///
  /// - Complexity: O(1), one logarithm.
  package mutating func add(_ value: Double) {
    guard value >= 0, value.isFinite else {
      rejected += 1
      return
    }
    count += 1
    guard value > 0 else {
      zeros += 1
      return
    }
    add(1, to: Int(ceil(log(value) / log(ratio))))
  }

  /// Adds the values of another sketch of the same relative error.
  package mutating func merge(_ other: LogarithmicSketch) {
    precondition(other.relativeError == relativeError, "sketches of different errors")
    count += other.count
    rejected += other.rejected
    zeros += other.zeros
    for (i, number) in other.buckets.enumerated() where number > 0 {
      add(number, to: other.firstBucket + i)
    }
  }

  private mutating func add(_ number: Int, to bucket: Int) {
    if buckets.isEmpty { firstBucket = bucket }
    if bucket < firstBucket {
      buckets.insert(contentsOf: repeatElement(0, count: firstBucket - bucket), at: 0)
      firstBucket = bucket
    }
    let place = bucket - firstBucket
    if place >= buckets.count {
      buckets.append(contentsOf: repeatElement(0, count: place + 1 - buckets.count))
    }
    buckets[place] += number
  }

  /// The quantile: the estimate of the first bucket whose cumulative count exceeds p·(n − 1); nil
  /// when the sketch is empty.
  ///
  /// - Complexity: O(buckets).
  package func quantile(_ probability: Double) -> Double? {
    precondition(0...1 ~= probability, "no quantile \(probability)")
    guard count > 0 else { return nil }
    let position = probability * Double(count - 1)
    var cumulative = zeros
    if Double(cumulative) > position { return 0 }
    for (i, number) in buckets.enumerated() {
      cumulative += number
      if Double(cumulative) > position {
        return 2 * pow(ratio, Double(firstBucket + i)) / (ratio + 1)
      }
    }
    return nil
  }
}
