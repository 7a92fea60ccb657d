import MarketData

/// Rows of which there can be only one for an instrument, a time and what else `RowValues` says.
protocol KeyedRows: StoredRows {
  /// The columns, taken out of the batch once.
  var values: RowValues { get }
  /// The series that all rows are values of, if they are.
  var series: SeriesName? { get }
}

/// What keyed rows are told apart and compared by.
struct RowValues {
  /// Row → index into the batch's instruments.
  let instrument: [UInt32]
  /// In microseconds.
  let time: [Int64]
  /// What else belongs to the key, one small number a row; nil when nothing does.
  var tag: [UInt8]?
  /// Rows are the same when all of these are.
  let measures: [[Double]]
  var counts: [Int64]?

  /// The key of a row whose instrument has this number.
  func key(_ row: Int, number: UInt32) -> EventKey {
    EventKey(
      milliseconds: time[row], price: 0, amount: UInt64(tag?[row] ?? 0), tag: UInt64(number))
  }

  /// Whether all values are equal; two nulls are.
  func isSame(_ row: Int, as other: RowValues, _ otherRow: Int) -> Bool {
    guard counts?[row] == other.counts?[otherRow] else { return false }
    for (mine, theirs) in zip(measures, other.measures) {
      let (a, b) = (mine[row], theirs[otherRow])
      guard a == b || (a.isNaN && b.isNaN) else { return false }
    }
    return true
  }
}

extension KeyedRows {
  var series: SeriesName? { nil }

  /// A row whose key is there with the same values is a duplicate, with others a conflict; what is
  /// there is the store's row, else the first one of the file (IMPORT-RULES 32). An import that
  /// replaces rows keeps its own and marks the store's.
  static func screen(
    _ rows: Self, _ spans: [ExchangeSpan], against prior: inout PriorRows
  ) async throws(StoreError) -> Screening {
    var index = KeyedIndex(rows)
    let (rowsBefore, replaces) = (prior.rowsBefore, prior.replacesRows)
    for exchange in spans {
      let window = TimeRange(from: exchange.firstTime, to: exchange.lastTime + 1)
      let symbols = exchange.instruments.map { rows.instruments[$0].symbol }
      let groups =
        try prior.rowGroups(
          of: prior.committed(Self.kind, exchange.name, variant: rows.variant, window),
          areStaged: false, symbols: symbols, window)
        + prior.rowGroups(
          of: prior.staged(exchange.name, window), areStaged: true, symbols: symbols, window)
      try await prior.forEach(
        groups, { file, group in try Self.all(file, rowGroup: group) },
        { (group, batch, replaced) throws(StoreError) in
          let mayReplace = replaces && !group.isStaged
          index.match(batch, rowsBefore: rowsBefore, &replaced, mayReplace: mayReplace)
        })
      let waiting = prior.pending(
        Self.self, exchange.name, variant: rows.variant, symbols: symbols, window)
      prior.forEachPending(waiting) { (_, batch: Self, replaced) in
        index.match(batch, rowsBefore: rowsBefore, &replaced, mayReplace: false)
      }
    }
    return index.finish(importID: prior.importID, rowsBefore: rowsBefore)
  }
}

/// The rows of a chunk by key, and which of them are new.
private struct KeyedIndex<Rows: KeyedRows> {
  private let rows: Rows
  private let values: RowValues
  private var table: KeyTable
  private let numbers: [InstrumentKey: UInt32]
  private var screening = Screening()

  init(_ rows: Rows) {
    self.rows = rows
    values = rows.values
    var numbers: [InstrumentKey: UInt32] = [:]
    for (index, key) in rows.instruments.enumerated() { numbers[key] = UInt32(index) }
    self.numbers = numbers
    table = KeyTable(rowCount: rows.count)
    for row in values.time.indices {
      table.append(row, values.key(row, number: values.instrument[row]))
    }
  }

  /// Drops the rows whose key is in `batch`, as duplicates or as conflicts; or, where they may and
  /// differ, keeps them and marks those of `batch` as replaced.
  mutating func match(
    _ batch: Rows, rowsBefore: Int, _ replaced: inout BitSet, mayReplace: Bool
  ) {
    let theirs = batch.values
    let importID = batch.importID
    let translation = batch.instruments.map { numbers[$0] }
    for row in theirs.time.indices where !replaced.contains(row) {
      guard let number = translation[Int(theirs.instrument[row])],
        let entry = table.find(theirs.key(row, number: number))
      else { continue }
      if mayReplace, let first = table.first(entry), !values.isSame(first, as: theirs, row) {
        replaced.insert(row)
        continue
      }
      while let twin = table.takeFirst(entry) {
        drop(twin, isSame: values.isSame(twin, as: theirs, row), importID[row], rowsBefore)
      }
    }
  }

  /// Drops the rows that repeat or contradict an earlier one of the chunk.
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
    screening.isTaken = screening.isTaken ?? [Bool](repeating: true, count: values.time.count)
    screening.isTaken?[row] = false
    if isSame {
      screening.duplicates += 1
    } else {
      screening.conflicts.append(
        RowConflict(
          row: rowsBefore + row, series: rows.series,
          instrument: rows.instruments[Int(values.instrument[row])], time: values.time[row],
          importID: importID))
    }
  }
}
