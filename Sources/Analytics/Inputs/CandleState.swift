package import MarketData

/// What one unit of candle data contributes: a plain value, merged in the order of the data.
package struct CandleState: Sendable, Codable, Equatable {
  /// Candles that open outside do not count.
  package let window: TimeRange
  package private(set) var series: [CandleColumns] = []

  package init(window: TimeRange) { self.window = window }

  /// Adds the candles of one batch.
  package mutating func update(_ batch: CandleBatch) {
    let places = batch.instruments.map { place($0, batch.interval) }
    var row = 0
    while row < batch.count {
      let end = endOfRun(batch.instrument.span, from: row)
      series[places[Int(batch.instrument[row])]].append(batch, row..<end, inside: window)
      row = end
    }
  }

  /// Adds what later rows contributed.
  package mutating func merge(_ later: CandleState) {
    for other in later.series { series[place(other.key, other.interval)].append(other) }
  }

  private mutating func place(_ key: InstrumentKey, _ interval: Interval) -> Int {
    if let place = series.firstIndex(where: { $0.key == key && $0.interval == interval }) {
      return place
    }
    series.append(CandleColumns(key: key, interval: interval))
    return series.count - 1
  }
}

/// Candles of one instrument and interval, as columns.
package struct CandleColumns: Sendable, Codable, Equatable {
  package let key: InstrumentKey
  package let interval: Interval
  /// In microseconds UTC.
  package private(set) var openTime: [Int64] = []
  package private(set) var open: [Double] = []
  package private(set) var high: [Double] = []
  package private(set) var low: [Double] = []
  package private(set) var close: [Double] = []
  /// In the base currency.
  package private(set) var volume: [Double] = []
  /// In the quote currency, or NaN.
  package private(set) var quoteVolume: [Double] = []

  package init(key: InstrumentKey, interval: Interval) {
    self.key = key
    self.interval = interval
  }

  package var count: Int { openTime.count }

  mutating func append(_ batch: CandleBatch, _ rows: Range<Int>, inside window: TimeRange) {
    for row in rows where window.contains(batch.openTime[row]) {
      openTime.append(batch.openTime[row])
      open.append(batch.open[row])
      high.append(batch.high[row])
      low.append(batch.low[row])
      close.append(batch.close[row])
      volume.append(batch.volume[row])
      quoteVolume.append(batch.quoteVolume[row])
    }
  }

  mutating func append(_ later: CandleColumns) {
    openTime += later.openTime
    open += later.open
    high += later.high
    low += later.low
    close += later.close
    volume += later.volume
    quoteVolume += later.quoteVolume
  }

  /// The candles in time order.
  func inTimeOrder() -> CandleColumns {
    guard let order = stableTimeOrder(openTime.span) else { return self }
    var result = self
    result.openTime = picked(openTime, order)
    result.open = picked(open, order)
    result.high = picked(high, order)
    result.low = picked(low, order)
    result.close = picked(close, order)
    result.volume = picked(volume, order)
    result.quoteVolume = picked(quoteVolume, order)
    return result
  }
}
