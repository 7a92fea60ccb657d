import MarketData

/// The rows of one block on their way into columns.
protocol BlockRows {
  var count: Int { get }

  /// The series that a row belongs to; nil for rows of other kinds.
  func series(ofRow row: Int) -> SeriesName?
  /// Makes room for so many rows, if rows come by themselves and that spares copying them.
  mutating func reserve(_ rows: Int)

  /// The columns of the block.
  consuming func parsed(_ table: borrowing InstrumentTable) -> ParsedBlock
}

extension BlockRows {
  func series(ofRow row: Int) -> SeriesName? { nil }
  mutating func reserve(_ rows: Int) {}
}

extension LiquidationRows: BlockRows {
  consuming func parsed(_ table: borrowing InstrumentTable) -> ParsedBlock {
    ParsedBlock(.liquidations(finish(table)))
  }
}

extension CandleRows: BlockRows {
  consuming func parsed(_ table: borrowing InstrumentTable) -> ParsedBlock {
    let steps = steps
    return ParsedBlock(.candles(finish(table), steps))
  }
}
