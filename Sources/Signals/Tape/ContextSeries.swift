package import MarketData

/// The values of one context series of a symbol as columns, in the order in which they became
/// known.
package struct ContextSeries: Sendable, Equatable {
  /// When each value became known, in microseconds UTC, each later than the one before.
  package private(set) var time: [Int64] = []
  /// In the unit that the series' name says.
  package private(set) var value: [Double] = []

  package init() {}

  package var count: Int { time.count }

  /// Appends a value known later than all others.
  package mutating func append(time: Int64, value: Double) {
    precondition(self.time.last.map { $0 < time } ?? true, "values must come by time")
    self.time.append(time)
    self.value.append(value)
  }
}

/// The context series of a symbol, by name; empty where there are none.
package struct ContextSeriesSet: Sendable, Equatable {
  private var series = [ContextSeries](
    repeating: ContextSeries(), count: SeriesName.allCases.count)

  package init() {}

  package subscript(name: SeriesName) -> ContextSeries {
    get { series[Int(name.rawValue)] }
    set { series[Int(name.rawValue)] = newValue }
  }

  /// The series with values.
  package var names: [SeriesName] { SeriesName.allCases.filter { self[$0].count > 0 } }

  /// Appends a value known later than all others of its series.
  package mutating func append(_ name: SeriesName, time: Int64, value: Double) {
    series[Int(name.rawValue)].append(time: time, value: value)
  }
}
