/// Candles put together from parts, each instrument and interval as one batch.
///
/// A part can be dropped as soon as it is appended, and what comes out needs no sorting by
/// instrument: a reader may take its columns as they are.
package struct CandleShelf: Sendable {
  /// In the order in which the instruments first came; rows in the order of the parts.
  package private(set) var batches: [CandleBatch] = []
  private var places: [Key: Int] = [:]
  private let capacity: Int

  private struct Key: Hashable {
    let instrument: InstrumentKey
    let interval: Interval
  }

  /// - Parameter capacity: How many rows an instrument will have, as far as is known.
  package init(capacity: Int) { self.capacity = capacity }

  /// Appends the rows of `part`; columns that it does not have stay empty.
  package mutating func append(_ part: CandleBatch) {
    var start = 0
    while start < part.count {
      let instrument = part.instrument[start]
      var end = start + 1
      while end < part.count, part.instrument[end] == instrument { end += 1 }
      let key = Key(instrument: part.instruments[Int(instrument)], interval: part.interval)
      batches[place(of: key)].append(part, start..<end)
      start = end
    }
  }

  private mutating func place(of key: Key) -> Int {
    if let place = places[key] { return place }
    var batch = CandleBatch(interval: key.interval)
    batch.instruments = [key.instrument]
    batch.reserveCapacity(capacity)
    places[key] = batches.count
    batches.append(batch)
    return batches.count - 1
  }
}

extension CandleBatch {
  /// Makes room for the columns that most readers ask for.
  fileprivate mutating func reserveCapacity(_ rows: Int) {
    instrument.reserveCapacity(rows)
    openTime.reserveCapacity(rows)
    open.reserveCapacity(rows)
    high.reserveCapacity(rows)
    low.reserveCapacity(rows)
    close.reserveCapacity(rows)
  }

  /// Appends rows of one instrument, which is our only one.
  fileprivate mutating func append(_ part: CandleBatch, _ rows: Range<Int>) {
    instrument += repeatElement(0, count: rows.count)
    extend(&openTime, part.openTime, rows)
    extend(&open, part.open, rows)
    extend(&high, part.high, rows)
    extend(&low, part.low, rows)
    extend(&close, part.close, rows)
    extend(&volume, part.volume, rows)
    extend(&quoteVolume, part.quoteVolume, rows)
    extend(&trades, part.trades, rows)
    extend(&takerBuyVolume, part.takerBuyVolume, rows)
    extend(&importID, part.importID, rows)
  }
}

/// Appends elements of a column that was read.
private func extend<Value>(_ column: inout [Value], _ part: [Value], _ rows: Range<Int>) {
  if part.isEmpty { return }
  if rows == part.indices {
    column += part
  } else {
    // Benefit: one copy of memory. Soundness: the buffer is read within the call only.
    unsafe part.withUnsafeBufferPointer { unsafe column += UnsafeBufferPointer(rebasing: $0[rows]) }
  }
}
