import MarketData
import ParquetFormat

/// A column of the liquidations that a reader can ask for; time and symbol always come along.
package enum LiquidationColumn: String, Sendable, CaseIterable {
  case time
  case received
  case symbol
  case side
  case price
  case priceKind = "price_kind"
  case quantity
  case contracts
  case notional
  case orderID = "order_id"
  case importID = "import_id"
}

extension LiquidationBatch: StoredRows {
  static var kind: SegmentKind { .liquidations }
  static var pending: WritableKeyPath<PendingParts, [PendingRows<Self>]> { \.liquidations }

  static var schema: ParquetSchema {
    ParquetSchema(columns: [
      SegmentColumn.time("time"),
      SegmentColumn.time("received", isOptional: true),
      SegmentColumn.word("symbol"),
      SegmentColumn.word("side"),
      SegmentColumn.measure("price"),
      SegmentColumn.word("price_kind"),
      SegmentColumn.measure("quantity", isOptional: true),
      SegmentColumn.measure("contracts", isOptional: true),
      SegmentColumn.measure("notional", isOptional: true),
      ParquetColumn("order_id", .byteArray, logical: .string, isOptional: true),
      SegmentColumn.whole("import_id"),
    ])
  }

  var variant: String? { nil }
  var keyTime: [Int64] { time }

  static func all(_ file: SegmentFile, rowGroup: Int) throws(StoreError) -> LiquidationBatch {
    try LiquidationBatch(file, rowGroup: rowGroup, columns: Set(LiquidationColumn.allCases))
  }

  static func joined(_ batches: [LiquidationBatch]) -> LiquidationBatch {
    var rows = LiquidationBatch()
    (rows.instruments, rows.instrument) = joinedInstruments(
      batches.map { ($0.instruments, $0.instrument) })
    rows.time = concatenated(batches.map(\.time))
    rows.received = concatenated(batches.map(\.received))
    rows.side = concatenated(batches.map(\.side))
    rows.price = concatenated(batches.map(\.price))
    rows.priceKind = concatenated(batches.map(\.priceKind))
    rows.quantity = concatenated(batches.map(\.quantity))
    rows.contracts = concatenated(batches.map(\.contracts))
    rows.notional = concatenated(batches.map(\.notional))
    if batches.allSatisfy({ $0.orderID.isAllNull }) {
      rows.orderID = StringColumn(nulls: rows.count)
    } else {
      for batch in batches { rows.orderID.append(contentsOf: batch.orderID) }
    }
    return rows
  }

  var filled: LiquidationBatch {
    var rows = self
    if contracts.isEmpty { rows.contracts = [Double](repeating: .nan, count: count) }
    return rows
  }

  static func grouped(_ batches: [LiquidationBatch]) -> LiquidationBatch {
    let join = GroupedJoin(batches.map { ($0.instruments, $0.instrument) })
    var rows = LiquidationBatch()
    (rows.instruments, rows.instrument) = (join.instruments, join.instrument)
    rows.time = join.column(batches.map(\.time), null: 0)
    rows.received = join.column(batches.map(\.received), null: Self.noTime)
    rows.side = join.column(batches.map(\.side), null: .long)
    rows.price = join.column(batches.map(\.price), null: .nan)
    rows.priceKind = join.column(batches.map(\.priceKind), null: .order)
    rows.quantity = join.column(batches.map(\.quantity), null: .nan)
    rows.contracts = join.optionalColumn(batches.map(\.contracts))
    rows.notional = join.column(batches.map(\.notional), null: .nan)
    rows.orderID = join.column(batches.map(\.orderID))
    return rows
  }

  func columns(at rows: Span<Int32>, importID id: Int64?) -> [ColumnData] {
    [
      ColumnData(.int64(MarketData.gather(time.span, rows))),
      optionalColumn(received.span, rows, null: Self.noTime),
      symbolColumn(instrument.span, rows, instruments),
      wordColumn(side.span, rows, names: LiquidationSide.allCases.map(\.name)),
      ColumnData(.double(MarketData.gather(price.span, rows))),
      wordColumn(priceKind.span, rows, names: PriceKind.allCases.map(\.name)),
      optionalColumn(quantity.span, rows),
      optionalColumn(contracts.span, rows),
      optionalColumn(notional.span, rows),
      optionalColumn(orderID, rows),
      importColumn(importID, rows, all: id),
    ]
  }
}

extension LiquidationBatch {
  /// The rows of one row group; columns that were not asked for stay empty.
  ///
  /// Symbols and price kinds that are all the same by the statistics are not read, unless all
  /// columns are.
  init(
    _ file: SegmentFile, rowGroup: Int, columns: Set<LiquidationColumn>
  ) throws(StoreError) {
    var wanted = LiquidationColumn.allCases.filter {
      columns.contains($0) || $0 == .time || $0 == .symbol
    }
    let all = wanted.count == LiquidationColumn.allCases.count
    let symbol = all ? nil : file.onlyWord("symbol", inRowGroup: rowGroup)
    let word = all ? nil : file.onlyWord("price_kind", inRowGroup: rowGroup)
    let kind = word.flatMap(PriceKind.init(name:))
    wanted.removeAll {
      ($0 == .symbol && symbol != nil) || ($0 == .priceKind && kind != nil)
    }
    let data = try file.read(rowGroup: rowGroup, columns: wanted.map(\.rawValue))
    self.init()
    for (column, values) in zip(wanted, data) {
      let reader = ColumnReader(values, name: column.rawValue, file: file)
      switch column {
      case .time: time = try reader.int64s(null: nil)
      case .received: received = try reader.int64s(null: Self.noTime)
      case .symbol:
        (instrument, instruments) = try reader.instruments(exchange: file.partition.exchange)
      case .side: side = try reader.words(LiquidationSide.init(name:))
      case .price: price = try reader.doubles()
      case .priceKind: priceKind = try reader.words(PriceKind.init(name:))
      case .quantity: quantity = try reader.doubles()
      case .contracts: contracts = try reader.doubles()
      case .notional: notional = try reader.doubles()
      case .orderID: orderID = try reader.strings()
      case .importID: importID = try reader.int64s(null: nil)
      }
    }
    if let symbol {
      instruments = [InstrumentKey(exchange: file.partition.exchange, symbol: symbol)]
      instrument = [UInt32](repeating: 0, count: count)
    }
    if let kind, columns.contains(.priceKind) {
      priceKind = [PriceKind](repeating: kind, count: count)
    }
  }
}
