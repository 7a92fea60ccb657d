/// Settled funding rates in the order of their settlements, as columns. A rate is known from its
/// settlement on.
package struct FundingRates: Sendable, Equatable {
  /// Settlement times in microseconds UTC, each later than the one before.
  package private(set) var time: [Int64] = []
  /// Fractions of the position's value; longs pay when it is positive.
  package private(set) var rate: [Double] = []

  package init() {}

  package var count: Int { time.count }

  /// Appends a settlement later than all others.
  package mutating func append(time: Int64, rate: Double) {
    precondition(self.time.last.map { $0 < time } ?? true, "settlements must come by time")
    self.time.append(time)
    self.rate.append(rate)
  }
}
