import Glibc
import MarketData
import Statistics

/// Liquidations and prices of one symbol by the hour, on one grid; NaN is unknown.
struct HourlyMarket {
  let symbol: String
  let liquidations: BinSeries
  /// Realised variance: the sum of squared one-minute returns; from the range of the hour where
  /// there are hourly candles only. Unknown where the price did not move or half the candles lack.
  let variance: [Double]
  /// ln(close/close before).
  let returns: [Double]
  /// Whether the variances come from ranges.
  let isFromRanges: Bool

  /// Nil when no candle prices the symbol.
  init?(_ inputs: MarketInputs, _ scope: Scope) {
    symbol = scope.name
    liquidations = inputs.series(scope, interval: .hour)
    if let path = MinutePath(inputs, scope), path.count >= 60 {
      let hours = MinuteHours(path, over: liquidations.grid)
      (variance, returns, isFromRanges) = (hours.variance, hours.returns, false)
      return
    }
    guard let bars = inputs.bars(scope, interval: .hour) else { return nil }
    variance = bars.high.indices.map { parkinsonVariance(bars.high[$0], bars.low[$0]) }
    returns = bars.returns
    isFromRanges = true
  }

  var grid: TimeGrid { liquidations.grid }
  /// ln of the variance.
  var logVariance: [Double] { variance.map { log($0) } }

  /// (long − short)/all dollars, 0 in an hour without liquidations.
  var imbalance: [Double] {
    liquidations.usd.indices.map { hour in
      let usd = liquidations.usd[hour]
      if usd.isNaN { return .nan }
      let difference = liquidations.usdLong[hour] - liquidations.usdShort[hour]
      return usd > 0 ? difference / usd : 0
    }
  }

  /// How the variances were made, for a method text.
  var varianceMeasure: String {
    isFromRanges ? "the range of hourly candles (Parkinson)" : "squared one-minute returns"
  }
}

/// Hours made of minutes.
private struct MinuteHours {
  private(set) var variance: [Double]
  private(set) var returns: [Double]

  init(_ path: MinutePath, over grid: TimeGrid) {
    let missing = [Double](repeating: .nan, count: grid.count)
    (variance, returns) = (missing, missing)
    for hour in 0..<grid.count {
      let first = path.minute(of: grid.time(hour))
      let known = (first..<(first + 60)).count { path.isComplete($0..<($0 + 1)) }
      guard first >= 0, first + 60 <= path.count, known >= 30 else { continue }
      let squares = realizedVariance(Array(path.returns[first..<(first + 60)]))
      variance[hour] = squares > 0 ? squares : .nan
      returns[hour] = path.move(first, first + 60)
    }
  }
}

/// (ln H/L)²/(4 ln 2); NaN of a candle without range.
private func parkinsonVariance(_ high: Double, _ low: Double) -> Double {
  let range = log(high / low)
  return range > 0 ? range * range / (4 * log(2.0)) : .nan
}
