import Basics
import MarketData

/// What a segment's rows, all of them read, come to.
struct SegmentContents {
  private(set) var symbols: [SegmentSymbol] = []
  /// What the rows of each import come to.
  private(set) var imports: [Int64: ImportOutcome] = [:]
  /// Whether the rows are sorted by (symbol bytes, time) and all lie in the segment's month.
  private(set) var isSorted = true

  /// Reads every column of every row group, so every checksum too.
  init(_ file: SegmentFile) throws(StoreError) {
    for group in 0..<file.rowGroupCount {
      try add(file.partition.kind.rows, file, rowGroup: group)
    }
  }

  private mutating func add<Rows: StoredRows>(
    _ type: Rows.Type, _ file: SegmentFile, rowGroup: Int
  ) throws(StoreError) {
    add(try Rows.all(file, rowGroup: rowGroup), file.partition.month)
  }

  private mutating func add<Rows: StoredRows>(_ rows: Rows, _ month: String) {
    let instrument = rows.instrument
    let time = rows.keyTime
    var start = 0
    while start < time.count {
      var end = start + 1
      while end < time.count, instrument[end] == instrument[start] {
        if time[end] < time[end - 1] { isSorted = false }
        end += 1
      }
      let symbol = rows.instruments[Int(instrument[start])].symbol
      add(
        SegmentSymbol(
          symbol: symbol, rows: end - start, firstTime: time[start], lastTime: time[end - 1]))
      start = end
    }
    count(rows)
    if let first = time.min(), let last = time.max(),
      TimeText.month(first) != month || TimeText.month(last) != month
    {
      isSorted = false
    }
  }

  private mutating func count<Rows: StoredRows>(_ rows: Rows) {
    let ids = rows.importID
    for id in Set(ids).sorted() {
      let theirs = ids.allSatisfy { $0 == id } ? rows : rows.gather(placesOf(id, ids))
      imports[id, default: ImportOutcome()].add(
        theirs, ExchangeSpan.spans(of: theirs), Screening())
    }
  }

  private func placesOf(_ id: Int64, _ ids: [Int64]) -> [Int32] {
    ids.indices.filter { ids[$0] == id }.map { Int32($0) }
  }

  /// Adds a run of one symbol's rows, which may continue the last one of the row group before.
  private mutating func add(_ run: SegmentSymbol) {
    guard let last = symbols.last else {
      symbols = [run]
      return
    }
    if areSame(last.symbol, run.symbol) {
      if run.firstTime < last.lastTime { isSorted = false }
      symbols[symbols.count - 1] = SegmentSymbol(
        symbol: run.symbol, rows: last.rows + run.rows, firstTime: last.firstTime,
        lastTime: run.lastTime)
    } else {
      if !precedes(last.symbol, run.symbol) { isSorted = false }
      symbols.append(run)
    }
  }

  /// What of this the catalog has otherwise, or nil.
  func difference(from symbols: [SegmentSymbol], imports: [Int64]) -> String? {
    if !isSorted { return "its rows are not sorted by symbol and time, or not of its month" }
    if symbols != self.symbols { return "the catalog counts its symbols otherwise" }
    if imports != self.imports.keys.sorted() { return "the catalog names other imports" }
    return nil
  }
}
