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
  /// Which record of the liquidations the target counts.
  package let source: LiquidationSource
  /// The target over the last 1, 6 and 24 horizons: what a heterogeneous autoregression reads. NaN
  /// where the data begin later.
  package let recent: [[Double]]

  /// Why there is nothing to learn from.
  package struct Refusal: Error, Equatable, CustomStringConvertible {
    package let description: String
  }

  /// How many horizons back `recent` looks.
  static let spans: [Int64] = [1, 6, 24]

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
  ///   - source: Which record of the liquidations the target counts; nil takes the best there is.
  /// - Throws: `StrategyError` for a wrong feature, `Refusal` for too few rows.
  package init(
    _ markets: [LearningMarket], _ features: [LearnedModel.Feature], target: LearningTarget,
    horizon: Int64, source: LiquidationSource? = nil
  ) throws {
    guard let interval = markets.first?.tape.candles.interval else {
      throw Refusal(description: "no symbol has candles that can be built to the interval")
    }
    guard horizon > 0, horizon % interval == 0 else {
      throw Refusal(
        description: "the horizon must be whole candles of \(DurationText.format(interval))")
    }
    let source = try source ?? LiquidationSource.found(in: markets)
    for market in markets { try market.check(source) }
    try target.check(markets, source, horizon: horizon)
    let expressions = try FeatureExpressions(features, interval: interval)
    let parts = markets.map { MarketRows($0, expressions, target, source, horizon) }
    let places = mergedPlaces(parts.map(\.times))
    try Self.refuseValueless(markets, target, source)
    guard places.count >= Self.leastRows else {
      throw Refusal(
        description: "\(places.count) rows are known\(unknownReason(parts, features, horizon)), at "
          + "least \(Self.leastRows) are needed")
    }
    func column(_ value: (MarketRows) -> [Double]) -> [Double] {
      let columns = parts.map(value)
      return places.map { columns[$0.market][$0.row] }
    }
    let times = places.map { parts[$0.market].times[$0.row] }
    let day = TimeText.microsecondsPerDay
    self.times = times
    self.horizon = horizon
    self.source = source
    symbol = places.map(\.market)
    recent = Self.spans.indices.map { span in column { $0.recent[span] } }
    task = LearningTask(
      columns: features.indices.map { feature in column { $0.columns[feature] } },
      future: column(\.future), event: target.event,
      horizon: Int(horizon / interval) * markets.count,
      days: times.map { Int(TimeText.floorDivide($0, day)) },
      hours: times.map { Int(TimeText.floorModulo($0, day) / 3_600_000_000) },
      persistence: column(\.past).map(target.score), groups: symbol,
      // Twice the horizon, so that most of what overlaps stays together.
      blockDays: Int((2 * horizon + day - 1) / day))
  }

  /// Dollars cannot be foreseen where no liquidation has a value in dollars.
  private static func refuseValueless(
    _ markets: [LearningMarket], _ target: LearningTarget, _ source: LiquidationSource
  ) throws(Refusal) {
    guard target == .usd, source == .events else { return }
    for market in markets where market.valueless == market.tape.liquidations.count {
      throw Refusal(
        description: "no liquidation of \(market.symbol) has a value in dollars: give the contract "
          + "rules to 'liqtool store reprice --instruments FILE'")
    }
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
  let recent: [[Double]]
  /// How many instants there are, and at how many of them each feature is unknown.
  let instants: Int
  let unknown: [Int]

  init(
    _ market: LearningMarket, _ features: FeatureExpressions, _ target: LearningTarget,
    _ source: LiquidationSource, _ horizon: Int64
  ) {
    let grid = market.grid
    let columns = features.columns(over: grid, market.tape)
    let future = target.future(grid, market, source, horizon: horizon)
    let recent = LearningTable.spans.map { span in
      target.past(grid, market, source, horizon: span * horizon).enumerated().map { row, value in
        grid[row] - span * horizon >= market.window.from ? value : .nan
      }
    }
    let past = recent[0]
    let rows = grid.indices.filter { row in
      !past[row].isNaN && !future[row].isNaN && columns.allSatisfy { $0[row].isFinite }
    }
    times = rows.map { grid[$0] }
    self.columns = columns.map { column in rows.map { column[$0] } }
    self.future = rows.map { future[$0] }
    self.past = rows.map { past[$0] }
    self.recent = recent.map { column in rows.map { column[$0] } }
    instants = grid.count
    unknown = columns.map { column in column.count { !$0.isFinite } }
  }
}

/// Which feature, if any, is unknown at most instants: the usual reason for too few rows.
private func unknownReason(
  _ parts: [MarketRows], _ features: [LearnedModel.Feature], _ horizon: Int64
) -> String {
  let instants = parts.reduce(0) { $0 + $1.instants }
  let unknown = features.indices.map { feature in parts.reduce(0) { $0 + $1.unknown[feature] } }
  guard let worst = unknown.indices.max(by: { unknown[$0] < unknown[$1] }),
    2 * unknown[worst] > instants
  else {
    return " of \(instants) closes with a horizon of \(DurationText.format(horizon)) before and "
      + "after each"
  }
  return " of \(instants) closes, where '\(features[worst].name)' is unknown at "
    + "\(unknown[worst])"
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
      task: task.replacing(columns), horizon: horizon, source: source, recent: recent)
  }

  private init(
    times: [Int64], symbol: [Int], task: LearningTask, horizon: Int64, source: LiquidationSource,
    recent: [[Double]]
  ) {
    self.times = times
    self.symbol = symbol
    self.task = task
    self.horizon = horizon
    self.source = source
    self.recent = recent
  }
}
