import Basics
import Glibc
import MarketData
import Signals
package import Statistics

/// What is to be foreseen.
package enum LearningTarget: String, CaseIterable, Sendable {
  case cascade, usd, volatility

  /// As titles have it.
  package var words: String {
    switch self {
    case .cascade: "cascades"
    case .usd: "large liquidations"
    case .volatility: "high volatility"
    }
  }

  /// What it is counted in.
  var unit: String {
    switch self {
    case .cascade: "cascades"
    case .usd: "USD"
    case .volatility: "Σ r²"
    }
  }

  /// What it is, in one line.
  package var summary: String {
    switch self {
    case .cascade: "a cascade begins: five liquidations, none more than a minute after another"
    case .usd: "the dollars liquidated are among the largest tenth of the symbol's"
    case .volatility: "the realised variance is among the largest tenth of the symbol's"
    }
  }

  /// What counts as an event.
  package var event: LearningTask.Event {
    self == .cascade ? .atLeast(1) : .quantile(0.9)
  }

  /// The score of what just happened, for a regression on it alone: logarithms of what spans orders
  /// of magnitude, or the naive forecast would be easy to beat.
  func score(_ past: Double) -> Double {
    switch self {
    case .cascade: past
    case .usd: log1p(past)
    case .volatility: log(max(past, 1e-12))
    }
  }

  /// Refuses what the markets cannot answer.
  func check(
    _ markets: [LearningMarket], _ source: LiquidationSource, horizon: Int64
  ) throws(LearningTable.Refusal) {
    guard source == .totals, let market = markets.first else { return }
    if self == .cascade {
      throw LearningTable.Refusal(
        description: "cascades are made of single liquidations, and \(market.symbol) has totals "
          + "only: foresee usd or volatility")
    }
    for market in markets {
      let interval = market.tape.totals.interval
      guard horizon % interval == 0 || self == .volatility else {
        throw LearningTable.Refusal(
          description: "the totals of \(market.symbol) are over \(DurationText.format(interval)): "
            + "the horizon must be a whole number of these")
      }
    }
  }

  /// What followed each instant of `grid` within `horizon` microseconds: cascades that began, US
  /// dollars, or Σ r². NaN where the data end before and where a total is missing.
  func future(
    _ grid: [Int64], _ market: LearningMarket, _ source: LiquidationSource, horizon: Int64
  ) -> [Double] {
    sums(grid.map { ($0, $0 + horizon) }, market, source).enumerated().map { index, value in
      grid[index] + horizon <= market.window.to ? value : .nan
    }
  }

  /// The same before each instant, from what was known by then. A cascade is known at its fifth
  /// liquidation.
  func past(
    _ grid: [Int64], _ market: LearningMarket, _ source: LiquidationSource, horizon: Int64
  ) -> [Double] {
    let windows = grid.map { ($0 - horizon, $0) }
    return self == .cascade
      ? Self.detectedCascades(market).windows(windows) : sums(windows, market, source)
  }

  private func sums(
    _ windows: [(from: Int64, to: Int64)], _ market: LearningMarket, _ source: LiquidationSource
  ) -> [Double] {
    self == .usd && source == .totals
      ? Self.totals(windows, market.tape.totals) : sums(market).windows(windows)
  }

  private func sums(_ market: LearningMarket) -> TimedSums {
    switch self {
    case .usd:
      let rows = market.tape.liquidations
      return TimedSums(rows.availability, rows.notional.map { $0.isNaN ? 0 : $0 })
    case .cascade:
      let runs = Self.cascades(market)
      return TimedSums(
        runs.map { market.tape.liquidations.availability[$0.lowerBound] }, runs.map { _ in 1 })
    case .volatility:
      let candles = market.tape.candles
      let squares = (0..<candles.count).map { index -> Double in
        let before = index > 0 ? candles.close[index - 1] : candles.open[index]
        let ratio = candles.close[index] / before - 1
        return ratio * ratio
      }
      return TimedSums((0..<candles.count).map { candles.closeTime($0) }, squares)
    }
  }

  /// The totals of windows, rising, that hold whole ones only; NaN where one is missing.
  private static func totals(
    _ windows: [(from: Int64, to: Int64)], _ totals: LiquidationTotals
  ) -> [Double] {
    var first = 0
    return windows.map { window in
      while first < totals.count, totals.openTime[first] < window.from { first += 1 }
      var (row, end, sum) = (first, window.from, 0.0)
      while row < totals.count, totals.openTime[row] == end, end < window.to {
        sum += totals.long[row] + totals.short[row]
        end = totals.closeTime(row)
        row += 1
      }
      return end == window.to ? sum : .nan
    }
  }

  private static let cascadeSize = 5

  private static func cascades(_ market: LearningMarket) -> [Range<Int>] {
    runClusters(
      market.tape.liquidations.availability.span, maxGap: 60_000_000, minCount: cascadeSize)
  }

  private static func detectedCascades(_ market: LearningMarket) -> TimedSums {
    let times = market.tape.liquidations.availability
    let detected = cascades(market).map { times[$0.lowerBound + cascadeSize - 1] }
    return TimedSums(detected, detected.map { _ in 1 })
  }
}

/// Sums of values at rising times over windows `(from, to]`.
private struct TimedSums {
  private let times: [Int64]
  private let values: [Double]

  init(_ times: [Int64], _ values: [Double]) {
    self.times = times
    self.values = values
  }

  /// Each window, whose starts never go back, is added anew, so that what lies outside cannot
  /// change a digit.
  func windows(_ windows: [(from: Int64, to: Int64)]) -> [Double] {
    var first = 0
    return windows.map { window in
      while first < times.count, times[first] <= window.from { first += 1 }
      var (place, sum) = (first, 0.0)
      while place < times.count, times[place] <= window.to {
        sum += values[place]
        place += 1
      }
      return sum
    }
  }
}
