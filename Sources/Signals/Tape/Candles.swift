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
  // Empty when nothing was read for them.
  private var volumes: [Double] = []
  private var quoteVolumes: [Double] = []
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

  /// The volume of candle `index` in the base currency; NaN when not known or not read.
  package func volume(_ index: Int) -> Double { volumes.isEmpty ? .nan : volumes[index] }

  /// The volume of candle `index` in the quote currency; NaN when not known or not read.
  package func quoteVolume(_ index: Int) -> Double {
    quoteVolumes.isEmpty ? .nan : quoteVolumes[index]
  }

  /// Makes room for `capacity` candles.
  package mutating func reserveCapacity(_ capacity: Int) {
    openTime.reserveCapacity(capacity)
    open.reserveCapacity(capacity)
    high.reserveCapacity(capacity)
    low.reserveCapacity(capacity)
    close.reserveCapacity(capacity)
    volumes.reserveCapacity(capacity)
    quoteVolumes.reserveCapacity(capacity)
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
    volumes.append(candle.volume)
    quoteVolumes.append(candle.quoteVolume)
  }

  /// Appends rows of a batch, which ascend and open after all others. Volumes that were not read
  /// are not known.
  ///
  /// - Complexity: O(rows); columns of a whole batch are shared, not copied.
  package mutating func append(_ batch: CandleBatch, _ rows: Range<Int>) {
    guard !rows.isEmpty else { return }
    precondition(
      openTime.last.map { $0 < batch.openTime[rows.lowerBound] } ?? true,
      "candles must come by open time")
    lattice.append(batch.openTime[rows.lowerBound], after: openTime.last)
    for row in rows.dropFirst() {
      let last = batch.openTime[row - 1]
      precondition(last < batch.openTime[row], "candles must come by open time")
      lattice.append(batch.openTime[row], after: last)
    }
    let known = count
    join(&openTime, batch.openTime, rows)
    join(&open, batch.open, rows)
    join(&high, batch.high, rows)
    join(&low, batch.low, rows)
    join(&close, batch.close, rows)
    joinVolumes(&volumes, batch.volume, rows, known)
    joinVolumes(&quoteVolumes, batch.quoteVolume, rows, known)
  }

  /// The same for a column that one of both sides may not have.
  private func joinVolumes(
    _ column: inout [Double], _ part: [Double], _ rows: Range<Int>, _ known: Int
  ) {
    if part.isEmpty, column.isEmpty { return }
    if column.count < known { column += repeatElement(.nan, count: known - column.count) }
    if part.isEmpty {
      column += repeatElement(.nan, count: rows.count)
    } else {
      join(&column, part, rows)
    }
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
      close: close[index], volume: volume(index), quoteVolume: quoteVolume(index))
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

/// Appends rows of a column; one that is all there is becomes ours as it is.
private func join<Value>(_ column: inout [Value], _ part: [Value], _ rows: Range<Int>) {
  if column.isEmpty, rows == part.indices {
    column = part
  } else {
    // Benefit: one copy of memory. Soundness: the buffer is read within the call only.
    unsafe part.withUnsafeBufferPointer { unsafe column += UnsafeBufferPointer(rebasing: $0[rows]) }
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
