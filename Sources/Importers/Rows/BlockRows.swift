import MarketData

/// The rows of one block on their way into columns.
protocol BlockRows {
  var count: Int { get }

  /// Makes room for so many rows, if rows come by themselves and that spares copying them.
  mutating func reserve(_ rows: Int)

  /// The columns of the block.
  consuming func parsed(_ table: borrowing InstrumentTable) -> ParsedBlock
}

extension BlockRows {
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
