package import MarketData

extension Store {
  /// What has to be read to answer `query`: segments by the catalog, row groups by their
  /// statistics.
  ///
  /// - Throws: `damaged`, when a segment is not what the catalog says, or `io`.
  package func plan(_ query: LiquidationQuery) throws(StoreError) -> ScanPlan {
    try plan(query.rows)
  }

  /// The same for candles.
  package func plan(_ query: CandleQuery) throws(StoreError) -> ScanPlan { try plan(query.rows) }

  /// The same for totals per interval.
  package func plan(_ query: AggregateQuery) throws(StoreError) -> ScanPlan { try plan(query.rows) }

  /// The same for series.
  package func plan(_ query: SeriesQuery) throws(StoreError) -> ScanPlan { try plan(query.rows) }

  func plan(_ query: RowQuery) throws(StoreError) -> ScanPlan {
    var used: [SegmentRecord] = []
    var units: [ScanUnit] = []
    let segments = try catalog.segments(
      query.kind, window: query.window, exchanges: query.exchanges, variants: query.variants,
      symbols: query.symbols)
    for segment in segments {
      let found = try self.units(of: segment, query.window, query.symbols)
      if !found.isEmpty { used.append(segment) }
      units += found
    }
    return ScanPlan(segments: used, units: units)
  }

  private func units(
    of segment: SegmentRecord, _ window: TimeRange, _ symbols: [String]?
  ) throws(StoreError) -> [ScanUnit] {
    let file = try SegmentFile(segment.promise(in: layout))
    return (0..<file.rowGroupCount).compactMap { group in
      let bounds = file.timeBounds(ofRowGroup: group) ?? segment.firstTime...segment.lastTime
      guard bounds.lowerBound < window.to, bounds.upperBound >= window.from else { return nil }
      if let symbols, !symbols.contains(where: { file.mayHold($0, inRowGroup: group) }) {
        return nil
      }
      let isInside = window.contains(bounds.lowerBound) && window.contains(bounds.upperBound)
      return ScanUnit(
        segment: segment, rowGroup: group, rowCount: file.rowCount(ofRowGroup: group),
        window: window, symbols: symbols, isWhole: isInside && symbols == nil)
    }
  }

  /// The rows of `unit` that its query wants, sorted by symbol and time.
  ///
  /// Pure, so units can be read at the same time.
  ///
  /// - Parameters:
  ///   - unit: A unit of a plan of this store.
  ///   - columns: What to read; time and instrument always come along, other columns stay empty.
  /// - Returns: The rows; its instruments are those of the row group, in order.
  /// - Throws: `damaged` with the file and what is wrong in it, or `io`.
  /// - Complexity: O(rows of the row group), for the columns asked for.
  package func read(
    _ unit: ScanUnit, columns: Set<LiquidationColumn>
  ) throws(StoreError) -> LiquidationBatch {
    let file = try SegmentFile(unit.segment.promise(in: layout))
    let batch = try LiquidationBatch(file, rowGroup: unit.rowGroup, columns: columns)
    return wanted(batch, unit).map { batch.gather($0, columns) } ?? batch
  }

  /// The candles of `unit` that its query wants, sorted by symbol and open time.
  ///
  /// - Parameters:
  ///   - unit: A unit of a plan of this store.
  ///   - columns: What to read; open time and instrument always come along, other columns stay
  ///     empty.
  /// - Returns: The rows; its instruments are those of the row group, in order.
  /// - Throws: `damaged` with the file and what is wrong in it, or `io`.
  package func read(
    _ unit: ScanUnit, columns: Set<CandleColumn>
  ) throws(StoreError) -> CandleBatch {
    let file = try SegmentFile(unit.segment.promise(in: layout))
    let batch = try CandleBatch(file, rowGroup: unit.rowGroup, columns: columns)
    return wanted(batch, unit).map { batch.gather($0, columns) } ?? batch
  }

  /// The totals of `unit` that its query wants, sorted by symbol and open time, with all columns.
  ///
  /// - Throws: `damaged` with the file and what is wrong in it, or `io`.
  package func readAggregates(_ unit: ScanUnit) throws(StoreError) -> AggregateBatch {
    try readAll(unit)
  }

  /// The series values of `unit` that its query wants, sorted by symbol and time, with all columns.
  ///
  /// - Throws: `damaged` with the file and what is wrong in it, or `io`.
  package func readSeries(_ unit: ScanUnit) throws(StoreError) -> SeriesBatch {
    try readAll(unit)
  }

  /// The rows of `unit` that its query wants, with all columns.
  func readAll<Rows: StoredRows>(_ unit: ScanUnit) throws(StoreError) -> Rows {
    precondition(Rows.kind == unit.segment.partition.kind, "\(Rows.kind) of \(unit.segment.path)")
    let file = try SegmentFile(unit.segment.promise(in: layout))
    let rows = try Rows.all(file, rowGroup: unit.rowGroup)
    return wanted(rows, unit).map(rows.gather) ?? rows
  }

  /// The rows in the unit's window and of its symbols; nil for all of them.
  private func wanted<Rows: StoredRows>(_ rows: Rows, _ unit: ScanUnit) -> [Int32]? {
    if unit.isWhole { return nil }
    let isWanted = rows.instruments.map { unit.symbols?.contains($0.symbol) ?? true }
    let instrument = rows.instrument
    let time = rows.keyTime
    if !isWanted.contains(false), time.allSatisfy({ unit.window.contains($0) }) { return nil }
    var found: [Int32] = []
    for row in time.indices
    where isWanted[Int(instrument[row])] && unit.window.contains(time[row]) {
      found.append(Int32(row))
    }
    return found
  }
}

extension LiquidationBatch {
  /// The rows at `rows`; columns that were not read stay empty.
  fileprivate func gather(_ rows: [Int32], _ columns: Set<LiquidationColumn>) -> LiquidationBatch {
    var result = LiquidationBatch()
    result.instruments = instruments
    result.instrument = MarketData.gather(instrument.span, rows.span)
    result.time = MarketData.gather(time.span, rows.span)
    for column in columns {
      switch column {
      case .time, .symbol: break
      case .received: result.received = MarketData.gather(received.span, rows.span)
      case .side: result.side = MarketData.gather(side.span, rows.span)
      case .price: result.price = MarketData.gather(price.span, rows.span)
      case .priceKind: result.priceKind = MarketData.gather(priceKind.span, rows.span)
      case .quantity: result.quantity = MarketData.gather(quantity.span, rows.span)
      case .contracts: result.contracts = MarketData.gather(contracts.span, rows.span)
      case .notional: result.notional = MarketData.gather(notional.span, rows.span)
      case .orderID: result.orderID = orderID.gather(rows.span)
      case .importID: result.importID = MarketData.gather(importID.span, rows.span)
      }
    }
    return result
  }
}

extension CandleBatch {
  /// The rows at `rows`; columns that were not read stay empty.
  fileprivate func gather(_ rows: [Int32], _ columns: Set<CandleColumn>) -> CandleBatch {
    var result = CandleBatch(interval: interval)
    result.instruments = instruments
    result.instrument = MarketData.gather(instrument.span, rows.span)
    result.openTime = MarketData.gather(openTime.span, rows.span)
    for column in columns {
      switch column {
      case .openTime, .symbol: break
      case .open: result.open = MarketData.gather(open.span, rows.span)
      case .high: result.high = MarketData.gather(high.span, rows.span)
      case .low: result.low = MarketData.gather(low.span, rows.span)
      case .close: result.close = MarketData.gather(close.span, rows.span)
      case .volume: result.volume = MarketData.gather(volume.span, rows.span)
      case .quoteVolume: result.quoteVolume = MarketData.gather(quoteVolume.span, rows.span)
      case .trades: result.trades = MarketData.gather(trades.span, rows.span)
      case .takerBuyVolume:
        result.takerBuyVolume = MarketData.gather(takerBuyVolume.span, rows.span)
      case .importID: result.importID = MarketData.gather(importID.span, rows.span)
      }
    }
    return result
  }
}
