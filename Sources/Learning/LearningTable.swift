import Basics
package import MarketData
package import Signals
package import Statistics

/// Rows to learn from: the closes of candles of one or more symbols, in time order.
package struct LearningTable: Sendable {
  /// When each row was known, in microseconds UTC.
  package let times: [Int64]
  /// Row → index into the markets.
  package let symbol: [Int]
  package let task: LearningTask
  package let horizon: Int64

  /// Why there is nothing to learn from.
  package struct Refusal: Error, Equatable, CustomStringConvertible {
    package let description: String
  }

  /// The fewest rows that are learned from.
  package static let leastRows = 500

  /// Evaluates the features of every market and what followed; rows with anything unknown are left
  /// out.
  ///
  /// - Parameters:
  ///   - markets: All with candles of one interval.
  ///   - features: The columns.
  ///   - target: What is to be foreseen.
  ///   - horizon: How far ahead, in microseconds; whole candles.
  /// - Throws: `StrategyError` for a wrong feature, `Refusal` for too few rows.
  package init(
    _ markets: [LearningMarket], _ features: [LearnedModel.Feature], target: LearningTarget,
    horizon: Int64
  ) throws {
    guard let interval = markets.first?.tape.candles.interval else {
      throw Refusal(description: "no symbol has candles that can be built to the interval")
    }
    guard horizon > 0, horizon % interval == 0 else {
      throw Refusal(
        description: "the horizon must be whole candles of \(DurationText.format(interval))")
    }
    let expressions = try FeatureExpressions(features, interval: interval)
    let parts = markets.map { MarketRows($0, expressions, target, horizon) }
    let places = mergedPlaces(parts.map(\.times))
    guard places.count >= Self.leastRows else {
      throw Refusal(
        description: "\(places.count) rows are known, at least \(Self.leastRows) are needed")
    }
    func column(_ value: (MarketRows) -> [Double]) -> [Double] {
      let columns = parts.map(value)
      return places.map { columns[$0.market][$0.row] }
    }
    let times = places.map { parts[$0.market].times[$0.row] }
    let day = TimeText.microsecondsPerDay
    self.times = times
    self.horizon = horizon
    symbol = places.map(\.market)
    task = LearningTask(
      columns: features.indices.map { feature in column { $0.columns[feature] } },
      future: column(\.future), event: target.event,
      horizon: Int(horizon / interval) * markets.count,
      days: times.map { Int(TimeText.floorDivide($0, day)) },
      hours: times.map { Int(TimeText.floorModulo($0, day) / 3_600_000_000) },
      persistence: column(\.past))
  }

  package var count: Int { times.count }

  /// From the first row to the end of what followed the last.
  package var window: TimeRange {
    TimeRange(from: times.first ?? 0, to: (times.last ?? 0) + horizon)
  }
}

/// The known rows of one symbol.
private struct MarketRows {
  let times: [Int64]
  let columns: [[Double]]
  let future: [Double]
  let past: [Double]

  init(
    _ market: LearningMarket, _ features: FeatureExpressions, _ target: LearningTarget,
    _ horizon: Int64
  ) {
    let grid = market.grid
    let columns = features.columns(over: grid, market.tape)
    let future = target.future(grid, market, horizon: horizon)
    let past = target.past(grid, market, horizon: horizon)
    let rows = grid.indices.filter { row in
      grid[row] - horizon >= market.window.from && !future[row].isNaN
        && columns.allSatisfy { $0[row].isFinite }
    }
    times = rows.map { grid[$0] }
    self.columns = columns.map { column in rows.map { column[$0] } }
    self.future = rows.map { future[$0] }
    self.past = rows.map { past[$0] }
  }
}

/// Rows of several markets by time, of one instant in the order of the markets.
private func mergedPlaces(_ times: [[Int64]]) -> [(market: Int, row: Int)] {
  let places = times.enumerated().flatMap { market, times in
    times.indices.map { (market: market, row: $0) }
  }
  return places.sorted { left, right in
    let (a, b) = (times[left.market][left.row], times[right.market][right.row])
    return a != b ? a < b : left.market < right.market
  }
}

extension LearningTable {
  /// The same rows with other columns.
  package func replacing(_ columns: [[Double]]) -> LearningTable {
    LearningTable(
      times: times, symbol: symbol,
      task: LearningTask(
        columns: columns, future: task.future, event: task.event, horizon: task.horizon,
        days: task.days, hours: task.hours, persistence: task.persistence),
      horizon: horizon)
  }

  private init(times: [Int64], symbol: [Int], task: LearningTask, horizon: Int64) {
    self.times = times
    self.symbol = symbol
    self.task = task
    self.horizon = horizon
  }
}
