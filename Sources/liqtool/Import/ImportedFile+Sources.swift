import Importers
import MarketData
import Store

extension ImportedFile {
  /// What the importer read and the store made of it.
  init(path: String, _ read: SourceOutcome, _ outcome: ImportOutcome) {
    self.init(path: path, read)
    accepted = Int64(outcome.rowsAccepted)
    duplicate = Int64(read.rowsDuplicate + outcome.rowsDuplicate)
    refused = Int64(read.rowsRefused + outcome.conflicts.count)
    firstTime = outcome.firstTime
    lastTime = outcome.lastTime
    add(outcome.symbols)
    notional = outcome.notional ?? 0
    notionalMissing = Int64(outcome.notionalMissing)
    segments = Int64(outcome.segmentsWritten)
    warnings += outcome.formatOverlaps.map {
      "\($0.exchange) already has rows of this period from import \($0.importID) (\($0.path), "
        + "\($0.format)); rows of different price kinds are not merged, so both count"
    }
  }

  /// An import of the ledger, told again: all its rows are there, so they count as duplicates.
  init(alreadyImported record: ImportRecord, path: String) {
    self.init(path: path, status: .alreadyImported)
    format = record.identity.format
    kind = record.kind.rawValue
    bytes = Int64(record.bytes)
    hash = record.identity.hash
    read = Int64(record.counts.read)
    skipped = Int64(record.counts.skipped)
    refused = Int64(record.counts.refused)
    duplicate = read - skipped - refused
    firstTime = record.firstTime
    lastTime = record.lastTime
    add(record.symbols)
    notional = record.notional ?? 0
    notionalMissing = Int64(record.notionalMissing)
  }

  /// An import of the ledger, as it was told then.
  init(ledger record: ImportRecord) {
    self.init(alreadyImported: record, path: record.path)
    status = .imported
    accepted = Int64(record.counts.accepted)
    duplicate = Int64(record.counts.duplicate)
  }

  private init(path: String, _ read: SourceOutcome) {
    self.init(path: path, status: .imported)
    format = read.format
    kind = read.kind.rawValue
    bytes = Int64(read.bytes)
    hash = read.hash
    self.read = Int64(read.rowsRead)
    refused = Int64(read.rowsRefused)
    skipped = Int64(read.rowsSkipped)
    warnings = read.warnings
  }

  private mutating func add(_ counts: [ImportedSymbol]) {
    for count in counts {
      exchanges[count.exchange, default: 0] += Int64(count.rows)
      symbols[Array(count.symbol.utf8), default: 0] += Int64(count.rows)
    }
  }
}
