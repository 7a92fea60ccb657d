import Basics
import MarketData

/// What a segment's rows, all of them read, come to.
struct SegmentContents {
  private(set) var symbols: [SegmentSymbol] = []
  /// The accepted rows of each import.
  private(set) var rowsByImport: [Int64: Int] = [:]
  /// Whether the rows are sorted by (symbol bytes, time) and all lie in the segment's month.
  private(set) var isSorted = true

  /// Reads every column of every row group, so every checksum too.
  init(_ file: SegmentFile) throws(StoreError) {
    for group in 0..<file.rowGroupCount {
      switch file.partition.kind {
      case .liquidations:
        let columns = Set(LiquidationColumn.allCases)
        add(try LiquidationBatch(file, rowGroup: group, columns: columns), file.partition.month)
      case .candles:
        let columns = Set(CandleColumn.allCases)
        add(try CandleBatch(file, rowGroup: group, columns: columns), file.partition.month)
      }
    }
  }

  private mutating func add<Rows: StoredRows>(_ rows: Rows, _ month: String) {
    let instrument = rows.instrument
    let time = rows.keyTime
    let imports = rows.importID
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
    for id in imports { rowsByImport[id, default: 0] += 1 }
    if let first = time.min(), let last = time.max(),
      TimeText.month(first) != month || TimeText.month(last) != month
    {
      isSorted = false
    }
  }

  /// Adds a run of one symbol's rows, which may continue the last one of the row group before.
  private mutating func add(_ run: SegmentSymbol) {
    guard let last = symbols.last else {
      symbols = [run]
      return
    }
    if last.symbol == run.symbol {
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
    if imports != rowsByImport.keys.sorted() { return "the catalog names other imports" }
    return nil
  }
}
