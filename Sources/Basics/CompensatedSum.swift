/// A running sum with Neumaier's compensation: the rounding errors are collected and added once.
///
/// The result of n additions has an error of about one rounding, whatever n is, so totals do not
/// depend on how the rows were split (to the 15th digit; merge in data order for the same bits).
@usableFromInline package struct CompensatedSum: Sendable, Equatable, Codable {
  @usableFromInline var sum = 0.0
  @usableFromInline var correction = 0.0

  /// An empty sum.
  package init() {}

  /// The sum of `values`, in order.
  package init(_ values: some Sequence<Double>) {
    for value in values { add(value) }
  }

  /// Adds one value. Inlined, because totals are of millions.
  @inlinable @inline(__always)
  package mutating func add(_ value: Double) {
    let total = sum + value
    if abs(sum) >= abs(value) {
      correction += (sum - total) + value
    } else {
      correction += (value - total) + sum
    }
    sum = total
  }

  /// Adds the sum of later rows.
  package mutating func merge(_ later: CompensatedSum) {
    add(later.sum)
    correction += later.correction
  }

  /// What has been added so far.
  package var value: Double { sum + correction }
}
