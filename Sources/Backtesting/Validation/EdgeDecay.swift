import Basics
import MarketData
import Signals
import Statistics

/// How far price went in the direction of the accepted entries within some time.
package struct EdgeDecayPoint: Sendable, Equatable {
  /// In microseconds.
  package let horizon: Int64
  /// Entries whose price so much later is known.
  package let count: Int
  /// Mean of side · (P(t + h)/P(t) − 1), before costs.
  package let mean: Double
  /// Standard error of the mean, entries taken as independent; NaN for fewer than two.
  package let standardError: Double
  /// What the same sides would have brought at any instant of the same hours of the day.
  package let baseline: Double
}

extension PreparedBacktest {
  private static let horizons: [Int64] =
    [10, 60, 300, 900, 3_600, 14_400, 86_400].map { $0 * 1_000_000 }

  /// The edge of the entries of `record` by horizon; horizons shorter than the candles that prices
  /// come from are left out.
  ///
  /// - Complexity: O(grid · horizons) for the baseline.
  func edgeDecay(of record: RunRecord) -> [EdgeDecayPoint] {
    guard !record.orders.isEmpty else { return [] }
    let shortest = plan.symbols.map(\.fillInterval).min() ?? 0
    return Self.horizons.filter { $0 >= shortest }.compactMap { point(record.orders, $0) }
  }

  private func point(_ orders: [OrderRecord], _ horizon: Int64) -> EdgeDecayPoint? {
    let usual = market.symbols.indices.map { usualReturns(of: $0, horizon) }
    var moves: [Double] = []
    var expected: [Double] = []
    for order in orders {
      let move = change(of: order.symbol, at: order.decisionTime, horizon)
      guard !move.isNaN else { continue }
      moves.append(order.side.sign * move)
      expected.append(order.side.sign * usual[order.symbol][Self.hour(order.decisionTime)])
    }
    guard !moves.isEmpty else { return nil }
    let deviation = moves.count > 1 ? standardDeviation(moves) : .nan
    return EdgeDecayPoint(
      horizon: horizon, count: moves.count, mean: mean(moves),
      standardError: deviation / Double(moves.count).squareRoot(),
      baseline: mean(expected.filter { !$0.isNaN }))
  }

  /// P(t + h)/P(t) − 1, or NaN when the data end before.
  private func change(of symbol: Int, at time: Int64, _ horizon: Int64) -> Double {
    let fills = market.symbols[symbol].fills
    guard fills.count > 0, time + horizon <= fills.closeTime(fills.count - 1),
      let first = fills.lastClosed(by: time), let last = fills.lastClosed(by: time + horizon)
    else { return .nan }
    return fills.close[last] / fills.close[first] - 1
  }

  /// The mean change over `horizon` by hour of the day; NaN where there is none.
  private func usualReturns(of symbol: Int, _ horizon: Int64) -> [Double] {
    let fills = market.symbols[symbol].fills
    var sums = [Double](repeating: 0, count: 24)
    var counts = [Double](repeating: 0, count: 24)
    var (now, then) = (-1, -1)
    let end = fills.count > 0 ? fills.closeTime(fills.count - 1) : .min
    for time in grids[symbol] where plan.trading.contains(time) && time + horizon <= end {
      now = fills.lastClosed(by: time, from: now)
      then = fills.lastClosed(by: time + horizon, from: max(now, then))
      guard now >= 0 else { continue }
      sums[Self.hour(time)] += fills.close[then] / fills.close[now] - 1
      counts[Self.hour(time)] += 1
    }
    return zip(sums, counts).map { $0 / $1 }
  }

  private static func hour(_ time: Int64) -> Int {
    Int(TimeText.floorModulo(time, TimeText.microsecondsPerDay) / 3_600_000_000)
  }
}

extension Candles {
  /// The last candle closed by `time`, at or after candle `index`, which was closed before.
  fileprivate func lastClosed(by time: Int64, from index: Int) -> Int {
    var last = index
    while last + 1 < count, closeTime(last + 1) <= time { last += 1 }
    return last
  }
}
