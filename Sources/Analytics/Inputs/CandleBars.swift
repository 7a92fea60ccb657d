import Glibc
import MarketData

/// Candles of one instrument on the bins of a grid; NaN where there are none.
struct CandleBars {
  let grid: TimeGrid
  let key: InstrumentKey
  private(set) var open: [Double]
  private(set) var high: [Double]
  private(set) var low: [Double]
  private(set) var close: [Double]
  /// In the quote currency; in the base currency when no candle has a quote volume.
  private(set) var volume: [Double]
  let isQuoteVolume: Bool

  /// - Precondition: The candles are in time order and their interval divides the grid's step.
  init(_ candles: CandleColumns, grid: TimeGrid) {
    self.grid = grid
    key = candles.key
    isQuoteVolume = candles.quoteVolume.contains { !$0.isNaN }
    let missing = [Double](repeating: .nan, count: grid.count)
    (open, high, low, close, volume) = (missing, missing, missing, missing, missing)
    let volumes = isQuoteVolume ? candles.quoteVolume : candles.volume
    for row in 0..<candles.count {
      let bin = grid.index(of: candles.openTime[row])
      guard missing.indices.contains(bin) else { continue }
      if open[bin].isNaN {
        (open[bin], high[bin], low[bin]) = (candles.open[row], candles.high[row], candles.low[row])
        volume[bin] = volumes[row]
      } else {
        high[bin] = max(high[bin], candles.high[row])
        low[bin] = min(low[bin], candles.low[row])
        volume[bin] += volumes[row]
      }
      close[bin] = candles.close[row]
    }
  }

  /// ln(close/close before); from the bar's own open where there is no bar before.
  var returns: [Double] {
    close.indices.map { bin in
      let before = bin > 0 && !close[bin - 1].isNaN ? close[bin - 1] : open[bin]
      return log(close[bin]) - log(before)
    }
  }
}

extension MarketInputs {
  /// The candles that price `scope` on bins of `step`: of its exchange with the most dollars that
  /// has any, else of any exchange with the symbol; the finest interval that divides the step.
  func bars(_ scope: Scope, interval: Interval) -> CandleBars? {
    let fitting = candles.filter {
      $0.key.symbol == scope.name && interval.microseconds % $0.interval.microseconds == 0
    }
    let ranked = scope.instruments
      .sorted { (instruments[$1].total.usd, $0) < (instruments[$0].total.usd, $1) }
      .map { instruments[$0].key.exchange }
    for exchange in ranked {
      if let found = fitting.first(where: { $0.key.exchange == exchange }) {
        return CandleBars(found, grid: TimeGrid(covering: window, interval: interval))
      }
    }
    let longest = fitting.max { ($0.count, $1.key) < ($1.count, $0.key) }
    return longest.map { CandleBars($0, grid: TimeGrid(covering: window, interval: interval)) }
  }
}
