import GRDB

/// The SQLite file that says which segments and imports the store has.
///
/// A segment exists when its row is committed here, never before. All statements take their values
/// as arguments; no text from outside is ever part of one.
final class Catalog: Sendable {
  let path: String
  private let queue: DatabaseQueue

  private init(_ queue: DatabaseQueue, path: String) {
    self.queue = queue
    self.path = path
  }

  /// Opens the catalog for the holder of the writer's lock, creating or upgrading it.
  static func openForWriting(_ path: String) throws(StoreError) -> Catalog {
    try mapping(path) {
      var configuration = Configuration()
      configuration.busyMode = .timeout(10)
      let catalog = Catalog(try DatabaseQueue(path: path, configuration: configuration), path: path)
      try catalog.queue.writeWithoutTransaction { database in
        try refuseNewer(database, path: path)
        try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
      }
      try CatalogMigrations.migrator.migrate(catalog.queue)
      try catalog.queue.writeWithoutTransaction(markVersion)
      return catalog
    }
  }

  /// Opens the catalog at its present state: what is committed later stays invisible. It is
  /// `immutable` when it lies where nothing can be written, so that SQLite must not try to make its
  /// own files beside it.
  static func openForReading(_ path: String, immutable: Bool) throws(StoreError) -> Catalog {
    try mapping(path) {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(10)
      configuration.allowsUnsafeTransactions = true
      let address = immutable ? "file:\(percentEncoded(path))?immutable=1" : path
      let catalog = Catalog(
        try DatabaseQueue(path: address, configuration: configuration), path: path)
      try catalog.queue.inDatabase { database in
        try refuseNewer(database, path: path)
        try database.execute(sql: "BEGIN DEFERRED; SELECT count(*) FROM segments")
      }
      return catalog
    }
  }

  /// Runs `body` on the catalog as it was when it was opened (a writer: as it is).
  func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    try Self.mapping(path) { try queue.unsafeRead(body) }
  }

  /// Runs `body` as one transaction: all of it happens, on the disk, or nothing.
  func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    try Self.mapping(path) { try queue.write(body) }
  }

  /// Ends all use of the file and folds the write-ahead log into it.
  func close() throws(StoreError) {
    try Self.mapping(path) {
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
      try queue.close()
    }
  }

  /// Writes the store's version into the file, unless it is there: opening a store changes nothing.
  private static func markVersion(_ database: Database) throws {
    let (version, mark) = (CatalogMigrations.storeVersion, CatalogMigrations.applicationID)
    if try Int.fetchOne(database, sql: "PRAGMA user_version") == version { return }
    try database.execute(sql: "PRAGMA user_version = \(version)")
    try database.execute(sql: "PRAGMA application_id = \(mark)")
  }

  private static func refuseNewer(_ database: Database, path: String) throws {
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    let isNewer = version > CatalogMigrations.storeVersion
    if try isNewer || CatalogMigrations.migrator.hasBeenSuperseded(database) {
      throw StoreError(
        .newerVersion, path: path,
        "the store was written by a newer liqtool (store version \(version), this one reads"
          + " \(CatalogMigrations.storeVersion)); use that one")
    }
  }

  /// `path` with every byte that means something in a URI written as `%XX`.
  private static func percentEncoded(_ path: String) -> String {
    path.utf8.reduce(into: "") { text, byte in
      let scalar = Unicode.Scalar(byte)
      let isPlain =
        scalar.isASCII && (scalar.properties.isAlphabetic || byte == 0x2F || byte == 0x2E)
      let digits = String(byte, radix: 16, uppercase: true)
      text += isPlain ? String(scalar) : "%" + (digits.count == 1 ? "0" : "") + digits
    }
  }

  /// Runs `body` and turns SQLite's errors into ours.
  private static func mapping<Value>(
    _ path: String, _ body: () throws -> Value
  ) throws(StoreError) -> Value {
    do {
      return try body()
    } catch let error as StoreError {
      throw error
    } catch let error as DatabaseError {
      throw StoreError(error, path: path)
    } catch {
      throw StoreError(.damaged, path: path, "the catalog cannot be read: \(error)")
    }
  }
}

extension StoreError {
  /// What an error of SQLite means for the store.
  fileprivate init(_ error: DatabaseError, path: String) {
    let message = error.message ?? "SQLite error \(error.resultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_FULL: self.init(.noSpace, path: path, "the disk is full")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(.busy, path: path, "another process is using the catalog; try again later")
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN:
      self.init(.readOnly, path: path, "the catalog cannot be opened: \(message)")
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR, .SQLITE_SCHEMA, .SQLITE_CONSTRAINT:
      self.init(
        .damaged, path: path,
        "the catalog is damaged: \(message); 'liqtool store repair' rebuilds it")
    default: self.init(.io(errno: 0), path: path, "the catalog cannot be used: \(message)")
    }
  }
}
