package import MarketData

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
  private var lattice: Lattice

  /// No candles.
  package init(interval: Int64) {
    self.interval = interval
    lattice = Lattice(step: interval)
  }

  package var count: Int { openTime.count }

  /// When candle `index` ends and becomes known.
  package func closeTime(_ index: Int) -> Int64 { opening(index) + interval }

  /// When candle `index` opens; without a gap anywhere no column is read.
  package func opening(_ index: Int) -> Int64 {
    precondition(openTime.indices.contains(index), "candle \(index) of \(openTime.count)")
    return lattice.isEven ? openTime[0] + Int64(index) * interval : openTime[index]
  }

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
    lattice.append(candle.openTime, after: openTime.last)
    openTime.append(candle.openTime)
    open.append(candle.open)
    high.append(candle.high)
    low.append(candle.low)
    close.append(candle.close)
    volume.append(candle.volume)
    quoteVolume.append(candle.quoteVolume)
  }

  /// Appends rows of a batch, which ascend and open after all others.
  package mutating func append(_ batch: CandleBatch, _ rows: Range<Int>) {
    for row in rows {
      let last = row == rows.lowerBound ? openTime.last : batch.openTime[row - 1]
      precondition(last.map { $0 < batch.openTime[row] } ?? true, "candles must come by open time")
      lattice.append(batch.openTime[row], after: last)
    }
    openTime += batch.openTime[rows]
    open += batch.open[rows]
    high += batch.high[rows]
    low += batch.low[rows]
    close += batch.close[rows]
    volume += batch.volume[rows]
    quoteVolume += batch.quoteVolume[rows]
  }

  /// Whether every candle opens at a multiple of the interval.
  package var isAligned: Bool {
    lattice.isWhole && (openTime.first.map { $0 % interval == 0 } ?? true)
  }

  /// Whether the candles of `range` follow each other without a gap.
  package func isUnbroken(_ range: Range<Int>) -> Bool { lattice.isEven(range, of: openTime) }

  /// Candle `index` as one value.
  package subscript(index: Int) -> Candle {
    Candle(
      openTime: openTime[index], open: open[index], high: high[index], low: low[index],
      close: close[index], volume: volume[index], quoteVolume: quoteVolume[index])
  }

  /// The index of the first candle that opens at or after `time`, or `count`.
  ///
  /// - Complexity: O(log *m*), *m* being the number of candles missing between others.
  package func firstOpening(atOrAfter time: Int64) -> Int {
    lattice.firstIndex(atOrAfter: time, in: openTime)
  }

  /// The index of the last candle that has closed by `time`, or nil.
  ///
  /// - Complexity: As `firstOpening`.
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
