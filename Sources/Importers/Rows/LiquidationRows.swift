import Basics
import MarketData

/// One liquidation on its way from a format into the columns.
struct LiquidationRow {
  var instrument: UInt32
  var time: Int64
  var received = LiquidationBatch.noTime
  var side: LiquidationSide
  var price: Double
  var priceKind: PriceKind
  /// The size as the venue counts it; the contract rules say what that is.
  var amount = Double.nan
  /// Where the source itself says more than one size: these are kept as they are.
  var quantity = Double.nan
  var contracts = Double.nan
  var notional = Double.nan
  /// Where the id lies in the bytes; empty when there is none.
  var orderID = 0..<0
}

/// The columns that every liquidation has, while a reader fills them.
struct PlainColumns {
  var instrument: [UInt32] = []
  var time: [Int64] = []
  var received: [Int64] = []
  var side: [LiquidationSide] = []
  var price: [Double] = []
  var amount: [Double] = []
}

/// The liquidations of one block as columns.
struct LiquidationRows {
  /// What every row has, on its way into the columns.
  private struct Plain {
    var instrument: UInt32
    var side: LiquidationSide
    var priceKind: PriceKind
    var time: Int64
    var received: Int64
    var price: Double
    var amount: Double
  }

  /// The last rows, which are not in the columns yet: a row is written at one place, and a column
  /// is found to be its only user's once for all of them.
  private var recent: [Plain] = []
  private static let mostRecent = 256
  private var batch = LiquidationBatch()
  private var amounts: [Double] = []
  /// Columns that few formats fill: empty until one does.
  private var quantity: [Double] = []
  private var contracts: [Double] = []
  private var notional: [Double] = []
  private var hasIDs = false
  /// What the prices of an instrument are, where that depends on its exchange.
  private let priceKinds: (@Sendable (InstrumentKey) -> PriceKind)?

  init(capacity: Int, priceKinds: (@Sendable (InstrumentKey) -> PriceKind)? = nil) {
    self.priceKinds = priceKinds
    recent.reserveCapacity(Self.mostRecent)
    reserve(capacity)
  }

  mutating func reserve(_ rows: Int) {
    batch.instrument.reserveCapacity(rows)
    batch.time.reserveCapacity(rows)
    batch.received.reserveCapacity(rows)
    batch.side.reserveCapacity(rows)
    batch.price.reserveCapacity(rows)
    if priceKinds == nil { batch.priceKind.reserveCapacity(rows) }
    amounts.reserveCapacity(rows)
  }

  var count: Int { amounts.count &+ recent.count }

  /// Appends one row; `bytes` hold its id.
  @inline(__always)
  mutating func append(_ row: LiquidationRow, _ bytes: Span<UInt8>) {
    recent.append(
      Plain(
        instrument: row.instrument, side: row.side, priceKind: row.priceKind, time: row.time,
        received: row.received, price: row.price, amount: row.amount))
    if row.amount.isNaN || !quantity.isEmpty { appendSizes(row) }
    if hasIDs || !row.orderID.isEmpty { appendID(row.orderID, bytes) }
    if recent.count == Self.mostRecent { flush() }
  }

  /// Moves the last rows into the columns.
  private mutating func flush() {
    var plain: [Plain] = []
    Swift.swap(&plain, &recent)
    Self.append(plain, to: &batch.instrument) { $0.instrument }
    Self.append(plain, to: &batch.time) { $0.time }
    Self.append(plain, to: &batch.received) { $0.received }
    Self.append(plain, to: &batch.side) { $0.side }
    Self.append(plain, to: &batch.price) { $0.price }
    Self.append(plain, to: &amounts) { $0.amount }
    if priceKinds == nil { Self.append(plain, to: &batch.priceKind) { $0.priceKind } }
    plain.removeAll(keepingCapacity: true)
    Swift.swap(&plain, &recent)
  }

  @inline(__always)
  private static func append<Value>(
    _ rows: [Plain], to column: inout [Value], _ value: (Plain) -> Value
  ) {
    let rows = rows.span
    column.append(addingCapacity: rows.count) { output in
      for index in rows.indices { output.append(value(rows[index])) }
    }
  }

  /// Whether rows without ids and sizes of their own may be set by index.
  var areExtensible: Bool { priceKinds != nil && quantity.isEmpty && !hasIDs }

  /// Takes the columns out, `added` empty rows longer, for a caller that sets those by index: where
  /// many rows are read in one loop that is half the work of appending each. `put` must follow.
  mutating func takeColumns(extendedBy added: Int) -> PlainColumns {
    if !recent.isEmpty { flush() }
    var columns = PlainColumns()
    swap(&columns)
    columns.instrument.append(contentsOf: repeatElement(0, count: added))
    columns.time.append(contentsOf: repeatElement(0, count: added))
    columns.received.append(contentsOf: repeatElement(0, count: added))
    columns.side.append(contentsOf: repeatElement(.long, count: added))
    columns.price.append(contentsOf: repeatElement(0, count: added))
    columns.amount.append(contentsOf: repeatElement(0, count: added))
    return columns
  }

  /// Puts the first `kept` rows of the columns back.
  mutating func put(_ columns: consuming PlainColumns, keeping kept: Int) {
    var columns = columns
    let excess = columns.amount.count - kept
    columns.instrument.removeLast(excess)
    columns.time.removeLast(excess)
    columns.received.removeLast(excess)
    columns.side.removeLast(excess)
    columns.price.removeLast(excess)
    columns.amount.removeLast(excess)
    swap(&columns)
  }

  private mutating func swap(_ columns: inout PlainColumns) {
    Swift.swap(&columns.instrument, &batch.instrument)
    Swift.swap(&columns.time, &batch.time)
    Swift.swap(&columns.received, &batch.received)
    Swift.swap(&columns.side, &batch.side)
    Swift.swap(&columns.price, &batch.price)
    Swift.swap(&columns.amount, &amounts)
  }

  private mutating func appendSizes(_ row: LiquidationRow) {
    if quantity.isEmpty {
      let nulls = [Double](repeating: .nan, count: count - 1)
      (quantity, contracts, notional) = (nulls, nulls, nulls)
    }
    quantity.append(row.quantity)
    contracts.append(row.contracts)
    notional.append(row.notional)
  }

  private mutating func appendID(_ range: Range<Int>, _ bytes: Span<UInt8>) {
    if !hasIDs {
      hasIDs = true
      batch.orderID = StringColumn(nulls: count - 1)
    }
    batch.orderID.append(utf8: bytes.extracting(range))
  }

  /// The columns, with sizes converted by the rules of the instruments, and without import ids,
  /// which are not known yet.
  consuming func finish(_ table: borrowing InstrumentTable) -> LiquidationBatch {
    var rows = self
    rows.flush()
    return rows.finished(table)
  }

  private consuming func finished(_ table: borrowing InstrumentTable) -> LiquidationBatch {
    var batch = batch
    let used = UsedInstruments(&batch.instrument, table)
    batch.instruments = used.keys
    if let priceKinds {
      batch.priceKind = Self.column(of: used.keys.map(priceKinds), at: batch.instrument)
    }
    batch.setAmounts(amounts, used.rules)
    if !quantity.isEmpty { keepSizes(&batch, table) }
    if !hasIDs { batch.orderID = StringColumn(nulls: amounts.count) }
    return batch
  }

  /// The kind of each row's instrument.
  private static func column(of kinds: [PriceKind], at instruments: [UInt32]) -> [PriceKind] {
    guard let first = kinds.first, kinds.contains(where: { $0 != first }) else {
      return [PriceKind](repeating: kinds.first ?? .order, count: instruments.count)
    }
    return instruments.map { kinds[Int($0)] }
  }

  /// Puts the sizes that the source says in place and finds the notional they imply.
  private func keepSizes(_ batch: inout LiquidationBatch, _ table: borrowing InstrumentTable) {
    var converted = batch
    for row in 0..<amounts.count where amounts[row].isNaN {
      converted.quantity[row] = quantity[row]
      converted.contracts[row] = contracts[row]
      converted.notional[row] = notional[row]
    }
    _ = converted.convertContracts(table.contractRules)
    converted.fillNotional(batch.instruments.map(table.contractRules.isInDollars))
    batch = converted
  }
}
