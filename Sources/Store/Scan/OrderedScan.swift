import Basics
package import MarketData

extension Store {
  /// Hands over the liquidations of `query` by exchange, symbol, time and order of import.
  ///
  /// Memory: about a million rows, or one symbol's month if that has more.
  ///
  /// - Parameters:
  ///   - query: Which rows.
  ///   - jobs: The most row groups decoded at the same time.
  ///   - body: Is given batches of all columns, one after another.
  /// - Throws: `damaged`, `io`, and what `body` throws.
  package func forEachInOrder(
    _ query: LiquidationQuery, jobs: Int = 1, _ body: (LiquidationBatch) throws -> Void
  ) async throws {
    try await forEachInOrder(query.rows, jobs: jobs, body)
  }

  /// Hands over the candles of `query` by exchange, interval, symbol and open time.
  ///
  /// Memory: about a million rows, or one symbol's month if that has more.
  ///
  /// - Parameters:
  ///   - query: Which rows.
  ///   - jobs: The most row groups decoded at the same time.
  ///   - body: Is given batches of all columns, one after another.
  /// - Throws: `damaged`, `io`, and what `body` throws.
  package func forEachInOrder(
    _ query: CandleQuery, jobs: Int = 1, _ body: (CandleBatch) throws -> Void
  ) async throws {
    try await forEachInOrder(query.rows, jobs: jobs, body)
  }

  /// Hands over the totals of `query` by exchange, interval, symbol and open time.
  ///
  /// - Parameters:
  ///   - query: Which rows.
  ///   - jobs: The most row groups decoded at the same time.
  ///   - body: Is given batches, one after another.
  /// - Throws: `damaged`, `io`, and what `body` throws.
  package func forEachInOrder(
    _ query: AggregateQuery, jobs: Int = 1, _ body: (AggregateBatch) throws -> Void
  ) async throws {
    try await forEachInOrder(query.rows, jobs: jobs, body)
  }

  /// Hands over the series values of `query` by exchange, name, symbol and time.
  ///
  /// - Parameters:
  ///   - query: Which rows.
  ///   - jobs: The most row groups decoded at the same time.
  ///   - body: Is given batches of one series each, one after another.
  /// - Throws: `damaged`, `io`, and what `body` throws.
  package func forEachInOrder(
    _ query: SeriesQuery, jobs: Int = 1, _ body: (SeriesBatch) throws -> Void
  ) async throws {
    try await forEachInOrder(query.rows, jobs: jobs, body)
  }

  private func forEachInOrder<Rows: StoredRows>(
    _ query: RowQuery, jobs: Int, _ body: (Rows) throws -> Void
  ) async throws {
    for piece in try orderedPieces(query) {
      let narrow = RowQuery(
        kind: query.kind, window: piece.window, exchanges: [piece.exchange],
        variants: piece.variant.map { [$0] }, symbols: piece.symbols)
      let batches = try await mapConcurrently(try plan(narrow).units, width: jobs) { unit in
        try self.readAll(unit) as Rows
      }
      if let rows = ordered(batches) { try body(rows) }
    }
  }

  /// The rows of all batches, which are of one exchange, by symbol, time and order of import.
  private func ordered<Rows: StoredRows>(_ batches: [Rows]) -> Rows? {
    guard !batches.isEmpty else { return nil }
    var rows = Rows.joined(batches)
    rows.importID = concatenated(batches.map(\.importID))
    if rows.count == 0 { return nil }
    rows = inOrderOfImports(rows)
    return rows.gather(inOrder(rows))
  }

  /// Runs of neighbouring symbols with at most a chunk of rows, or one symbol month by month.
  private func orderedPieces(_ query: RowQuery) throws(StoreError) -> [OrderedPiece] {
    let window = query.window
    var pieces: [OrderedPiece] = []
    var rows = 0
    for info in try symbols() where info.kind == query.kind && info.isIn(window) {
      guard query.exchanges?.contains(info.exchange) ?? true,
        query.symbols?.contains(info.symbol) ?? true,
        query.variants?.contains(info.variant ?? "") ?? true
      else { continue }
      if info.rows > SegmentSize.rowsPerChunk {
        pieces += OrderedPiece.months(of: info, window)
        rows = SegmentSize.rowsPerChunk
      } else if let last = pieces.last, last.exchange == info.exchange,
        last.variant == info.variant, rows + info.rows <= SegmentSize.rowsPerChunk
      {
        pieces[pieces.count - 1].symbols.append(info.symbol)
        rows += info.rows
      } else {
        pieces.append(OrderedPiece(info, window))
        rows = info.rows
      }
    }
    return pieces
  }
}

/// A part of an ordered scan that is sorted in memory.
private struct OrderedPiece {
  let exchange: String
  let variant: String?
  var symbols: [String]
  let window: TimeRange

  init(_ info: SymbolInfo, _ window: TimeRange) {
    exchange = info.exchange
    variant = info.variant
    symbols = [info.symbol]
    self.window = window
  }

  /// One piece a month of the symbol's time.
  static func months(of info: SymbolInfo, _ window: TimeRange) -> [OrderedPiece] {
    var pieces: [OrderedPiece] = []
    var start = max(window.from, info.firstTime)
    while start < window.to, start <= info.lastTime {
      let end = min(window.to, startOfNextMonth(start))
      pieces.append(OrderedPiece(info, TimeRange(from: start, to: end)))
      start = end
    }
    return pieces
  }
}

extension SymbolInfo {
  fileprivate func isIn(_ window: TimeRange) -> Bool {
    firstTime < window.to && lastTime >= window.from
  }
}
