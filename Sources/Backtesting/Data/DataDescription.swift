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
      for (instrument, span) in zip(batch.instruments, Self.spans(of: batch)) {
        guard let span else { continue }
        let key = SeriesKey(instrument: instrument, interval: batch.interval)
        let known = series[key]
        series[key] = CandleSeries(
          instrument: instrument, interval: batch.interval,
          firstOpen: min(known?.firstOpen ?? .max, span.first),
          lastOpen: max(known?.lastOpen ?? .min, span.last))
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

  /// The first and last open time of each instrument of a batch; nil for one without rows.
  private static func spans(of batch: CandleBatch) -> [(first: Int64, last: Int64)?] {
    var first = [Int64](repeating: .max, count: batch.instruments.count)
    var last = [Int64](repeating: .min, count: batch.instruments.count)
    for row in batch.openTime.indices {
      let (instrument, time) = (Int(batch.instrument[row]), batch.openTime[row])
      first[instrument] = min(first[instrument], time)
      last[instrument] = max(last[instrument], time)
    }
    return zip(first, last).map { $0 <= $1 ? ($0, $1) : nil }
  }

  private struct SeriesKey: Hashable {
    var instrument: InstrumentKey
    var interval: Interval
  }
}
