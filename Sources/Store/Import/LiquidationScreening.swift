import Basics
import MarketData

extension LiquidationBatch {
  /// Rows without an order id: the file's *n*-th row of a key is new unless the store holds *n* of
  /// them, so that the store ends with the largest number in any one source, whatever the order of
  /// imports. Rows with one: every row after the first of a key is a duplicate, also inside the
  /// file.
  ///
  /// Only row groups of the same exchange whose times and symbols overlap are read, each once a
  /// chunk, against a table of the chunk's keys: memory does not grow with the store. A stored row
  /// that has been matched stays matched for the rest of the file.
  ///
  /// Of twins that were received at different times the earliest counts, because then it was known:
  /// the store's row is given it, so that this, too, does not depend on the order of imports.
  static func screen(
    _ rows: LiquidationBatch, _ spans: [ExchangeSpan], against prior: inout PriorRows
  ) async throws(StoreError) -> Screening {
    var groups: [PriorRowGroup] = []
    var waiting: [PendingPlace] = []
    var windows = [TimeRange?](repeating: nil, count: rows.instruments.count)
    for exchange in spans {
      let window = exchange.wholeMilliseconds
      let committed = try prior.committed(.liquidations, exchange.name, variant: nil, window)
      let staged = rows.orderID.isAllNull ? [] : prior.staged(exchange.name, window)
      let symbols = exchange.instruments.map { rows.instruments[$0].symbol }
      let others = prior.pending(
        Self.self, exchange.name, variant: nil, symbols: symbols, window)
      let times = committed.map { ($0.firstTime, $0.lastTime) }
      if let shared = sharedTimes(times + others.map { ($0.firstTime, $0.lastTime) }) {
        for index in exchange.instruments { windows[index] = shared }
      }
      waiting += others
      groups += try prior.rowGroups(of: committed, areStaged: false, symbols: symbols, window)
      groups += try prior.rowGroups(of: staged, areStaged: true, symbols: symbols, window)
    }
    if groups.isEmpty && waiting.isEmpty && rows.orderID.isAllNull { return Screening() }
    var index = EventIndex(rows, windows: windows)
    var receipts: [EarlierReceipt] = []
    try await prior.forEach(
      groups, { file, group in try LiquidationBatch(file, rowGroup: group, columns: keyColumns) },
      { (group, batch, matched) throws(StoreError) in
        index.match(batch, &matched, isCommitted: !group.isStaged) { row, received in
          receipts.append(EarlierReceipt(group, row: row, received: received))
        }
      })
    prior.forEachPending(waiting) { (place, batch: Self, matched) in
      index.match(batch, &matched, isCommitted: true) { row, received in
        receipts.append(EarlierReceipt(place, row: row, received: received))
      }
    }
    prior.add(receipts)
    return Screening(isTaken: index.isTaken, duplicates: index.duplicates)
  }

  private static let keyColumns: Set<LiquidationColumn> = [
    .time, .received, .symbol, .side, .price, .priceKind, .quantity, .contracts, .orderID,
  ]

  /// The whole milliseconds that the spans cover.
  private static func sharedTimes(_ spans: [(first: Int64, last: Int64)]) -> TimeRange? {
    guard let first = spans.map(\.first).min(), let last = spans.map(\.last).max() else {
      return nil
    }
    return TimeRange(
      from: TimeText.floorDivide(first, 1_000) * 1_000,
      to: (TimeText.floorDivide(last, 1_000) + 1) * 1_000)
  }
}

/// The rows of a chunk that may have twins, by key, and which of them are still new.
private struct EventIndex {
  private(set) var isTaken: [Bool]
  private(set) var duplicates = 0
  private var table: KeyTable
  /// The rows that have contracts beside a quantity, by their second keys.
  private var byContracts: KeyTable
  private let numbers: [InstrumentKey: UInt32]
  private let received: [Int64]
  /// When the rows happened, in whole milliseconds.
  private let milliseconds: TimeRange

  /// Enters the rows that lie in their instrument's window or have an order id.
  ///
  /// Those without go in in the order that segments have, so that rows that are looked for one
  /// after another lie close together in memory.
  init(_ rows: LiquidationBatch, windows: [TimeRange?]) {
    var numbers: [InstrumentKey: UInt32] = [:]
    for (index, key) in rows.instruments.enumerated() { numbers[key] = UInt32(index) }
    self.numbers = numbers
    received = rows.received
    isTaken = [Bool](repeating: true, count: rows.count)
    table = KeyTable(rowCount: rows.count)
    let keys = eventKeys(rows, numbers: rows.instruments.map { numbers[$0] })
    let contracts = rows.contracts
    byContracts = KeyTable(rowCount: contracts.allSatisfy(\.isNaN) ? 0 : rows.count)
    let times = ExchangeSpan.spans(of: rows).map(\.wholeMilliseconds)
    milliseconds = TimeRange(
      from: (times.map(\.from).min() ?? 0) / 1_000, to: (times.map(\.to).max() ?? 0) / 1_000)
    enterRowsWithIDs(rows, keys)
    let instrument = rows.instrument
    let time = rows.time
    for place in inOrder(rows) {
      let row = Int(place)
      guard !keys[row].hasOrderID, windows[Int(instrument[row])]?.contains(time[row]) ?? false
      else { continue }
      table.append(row, keys[row])
      if keys[row].hasQuantity, !contracts.isEmpty, !contracts[row].isNaN {
        byContracts.append(row, keys[row].byContracts(contracts[row]))
      }
    }
  }

  /// In the order of the file, so that the first of a key stays.
  private mutating func enterRowsWithIDs(_ rows: LiquidationBatch, _ keys: [EventKey]) {
    if rows.orderID.isAllNull { return }
    for row in keys.indices where keys[row].hasOrderID {
      if table.find(keys[row]) == nil { table.append(row, keys[row]) } else { drop(row) }
    }
  }

  private mutating func drop(_ row: Int) {
    isTaken[row] = false
    duplicates += 1
  }

  /// Drops the first row of each key that one of `batch` is the twin of, and tells of the rows of
  /// other files whose twin was received earlier.
  mutating func match(
    _ batch: LiquidationBatch, _ matched: inout BitSet, isCommitted: Bool,
    earlier: (_ row: Int, _ received: Int64) -> Void
  ) {
    let keys = eventKeys(batch, numbers: batch.instruments.map { numbers[$0] })
    let contracts = batch.contracts
    for row in keys.indices where keys[row] != .none && !matched.contains(row) {
      let key = keys[row]
      guard key.hasOrderID || (isCommitted && milliseconds.contains(key.milliseconds)),
        let twin = takeTwin(key, contracts[row])
      else { continue }
      drop(twin)
      matched.insert(row)
      let (mine, known) = (received[twin], batch.received[row])
      let none = LiquidationBatch.noTime
      if isCommitted, mine != none, known == none || mine < known { earlier(row, mine) }
    }
  }

  /// The first row still there that is the same as one with this key and these contracts.
  private mutating func takeTwin(_ key: EventKey, _ contracts: Double) -> Int? {
    if let row = table.takeFirst(key, where: isTaken) { return row }
    if key.hasQuantity {
      let second = key.byContracts(contracts)
      return contracts.isNaN ? nil : table.takeFirst(second, where: isTaken)
    }
    return byContracts.takeFirst(key, where: isTaken)
  }
}
