import GRDB

extension Catalog {
  /// The id that the next import will get. Only the holder of the writer's lock may rely on it.
  func nextImportID() throws(StoreError) -> Int64 {
    try read { database in
      // Cached like all that is asked for every file: to compile it takes longer than to answer it.
      let last = try Int64.fetchOne(
        database.cachedStatement(sql: "SELECT seq FROM sqlite_sequence WHERE name = 'imports'"))
      return (last ?? 0) + 1
    }
  }

  /// The complete import of the same bytes read in the same way, or nil.
  func findImport(_ identity: ImportIdentity) throws(StoreError) -> ImportRecord? {
    try imports(
      where: "hash = ? AND format = ? AND options = ? AND is_complete = 1",
      [identity.hash, identity.format, identity.options]
    ).first
  }

  /// Whether some import was of a file of this length.
  func hasImport(ofBytes bytes: Int) throws(StoreError) -> Bool {
    try read { database in
      try Bool.fetchOne(
        database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM imports WHERE bytes = ?)"),
        arguments: [bytes])
    } ?? false
  }

  /// The whole ledger, oldest first.
  func allImports() throws(StoreError) -> [ImportRecord] { try imports(where: "TRUE", []) }

  /// The imports of `kind` that saw an exchange in `[first, last]`, oldest first.
  func imports(
    _ kind: SegmentKind, of exchange: String, first: Int64, last: Int64
  ) throws(StoreError) -> [ImportRecord] {
    try imports(
      where: """
        kind = ? AND id IN (SELECT import_id FROM import_exchanges
          WHERE exchange = ? AND first_time <= ? AND last_time >= ?)
        """, [kind.rawValue, exchange, last, first])
  }

  private func imports(
    where condition: String, _ arguments: StatementArguments
  ) throws(StoreError) -> [ImportRecord] {
    try read { database in
      try Row.fetchAll(
        database.cachedStatement(sql: "SELECT * FROM imports WHERE \(condition) ORDER BY id"),
        arguments: arguments
      ).map { try Self.record($0, database) }
    }
  }

  private static func record(_ row: Row, _ database: Database) throws -> ImportRecord {
    let id: Int64 = row["id"]
    let kindName: String = row["kind"]
    return ImportRecord(
      id: id,
      identity: ImportIdentity(hash: row["hash"], format: row["format"], options: row["options"]),
      path: row["path"],
      kind: SegmentKind(rawValue: kindName) ?? .liquidations,
      bytes: row["bytes"],
      counts: ImportCounts(
        read: row["rows_read"], accepted: row["rows_accepted"], duplicate: row["rows_duplicate"],
        refused: row["rows_refused"], skipped: row["rows_skipped"]),
      firstTime: row["first_time"], lastTime: row["last_time"],
      notional: row["notional_usd"], notionalMissing: row["notional_missing"],
      symbols: try symbols(ofImport: id, database),
      periods: try periods(ofImport: id, database),
      isComplete: row["is_complete"])
  }

  private static func symbols(
    ofImport id: Int64, _ database: Database
  ) throws -> [ImportedSymbol] {
    try Row.fetchAll(
      database.cachedStatement(
        sql: """
          SELECT exchange, symbol, rows_accepted FROM import_symbols WHERE import_id = ?
          ORDER BY exchange, symbol
          """),
      arguments: [id]
    ).map { ImportedSymbol(exchange: $0[0], symbol: $0[1], rows: $0[2]) }
  }

  private static func periods(
    ofImport id: Int64, _ database: Database
  ) throws -> [ImportedPeriod] {
    try Row.fetchAll(
      database.cachedStatement(
        sql: """
          SELECT exchange, first_time, last_time FROM import_exchanges WHERE import_id = ?
          ORDER BY exchange
          """),
      arguments: [id]
    ).map { ImportedPeriod(exchange: $0[0], firstTime: $0[1], lastTime: $0[2]) }
  }

  /// The refused rows of an import, in the file's order.
  func refusedRows(ofImport id: Int64) throws(StoreError) -> [RefusedRow] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT line, reason, raw FROM refused_rows WHERE import_id = ? ORDER BY rowid",
        arguments: [id]
      ).map { RefusedRow(line: $0[0], reason: $0[1], raw: $0[2]) }
    }
  }
}

extension Catalog {
  /// Adds an import to the ledger inside a transaction.
  static func insert(
    _ record: ImportRecord, refused: [RefusedRow], _ database: Database
  ) throws {
    let imports = try database.cachedStatement(
      sql: """
        INSERT INTO imports (id, hash, format, options, path, kind, bytes, rows_read,
          rows_accepted, rows_duplicate, rows_refused, rows_skipped, first_time, last_time,
          notional_usd, notional_missing, is_complete)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    try imports.execute(
      arguments: [
        record.id, record.identity.hash, record.identity.format, record.identity.options,
        record.path, record.kind.rawValue, record.bytes, record.counts.read,
        record.counts.accepted, record.counts.duplicate, record.counts.refused,
        record.counts.skipped, record.firstTime, record.lastTime, record.notional,
        record.notionalMissing, record.isComplete,
      ])
    let periods = try database.cachedStatement(
      sql: "INSERT INTO import_exchanges VALUES (?, ?, ?, ?)")
    for period in record.periods {
      try periods.execute(
        arguments: [record.id, period.exchange, period.firstTime, period.lastTime])
    }
    let symbols = try database.cachedStatement(
      sql: "INSERT INTO import_symbols VALUES (?, ?, ?, ?)")
    for symbol in record.symbols {
      try symbols.execute(
        arguments: [record.id, symbol.exchange, symbol.symbol, symbol.rows])
    }
    let rows = try database.cachedStatement(sql: "INSERT INTO refused_rows VALUES (?, ?, ?, ?)")
    for row in refused {
      try rows.execute(arguments: [record.id, row.line, row.reason, row.raw])
    }
  }
}
