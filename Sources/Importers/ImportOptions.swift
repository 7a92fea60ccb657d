package import MarketData

/// What a file holds.
package enum ImportKind: String, Sendable, Codable {
  case liquidations
  case candles
  /// Totals of liquidations per interval.
  case aggregates
  /// Open interest, funding and the like.
  case series
}

/// What the user says about a file.
package struct ImportOptions: Sendable {
  /// A name of `Formats`; nil: told from the content and the name.
  package var format: String?
  /// For files that do not carry them.
  package var exchange: String?
  package var symbol: String?
  package var interval: Interval?
  /// How to read a CSV or JSONL that no format knows.
  package var columns: ColumnMapping?
  package var instruments: InstrumentRules
  /// The most blocks that are parsed at a time; at least 1.
  package var jobs: Int

  package init(
    format: String? = nil, exchange: String? = nil, symbol: String? = nil,
    interval: Interval? = nil, columns: ColumnMapping? = nil,
    instruments: InstrumentRules = InstrumentRules(), jobs: Int = 1
  ) {
    self.format = format
    self.exchange = exchange
    self.symbol = symbol
    self.interval = interval
    self.columns = columns
    self.instruments = instruments
    self.jobs = jobs
  }
}

/// A file to import.
package struct SourceFile: Hashable, Sendable {
  /// Where it is; `-` is standard input.
  package var path: String
  /// How messages and the ledger call it.
  package var name: String

  package init(path: String, name: String? = nil) {
    self.path = path
    self.name = name ?? path
  }
}
