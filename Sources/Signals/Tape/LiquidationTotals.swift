/// Totals of one symbol's liquidations per interval as columns, by open time; US dollars.
///
/// A total is known from its end, open time + interval, on. An interval without a row is unknown,
/// not zero: most sources leave out what they did not see.
package struct LiquidationTotals: Sendable, Equatable {
  /// In microseconds.
  package let interval: Int64
  package private(set) var openTime: [Int64] = []
  package private(set) var long: [Double] = []
  package private(set) var short: [Double] = []

  /// No totals.
  package init(interval: Int64) { self.interval = interval }

  package var count: Int { openTime.count }

  /// When total `index` becomes known.
  package func closeTime(_ index: Int) -> Int64 { openTime[index] + interval }

  /// Appends a total that opens after all others.
  package mutating func append(_ total: LiquidationTotal) {
    precondition(
      openTime.last.map { $0 < total.openTime } ?? true, "totals must come by open time")
    openTime.append(total.openTime)
    long.append(total.long)
    short.append(total.short)
  }

  /// Total `index` as one value.
  package subscript(index: Int) -> LiquidationTotal {
    LiquidationTotal(openTime: openTime[index], long: long[index], short: short[index])
  }
}

/// What was liquidated of each side in one interval, in US dollars.
package struct LiquidationTotal: Sendable, Equatable {
  /// In microseconds UTC.
  package var openTime: Int64
  package var long: Double
  package var short: Double

  package init(openTime: Int64, long: Double, short: Double) {
    self.openTime = openTime
    self.long = long
    self.short = short
  }
}
