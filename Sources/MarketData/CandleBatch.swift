/// Candles of one interval in memory, as columns of equal length; the rows may be in any order.
///
/// A candle is keyed by its open time and *knowable* only from `openTime` + interval. Nulls: NaN
/// for `quoteVolume` and `takerBuyVolume`, `CandleBatch.noTrades` for `trades`.
package struct CandleBatch: Sendable, Equatable {
  /// The null of `trades`.
  package static let noTrades = Int64.min

  /// The length of every candle.
  package var interval: Interval
  /// The instruments that `instrument` refers to; each at most once.
  package var instruments: [InstrumentKey] = []
  /// Row → index into `instruments`.
  package var instrument: [UInt32] = []
  /// In microseconds UTC; a multiple of the interval since the epoch.
  package var openTime: [Int64] = []
  package var open: [Double] = []
  package var high: [Double] = []
  package var low: [Double] = []
  package var close: [Double] = []
  /// In the base currency, or NaN.
  package var volume: [Double] = []
  /// In the quote currency, or NaN.
  package var quoteVolume: [Double] = []
  /// The number of trades, or `noTrades`.
  package var trades: [Int64] = []
  /// Base currency bought by takers, or NaN.
  package var takerBuyVolume: [Double] = []
  /// The import the row came from; 0 before it has one.
  package var importID: [Int64] = []

  package init(interval: Interval) { self.interval = interval }

  /// The number of rows.
  package var count: Int { openTime.count }
}

extension CandleBatch {
  /// Appends every row of `other`, translating its instruments into ours.
  package mutating func append(contentsOf other: CandleBatch) {
    precondition(interval == other.interval, "candles of different intervals")
    instrument += translated(other.instrument, of: other.instruments, into: &instruments)
    openTime += other.openTime
    open += other.open
    high += other.high
    low += other.low
    close += other.close
    volume += other.volume
    quoteVolume += other.quoteVolume
    trades += other.trades
    takerBuyVolume += other.takerBuyVolume
    importID += other.importID
  }

  /// The rows at `rows`, in that order, with the same instrument table.
  package func gather(_ rows: [Int32]) -> CandleBatch {
    var result = CandleBatch(interval: interval)
    result.instruments = instruments
    result.instrument = MarketData.gather(instrument.span, rows.span)
    result.openTime = MarketData.gather(openTime.span, rows.span)
    result.open = MarketData.gather(open.span, rows.span)
    result.high = MarketData.gather(high.span, rows.span)
    result.low = MarketData.gather(low.span, rows.span)
    result.close = MarketData.gather(close.span, rows.span)
    result.volume = MarketData.gather(volume.span, rows.span)
    result.quoteVolume = MarketData.gather(quoteVolume.span, rows.span)
    result.trades = MarketData.gather(trades.span, rows.span)
    result.takerBuyVolume = MarketData.gather(takerBuyVolume.span, rows.span)
    result.importID = MarketData.gather(importID.span, rows.span)
    return result
  }
}
