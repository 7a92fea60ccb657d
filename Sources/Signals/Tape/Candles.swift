/// Candles of one symbol and one interval as columns, by open time.
///
/// A candle is known from its close time, open time + interval, on.
package struct Candles: Sendable, Equatable {
  /// In microseconds.
  package let interval: Int64
  package private(set) var openTime: [Int64] = []
  package private(set) var open: [Double] = []
  package private(set) var high: [Double] = []
  package private(set) var low: [Double] = []
  package private(set) var close: [Double] = []
  /// In the base currency; NaN when not known.
  package private(set) var volume: [Double] = []
  /// In the quote currency; NaN when not known.
  package private(set) var quoteVolume: [Double] = []

  /// No candles.
  package init(interval: Int64) { self.interval = interval }

  package var count: Int { openTime.count }

  /// When candle `index` ends and becomes known.
  package func closeTime(_ index: Int) -> Int64 { openTime[index] + interval }

  /// Makes room for `capacity` candles.
  package mutating func reserveCapacity(_ capacity: Int) {
    openTime.reserveCapacity(capacity)
    open.reserveCapacity(capacity)
    high.reserveCapacity(capacity)
    low.reserveCapacity(capacity)
    close.reserveCapacity(capacity)
    volume.reserveCapacity(capacity)
    quoteVolume.reserveCapacity(capacity)
  }

  /// Appends a candle that opens after all others.
  package mutating func append(_ candle: Candle) {
    precondition(
      openTime.last.map { $0 < candle.openTime } ?? true, "candles must come by open time")
    openTime.append(candle.openTime)
    open.append(candle.open)
    high.append(candle.high)
    low.append(candle.low)
    close.append(candle.close)
    volume.append(candle.volume)
    quoteVolume.append(candle.quoteVolume)
  }

  /// Candle `index` as one value.
  package subscript(index: Int) -> Candle {
    Candle(
      openTime: openTime[index], open: open[index], high: high[index], low: low[index],
      close: close[index], volume: volume[index], quoteVolume: quoteVolume[index])
  }

  /// The index of the first candle that opens at or after `time`, or `count`.
  ///
  /// - Complexity: O(log *n*).
  package func firstOpening(atOrAfter time: Int64) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if openTime[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The index of the last candle that has closed by `time`, or nil.
  ///
  /// - Complexity: O(log *n*).
  package func lastClosed(by time: Int64) -> Int? {
    let (limit, overflow) = time.subtractingReportingOverflow(interval - 1)
    let index = overflow ? 0 : firstOpening(atOrAfter: limit)
    return index > 0 ? index - 1 : nil
  }
}

/// One candle of a symbol.
package struct Candle: Sendable, Equatable {
  /// In microseconds UTC.
  package var openTime: Int64
  package var open: Double
  package var high: Double
  package var low: Double
  package var close: Double
  package var volume: Double
  package var quoteVolume: Double

  package init(
    openTime: Int64, open: Double, high: Double, low: Double, close: Double,
    volume: Double = .nan, quoteVolume: Double = .nan
  ) {
    self.openTime = openTime
    self.open = open
    self.high = high
    self.low = low
    self.close = close
    self.volume = volume
    self.quoteVolume = quoteVolume
  }
}
