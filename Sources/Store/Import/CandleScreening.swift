package import MarketData

/// A candle that contradicts another of the same instrument, interval and open time.
package struct CandleConflict: Sendable, Equatable {
  /// The number of candles appended to the session before this one.
  package let row: Int
  package let instrument: InstrumentKey
  /// In microseconds.
  package let openTime: Int64
  /// The import that has the other one; it may be the one under way.
  package let importID: Int64

  /// Why the row is refused.
  package var reason: String { "conflicts with import \(importID)" }
}

extension CandleBatch {
  /// A candle whose key is there with the same values is a duplicate, with others a conflict; what
  /// is there is the store's candle, else the first one of the file (IMPORT-RULES 32). An import
  /// that replaces candles keeps its own and marks the store's.
  static func screen(
    _ rows: CandleBatch, _ spans: [ExchangeSpan], against prior: inout PriorRows
  ) async throws(StoreError) -> Screening {
    var index = CandleIndex(rows)
    let (rowsBefore, replaces) = (prior.rowsBefore, prior.replacesCandles)
    for exchange in spans {
      let window = TimeRange(from: exchange.firstTime, to: exchange.lastTime + 1)
      let symbols = exchange.instruments.map { rows.instruments[$0].symbol }
      let groups =
        try prior.rowGroups(
          of: prior.committed(.candles, exchange.name, interval: rows.interval.name, window),
          areStaged: false, symbols: symbols, window)
        + prior.rowGroups(
          of: prior.staged(exchange.name, window), areStaged: true, symbols: symbols, window)
      try await prior.forEach(
        groups, { file, group in try CandleBatch.all(file, rowGroup: group) },
        { (group, batch, replaced) throws(StoreError) in
          let mayReplace = replaces && !group.isStaged
          index.match(batch, rowsBefore: rowsBefore, &replaced, mayReplace: mayReplace)
        })
    }
    return index.finish(importID: prior.importID, rowsBefore: rowsBefore)
  }
}

/// The candles of a chunk by key, and which of them are new.
private struct CandleIndex {
  private let rows: CandleBatch
  private let values: CandleValues
  private var table: KeyTable
  private let numbers: [InstrumentKey: UInt32]
  private var screening = Screening()

  init(_ rows: CandleBatch) {
    self.rows = rows
    values = CandleValues(rows)
    var numbers: [InstrumentKey: UInt32] = [:]
    for (index, key) in rows.instruments.enumerated() { numbers[key] = UInt32(index) }
    self.numbers = numbers
    table = KeyTable(rowCount: rows.count)
    for row in 0..<rows.count { table.append(row, values.key(row, number: rows.instrument[row])) }
  }

  /// Drops the candles whose key is in `batch`, as duplicates or as conflicts; or, where they may
  /// and differ, keeps them and marks those of `batch` as replaced.
  mutating func match(
    _ batch: CandleBatch, rowsBefore: Int, _ replaced: inout BitSet, mayReplace: Bool
  ) {
    let theirs = CandleValues(batch)
    let translation = batch.instruments.map { numbers[$0] }
    for row in 0..<batch.count where !replaced.contains(row) {
      guard let number = translation[Int(theirs.instrument[row])],
        let entry = table.find(theirs.key(row, number: number))
      else { continue }
      if mayReplace, let first = table.first(entry), !values.isSame(first, as: theirs, row) {
        replaced.insert(row)
        continue
      }
      while let twin = table.takeFirst(entry) {
        drop(twin, isSame: values.isSame(twin, as: theirs, row), batch.importID[row], rowsBefore)
      }
    }
  }

  /// Drops the candles that repeat or contradict an earlier one of the chunk.
  mutating func finish(importID: Int64, rowsBefore: Int) -> Screening {
    for entry in 0..<table.count {
      guard let first = table.takeFirst(entry) else { continue }
      while let later = table.takeFirst(entry) {
        drop(later, isSame: values.isSame(later, as: values, first), importID, rowsBefore)
      }
    }
    screening.conflicts.sort { $0.row < $1.row }
    return screening
  }

  private mutating func drop(_ row: Int, isSame: Bool, _ importID: Int64, _ rowsBefore: Int) {
    screening.isTaken = screening.isTaken ?? [Bool](repeating: true, count: rows.count)
    screening.isTaken?[row] = false
    if isSame {
      screening.duplicates += 1
    } else {
      screening.conflicts.append(
        CandleConflict(
          row: rowsBefore + row, instrument: rows.instruments[Int(values.instrument[row])],
          openTime: values.openTime[row], importID: importID))
    }
  }
}

/// The columns of candles, taken out of the batch once.
private struct CandleValues {
  let instrument: [UInt32]
  let openTime: [Int64]
  private let measures: [[Double]]
  private let trades: [Int64]

  init(_ batch: CandleBatch) {
    instrument = batch.instrument
    openTime = batch.openTime
    trades = batch.trades
    measures = [
      batch.open, batch.high, batch.low, batch.close, batch.volume, batch.quoteVolume,
      batch.takerBuyVolume,
    ]
  }

  func key(_ row: Int, number: UInt32) -> EventKey {
    EventKey(milliseconds: openTime[row], price: 0, amount: 0, tag: UInt64(number))
  }

  /// Whether all values are equal; two nulls are.
  func isSame(_ row: Int, as other: CandleValues, _ otherRow: Int) -> Bool {
    guard trades[row] == other.trades[otherRow] else { return false }
    for (mine, theirs) in zip(measures, other.measures) {
      let (a, b) = (mine[row], theirs[otherRow])
      guard a == b || (a.isNaN && b.isNaN) else { return false }
    }
    return true
  }
}
