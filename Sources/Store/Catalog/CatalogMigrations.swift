import GRDB

/// How the catalog's tables came to be: named steps, only ever appended, never edited.
enum CatalogMigrations {
  /// The version of the whole store (folders, segments' columns, catalog), kept as `user_version`.
  ///
  /// Raised when an older liqtool could misread what a newer one writes.
  static let storeVersion = 1

  /// Marks the file as a catalog of ours: "LIQT", kept as `application_id`.
  static let applicationID = 0x4C49_5154

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 imports and segments", migrate: createImportsAndSegments)
    migrator.registerMigration("2 backtest trials", migrate: createTrials)
    migrator.registerMigration("3 indexes for many imports", migrate: createIndexes)
    return migrator
  }

  /// What an import asks of the catalog must not take longer the more imports there are. What comes
  /// later is usually newer, so overlaps are looked for from the end of what is there.
  private static func createIndexes(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE INDEX imports_by_bytes ON imports (bytes);
        CREATE INDEX import_exchanges_by_end
          ON import_exchanges (exchange, last_time, first_time);
        CREATE INDEX segment_imports_by_import ON segment_imports (import_id);
        DROP INDEX segments_by_time;
        CREATE INDEX segments_by_end ON segments (kind, exchange, last_time, first_time);
        """)
  }

  /// Times are microseconds UTC; hashes are XXH3-128 in hexadecimal. A segment's `interval` is its
  /// partition's variant: the name of a series as well.
  private static func createImportsAndSegments(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE imports (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          hash TEXT NOT NULL,
          format TEXT NOT NULL,
          options TEXT NOT NULL,
          path TEXT NOT NULL,
          kind TEXT NOT NULL,
          bytes INTEGER NOT NULL,
          rows_read INTEGER NOT NULL,
          rows_accepted INTEGER NOT NULL,
          rows_duplicate INTEGER NOT NULL,
          rows_refused INTEGER NOT NULL,
          rows_skipped INTEGER NOT NULL,
          first_time INTEGER,
          last_time INTEGER,
          notional_usd REAL,
          notional_missing INTEGER NOT NULL,
          is_complete INTEGER NOT NULL DEFAULT 1
        ) STRICT;
        CREATE UNIQUE INDEX imports_by_identity ON imports (hash, format, options)
          WHERE is_complete = 1;

        CREATE TABLE import_exchanges (
          import_id INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
          exchange TEXT NOT NULL,
          first_time INTEGER NOT NULL,
          last_time INTEGER NOT NULL,
          PRIMARY KEY (import_id, exchange)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE import_symbols (
          import_id INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
          exchange TEXT NOT NULL,
          symbol TEXT NOT NULL,
          rows_accepted INTEGER NOT NULL,
          PRIMARY KEY (import_id, exchange, symbol)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE refused_rows (
          import_id INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
          line INTEGER NOT NULL,
          reason TEXT NOT NULL,
          raw TEXT NOT NULL
        ) STRICT;
        CREATE INDEX refused_rows_by_import ON refused_rows (import_id);
        """)
    try createSegments(database)
  }

  private static func createSegments(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE segments (
          id INTEGER PRIMARY KEY,
          path TEXT NOT NULL UNIQUE,
          kind TEXT NOT NULL,
          exchange TEXT NOT NULL,
          interval TEXT,
          month TEXT NOT NULL,
          rows INTEGER NOT NULL,
          bytes INTEGER NOT NULL,
          xxh3 TEXT NOT NULL,
          footer_crc32 INTEGER NOT NULL,
          first_time INTEGER NOT NULL,
          last_time INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX segments_by_time ON segments (kind, exchange, first_time, last_time);

        CREATE TABLE segment_symbols (
          segment_id INTEGER NOT NULL REFERENCES segments (id) ON DELETE CASCADE,
          symbol TEXT NOT NULL,
          rows INTEGER NOT NULL,
          first_time INTEGER NOT NULL,
          last_time INTEGER NOT NULL,
          PRIMARY KEY (segment_id, symbol)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE segment_imports (
          segment_id INTEGER NOT NULL REFERENCES segments (id) ON DELETE CASCADE,
          import_id INTEGER NOT NULL,
          PRIMARY KEY (segment_id, import_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE pending_files (path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        """)
  }

  /// `family`: hash of a strategy without its parameters; `data`: hash of the segments it read.
  private static func createTrials(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE trials (
          id INTEGER PRIMARY KEY,
          family TEXT NOT NULL,
          data TEXT NOT NULL,
          parameters TEXT NOT NULL,
          metrics TEXT NOT NULL,
          UNIQUE (family, data, parameters)
        ) STRICT;
        """)
  }
}
