/// Prices that a venue states beside its trades, in the order of their times, as columns. A price
/// is known from its time on.
package struct VenuePrices: Sendable, Equatable {
  package enum Kind: Int, CaseIterable, Sendable {
    /// What margin is reckoned with.
    case mark
    /// The price of the underlying.
    case index
  }

  /// In microseconds UTC, ascending.
  package private(set) var time: [Int64] = []
  package private(set) var price: [Double] = []

  package init() {}

  package var count: Int { time.count }

  /// Appends a price that is no earlier than all others.
  package mutating func append(time: Int64, price: Double) {
    precondition(self.time.last.map { $0 <= time } ?? true, "prices must come by time")
    self.time.append(time)
    self.price.append(price)
  }

  /// The prices known by `time`.
  package func known(by time: Int64) -> VenuePrices {
    var known = VenuePrices()
    for index in self.time.indices where self.time[index] <= time {
      known.append(time: self.time[index], price: price[index])
    }
    return known
  }
}
