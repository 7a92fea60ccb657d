/// What makes an import the same as an earlier one: the file's bytes and how they were read.
package struct ImportIdentity: Sendable, Hashable, Codable {
  /// XXH3-128 of the file as it lies on disk (compressed, when compressed).
  package let hash: String
  /// The format's name, such as `tardis-liquidations`.
  package let format: String
  /// Everything else that decides how the bytes become rows, as one canonical text: exchange,
  /// symbol, interval, columns, and the hash of the instruments file (IMPORT-RULES 50).
  package let options: String

  package init(hash: String, format: String, options: String) {
    self.hash = hash
    self.format = format
    self.options = options
  }
}

/// A row that an import did not take: where it is and why.
package struct RefusedRow: Sendable, Equatable {
  /// 1-based line, or 1-based row when the file has no lines.
  package let line: Int
  package let reason: String
  /// At most 200 characters of it, control characters escaped.
  package let raw: String

  package init(line: Int, reason: String, raw: String) {
    self.line = line
    self.reason = reason
    self.raw = raw
  }
}

/// How many rows of a file met which fate; read = accepted + duplicate + refused + skipped.
package struct ImportCounts: Sendable, Equatable {
  package var read = 0
  package var accepted = 0
  package var duplicate = 0
  package var refused = 0
  package var skipped = 0

  package init() {}

  package init(read: Int, accepted: Int, duplicate: Int, refused: Int, skipped: Int) {
    self.read = read
    self.accepted = accepted
    self.duplicate = duplicate
    self.refused = refused
    self.skipped = skipped
  }
}

/// The accepted rows of one instrument.
package struct ImportedSymbol: Sendable, Equatable {
  package let exchange: String
  package let symbol: String
  package let rows: Int

  package init(exchange: String, symbol: String, rows: Int) {
    self.exchange = exchange
    self.symbol = symbol
    self.rows = rows
  }
}

/// The first and the last time that an import saw of an exchange, duplicates included.
package struct ImportedPeriod: Sendable, Equatable {
  package let exchange: String
  package let firstTime: Int64
  package let lastTime: Int64

  package init(exchange: String, firstTime: Int64, lastTime: Int64) {
    self.exchange = exchange
    self.firstTime = firstTime
    self.lastTime = lastTime
  }
}

/// One row of the ledger: a file that was imported, with everything that was reported then.
package struct ImportRecord: Sendable, Equatable {
  /// The rows' `import_id`; 1 for a store's first import, never used twice.
  package let id: Int64
  package let identity: ImportIdentity
  package let path: String
  package let kind: SegmentKind
  /// The length of the file on disk.
  package let bytes: Int
  package let counts: ImportCounts
  /// Of the accepted rows, in microseconds; nil when there is none.
  package let firstTime: Int64?
  package let lastTime: Int64?
  /// The sum over the accepted rows that have a notional; nil when none has.
  package let notional: Double?
  /// The accepted rows without one.
  package let notionalMissing: Int
  /// By exchange, then symbol.
  package let symbols: [ImportedSymbol]
  /// By exchange.
  package let periods: [ImportedPeriod]
  /// False when rows that this import counted as duplicates have been removed since: importing the
  /// file again adds them.
  package let isComplete: Bool

  /// The accepted rows of each exchange, by exchange.
  package var exchanges: [(exchange: String, rows: Int)] { rowsByExchange(symbols) }
}

/// The rows of each exchange, by exchange; `symbols` are sorted by it.
func rowsByExchange(_ symbols: [ImportedSymbol]) -> [(exchange: String, rows: Int)] {
  symbols.reduce(into: []) { found, symbol in
    if found.last?.exchange == symbol.exchange {
      found[found.count - 1].rows += symbol.rows
    } else {
      found.append((symbol.exchange, symbol.rows))
    }
  }
}
