package import MarketData

/// What a store holds for a backtest: enough to plan one without reading a row.
package struct DataDescription: Sendable, Equatable {
  /// Candles of one exchange, symbol and interval.
  package struct CandleSeries: Sendable, Equatable {
    package var instrument: InstrumentKey
    package var interval: Interval
    /// The open times of the first and the last candle, in microseconds UTC.
    package var firstOpen: Int64
    package var lastOpen: Int64

    package init(
      instrument: InstrumentKey, interval: Interval, firstOpen: Int64, lastOpen: Int64
    ) {
      self.instrument = instrument
      self.interval = interval
      self.firstOpen = firstOpen
      self.lastOpen = lastOpen
    }
  }

  package var candles: [CandleSeries]
  /// The exchanges and symbols with liquidations, ascending.
  package var liquidations: [InstrumentKey]

  package init(candles: [CandleSeries], liquidations: [InstrumentKey]) {
    self.candles = candles
    self.liquidations = liquidations
  }

  /// What is in `candles` and `liquidations`.
  ///
  /// - Complexity: O(rows).
  package init(liquidations: [LiquidationBatch], candles: [CandleBatch]) {
    var series: [SeriesKey: CandleSeries] = [:]
    for batch in candles {
      for row in 0..<batch.count {
        let key = SeriesKey(
          instrument: batch.instruments[Int(batch.instrument[row])], interval: batch.interval)
        let open = batch.openTime[row]
        var known =
          series[key]
          ?? CandleSeries(
            instrument: key.instrument, interval: key.interval, firstOpen: open, lastOpen: open)
        known.firstOpen = min(known.firstOpen, open)
        known.lastOpen = max(known.lastOpen, open)
        series[key] = known
      }
    }
    self.candles = series.values.sorted {
      ($0.instrument, $0.interval) < ($1.instrument, $1.interval)
    }
    var keys: Set<InstrumentKey> = []
    for batch in liquidations {
      var isUsed = [Bool](repeating: false, count: batch.instruments.count)
      for index in batch.instrument { isUsed[Int(index)] = true }
      for (index, key) in batch.instruments.enumerated() where isUsed[index] { keys.insert(key) }
    }
    self.liquidations = keys.sorted()
  }

  private struct SeriesKey: Hashable {
    var instrument: InstrumentKey
    var interval: Interval
  }
}
