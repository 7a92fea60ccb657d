import MarketData

/// The rows of one block on their way into columns.
protocol BlockRows {
  var count: Int { get }

  /// The columns of the block.
  consuming func parsed(_ table: borrowing InstrumentTable) -> ParsedBlock
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
