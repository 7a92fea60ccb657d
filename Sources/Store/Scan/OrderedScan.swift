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
    let pieces = try orderedPieces(.liquidations, query.window, query.exchanges, nil, query.symbols)
    for piece in pieces {
      let narrow = LiquidationQuery(
        window: piece.window, exchanges: [piece.exchange], symbols: piece.symbols)
      let batches = try await mapConcurrently(try plan(narrow).units, width: jobs) { unit in
        try self.read(unit, columns: Set(LiquidationColumn.allCases))
      }
      if let rows = ordered(batches) { try body(rows) }
    }
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
    let pieces = try orderedPieces(
      .candles, query.window, query.exchanges, query.intervals?.map(\.name), query.symbols)
    for piece in pieces {
      let narrow = CandleQuery(
        window: piece.window, exchanges: [piece.exchange], symbols: piece.symbols,
        intervals: piece.interval.flatMap { Interval($0) }.map { [$0] })
      let batches = try await mapConcurrently(try plan(narrow).units, width: jobs) { unit in
        try self.read(unit, columns: Set(CandleColumn.allCases))
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
  private func orderedPieces(
    _ kind: SegmentKind, _ window: TimeRange, _ exchanges: [String]?, _ intervals: [String]?,
    _ symbols: [String]?
  ) throws(StoreError) -> [OrderedPiece] {
    var pieces: [OrderedPiece] = []
    var rows = 0
    for info in try self.symbols() where info.kind == kind && info.isIn(window) {
      guard exchanges?.contains(info.exchange) ?? true, symbols?.contains(info.symbol) ?? true,
        intervals?.contains(info.interval ?? "") ?? true
      else { continue }
      if info.rows > SegmentSize.rowsPerChunk {
        pieces += OrderedPiece.months(of: info, window)
        rows = SegmentSize.rowsPerChunk
      } else if let last = pieces.last, last.exchange == info.exchange,
        last.interval == info.interval, rows + info.rows <= SegmentSize.rowsPerChunk
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
  let interval: String?
  var symbols: [String]
  let window: TimeRange

  init(_ info: SymbolInfo, _ window: TimeRange) {
    exchange = info.exchange
    interval = info.interval
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
