package import MarketData

/// What an analysis reads; the sum over the selected analyses says which columns are decoded.
package struct InputNeeds: OptionSet, Sendable, Codable {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  /// Sums over bins: time, symbol, side and notional.
  package static let bins = InputNeeds(rawValue: 1)
  /// Every event's time, side and notional.
  package static let events = InputNeeds(rawValue: 2)
  /// Every event's price.
  package static let prices = InputNeeds(rawValue: 4)
  /// Every event's quantity.
  package static let quantities = InputNeeds(rawValue: 8)
  /// Candles.
  package static let candles = InputNeeds(rawValue: 16)
  /// Open interest in dollars.
  package static let openInterest = InputNeeds(rawValue: 32)
}

/// What is collected from the rows, decided before the first one is read.
package struct InputPlan: Sendable, Codable, Equatable {
  /// Rows outside do not count.
  package let window: TimeRange
  /// The bins of the aggregation table.
  package let interval: Interval
  package let needs: InputNeeds

  package init(window: TimeRange, interval: Interval = .hour, needs: InputNeeds) {
    self.window = window
    self.interval = interval
    self.needs = needs
  }

  /// The bins that are collected: the longest that both `interval` and an hour are made of.
  package var step: Int64 {
    greatestCommonDivisor(interval.microseconds, Interval.hour.microseconds)
  }
}

func greatestCommonDivisor(_ a: Int64, _ b: Int64) -> Int64 {
  b == 0 ? a : greatestCommonDivisor(b, a % b)
}
