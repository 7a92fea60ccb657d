import GRDB
import MarketData

extension Catalog {
  /// The segments of `kind` with a row in `window` of one of the exchanges, variants and symbols
  /// (nil: all), in reading order.
  func segments(
    _ kind: SegmentKind, window: TimeRange = .all, exchanges: [String]? = nil,
    variants: [String]? = nil, symbols: [String]? = nil
  ) throws(StoreError) -> [SegmentRecord] {
    var condition = "segments.kind = ? AND segments.first_time < ? AND segments.last_time >= ?"
    var arguments: [any DatabaseValueConvertible] = [kind.rawValue, window.to, window.from]
    if let exchanges {
      condition += " AND segments.exchange IN (\(placeholders(exchanges.count)))"
      arguments += exchanges
    }
    if let variants {
      condition += " AND segments.interval IN (\(placeholders(variants.count)))"
      arguments += variants
    }
    if let symbols {
      condition += """
         AND EXISTS (SELECT 1 FROM segment_symbols s WHERE s.segment_id = segments.id
          AND s.first_time < ? AND s.last_time >= ?
          AND s.symbol IN (\(placeholders(symbols.count))))
        """
      arguments += [window.to, window.from]
      arguments += symbols
    }
    let sql = "SELECT \(SegmentRecord.columns) FROM segments WHERE \(condition)"
    // A cached statement for every number of symbols would be too many.
    return try segments(sql: sql, StatementArguments(arguments), isCached: symbols == nil)
  }

  /// Every committed segment, in reading order, kind by kind.
  func allSegments() throws(StoreError) -> [SegmentRecord] {
    var all: [SegmentRecord] = []
    for kind in SegmentKind.allCases { all += try segments(kind) }
    return all
  }

  /// The segments that hold rows of an import.
  func segments(ofImport id: Int64) throws(StoreError) -> [SegmentRecord] {
    let sql = """
      SELECT \(SegmentRecord.columns) FROM segments
      JOIN segment_imports ON segment_imports.segment_id = segments.id WHERE import_id = ?
      """
    return try segments(sql: sql, [id])
  }

  private func segments(
    sql: String, _ arguments: StatementArguments, isCached: Bool = true
  ) throws(StoreError) -> [SegmentRecord] {
    let found = try read { database in
      let statement =
        isCached
        ? try database.cachedStatement(sql: sql) : try database.makeStatement(sql: sql)
      return try Row.fetchAll(statement, arguments: arguments).map(SegmentRecord.init)
    }
    return found.sorted(by: SegmentRecord.inReadingOrder)
  }

  /// The symbols of a segment, by their bytes.
  func symbols(of segment: SegmentRecord) throws(StoreError) -> [SegmentSymbol] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT symbol, rows, first_time, last_time FROM segment_symbols
          WHERE segment_id = ? ORDER BY symbol
          """,
        arguments: [segment.rowID]
      ).map {
        SegmentSymbol(symbol: $0[0], rows: $0[1], firstTime: $0[2], lastTime: $0[3])
      }
    }
  }

  /// The imports with rows in a segment, ascending.
  func imports(of segment: SegmentRecord) throws(StoreError) -> [Int64] {
    try read { database in
      try Int64.fetchAll(
        database,
        sql: "SELECT import_id FROM segment_imports WHERE segment_id = ? ORDER BY import_id",
        arguments: [segment.rowID])
    }
  }

  private func placeholders(_ count: Int) -> String {
    Array(repeating: "?", count: count).joined(separator: ",")
  }
}

extension Catalog {
  /// Notes files that are about to appear or to become superfluous, before they do.
  func notePending(_ paths: [String]) throws(StoreError) {
    try write { database in
      for path in paths {
        try database.execute(
          sql: "INSERT OR IGNORE INTO pending_files (path) VALUES (?)", arguments: [path])
      }
    }
  }

  /// The noted files that no segment owns: what an interrupted writer left behind.
  func leftovers() throws(StoreError) -> [String] {
    try read { database in
      try String.fetchAll(
        database,
        sql: """
          SELECT path FROM pending_files WHERE path NOT IN (SELECT path FROM segments) ORDER BY path
          """)
    }
  }

  /// Forgets all noted files, inside a transaction.
  static func clearPending(_ database: Database) throws {
    try database.execute(sql: "DELETE FROM pending_files")
  }

  /// Adds a segment inside a transaction.
  static func insert(_ segment: NewSegment, _ database: Database) throws {
    let partition = segment.partition
    try database.execute(
      sql: """
        INSERT INTO segments (path, kind, exchange, interval, month, rows, bytes, xxh3,
          footer_crc32, first_time, last_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        segment.path, partition.kind.rawValue, partition.exchange, partition.variant,
        partition.month, segment.rows, segment.bytes, segment.hash,
        Int64(segment.footerChecksum), segment.firstTime, segment.lastTime,
      ])
    let rowID = database.lastInsertedRowID
    let statement = try database.makeStatement(
      sql: """
        INSERT INTO segment_symbols (segment_id, symbol, rows, first_time, last_time)
        VALUES (?, ?, ?, ?, ?)
        """)
    for symbol in segment.symbols {
      try statement.execute(
        arguments: [rowID, symbol.symbol, symbol.rows, symbol.firstTime, symbol.lastTime])
    }
    let imports = try database.cachedStatement(
      sql: "INSERT INTO segment_imports (segment_id, import_id) VALUES (?, ?)")
    for id in segment.imports { try imports.execute(arguments: [rowID, id]) }
  }

  /// Takes segments out of the catalog inside a transaction and notes their files for removal.
  static func drop(_ segments: [SegmentRecord], _ database: Database) throws {
    for segment in segments {
      try database.execute(
        sql: "INSERT OR IGNORE INTO pending_files (path) VALUES (?)", arguments: [segment.path])
      try database.execute(sql: "DELETE FROM segments WHERE id = ?", arguments: [segment.rowID])
    }
  }
}
