import Basics
package import MarketData
package import Signals

/// What one run needs and covers, worked out before a row is read (`--dry-run` prints it).
package struct BacktestPlan: Sendable {
  /// One symbol of the universe and where its candles come from.
  package struct Symbol: Sendable, Equatable {
    package var name: String
    package var exchange: String
    /// The stored interval that the candles D of the features are read or built from.
    package var storedInterval: Int64
    /// F: the interval of the candles that orders are filled in.
    package var fillInterval: Int64
    /// The stored interval that those are read or built from.
    package var storedFillInterval: Int64
  }

  package var strategy: Strategy
  /// By name, in the order of bytes.
  package var symbols: [Symbol]
  /// S and E: the data that are used.
  package var data: TimeRange
  /// T0 and T1: between them positions are opened.
  package var trading: TimeRange
  /// Whether whole days were too few, so that nothing was trimmed and there is no daily series.
  package var isShortRun: Bool
  /// W: the history every rule needs.
  package var warmUp: Int64
  package var warnings: [String]

  /// Plans a run.
  ///
  /// - Parameters:
  ///   - strategy: The strategy, parameters bound.
  ///   - data: What there is.
  ///   - from: The start of the data to use, or nil for all.
  ///   - to: Their end, exclusive.
  ///   - warmUp: The warm-up to use when it is longer than the strategy's own, so that all points
  ///     of a sweep trade over the same days.
  ///   - opensHoldout: Whether the sealed days of a holdout are used all the same (rule 11).
  /// - Throws: `BacktestError` when a symbol has no candles, or the data are too short.
  package init(
    _ strategy: Strategy, data: DataDescription, from: Int64? = nil, to: Int64? = nil,
    warmUp: Int64 = 0, opensHoldout: Bool = false
  ) throws(BacktestError) {
    self.strategy = strategy
    self.warmUp = max(strategy.warmUp, warmUp)
    warnings = []
    symbols = try SymbolPlanner(strategy, data).symbols(&warnings)
    try Self.checkVenues(strategy.namedVenues, data)
    let interval = strategy.data.interval
    let series = symbols.flatMap { symbol in
      data.candles.filter {
        $0.instrument.symbol == symbol.name && $0.instrument.exchange == symbol.exchange
          && $0.interval.microseconds == symbol.storedInterval
      }
    }
    let first = series.map { TimeText.floorDivide($0.firstOpen, interval) * interval }.min()
    let last = series.map { TimeText.floorDivide($0.lastOpen, interval) * interval }.max()
    var end = to ?? (last ?? 0) + interval
    if let holdout = strategy.research.validation.holdout, holdout.isSealed, !opensHoldout {
      if holdout.from < end { warnings.append("the data end before the sealed holdout") }
      end = min(end, holdout.from)
    }
    self.data = TimeRange(from: from ?? first ?? 0, to: end)
    (trading, isShortRun) = try Self.trading(self.data, warmUp: self.warmUp)
  }

  /// T0 and T1 (rule 7).
  private static func trading(
    _ data: TimeRange, warmUp: Int64
  ) throws(BacktestError) -> (TimeRange, Bool) {
    let day = TimeText.microsecondsPerDay
    let (start, overflow) = data.from.addingReportingOverflow(warmUp)
    guard !overflow, start < data.to else {
      throw BacktestError(
        "the warm-up of \(DurationText.format(warmUp)) is longer than the data")
    }
    let firstDay = -TimeText.floorDivide(-start, day) * day
    let lastDay = TimeText.floorDivide(data.to, day) * day
    if lastDay > firstDay { return (TimeRange(from: firstDay, to: lastDay), false) }
    return (TimeRange(from: start, to: data.to), true)
  }

  /// A venue's name must match an exchange (rule 9).
  private static func checkVenues(
    _ venues: [String], _ data: DataDescription
  ) throws(BacktestError) {
    let exchanges = Set(data.liquidations.map(\.exchange) + data.candles.map(\.instrument.exchange))
      .sorted(by: precedes)
    for venue in venues {
      guard exchanges.contains(where: { Venue.isNamed($0, by: [venue]) }) else {
        throw BacktestError(
          "the venue '\(venue)' is not in the store, which has \(exchanges.joined(separator: ", "))"
        )
      }
    }
  }
}
