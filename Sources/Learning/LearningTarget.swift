import Basics
import MarketData
import Signals
package import Statistics

/// What is to be foreseen.
package enum LearningTarget: String, CaseIterable, Sendable {
  case cascade, usd, volatility

  /// What it is, in one line.
  /// As titles have it.
  package var words: String {
    switch self {
    case .cascade: "cascades"
    case .usd: "large liquidations"
    case .volatility: "high volatility"
    }
  }

  package var summary: String {
    switch self {
    case .cascade: "a cascade begins: five liquidations, none more than a minute after another"
    case .usd: "the dollars liquidated are among the largest tenth"
    case .volatility: "the realised variance is among the largest tenth"
    }
  }

  /// What counts as an event.
  package var event: LearningTask.Event {
    self == .cascade ? .atLeast(1) : .quantile(0.9)
  }

  /// What followed each instant of `grid` within `horizon` microseconds: cascades that began, US
  /// dollars, or Σ r². NaN where the data end before.
  func future(_ grid: [Int64], _ market: LearningMarket, horizon: Int64) -> [Double] {
    sums(market).windows(grid.map { ($0, $0 + horizon) }).enumerated().map { index, value in
      grid[index] + horizon <= market.window.to ? value : .nan
    }
  }

  /// The same before each instant, from what was known by then. A cascade is known at its fifth
  /// liquidation.
  func past(_ grid: [Int64], _ market: LearningMarket, horizon: Int64) -> [Double] {
    (self == .cascade ? Self.detectedCascades(market) : sums(market))
      .windows(grid.map { ($0 - horizon, $0) })
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
