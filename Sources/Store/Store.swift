import Foundation

/// A store of liquidations and candles on disk: immutable Parquet segments and a catalog of them.
///
/// Readers see the store as it was when they opened it and never wait. One process at a time
/// writes.
///
///     let store = try Store.open(at: "liqstore", mode: .read)
///     let plan = try store.plan(LiquidationQuery(symbols: ["BTCUSDT"]))
///     for unit in plan.units { let batch = try store.read(unit, columns: [.price]) }
package final class Store: Sendable {
  /// How a store is opened.
  package enum Mode: Sendable, Equatable {
    /// To look: nothing is created, locked or changed.
    case read
    /// To see what an import would do: nothing of the store is created, locked or changed; what an
    /// import writes before its commit goes to a temporary folder. A store that does not exist is
    /// empty.
    case dryRun
    /// To write: waits for another writer at most that long, and removes what an interrupted one
    /// left.
    case write(wait: Duration = .seconds(30), createIfMissing: Bool = false)
  }

  /// The store's folder, absolute.
  package var path: String { layout.root }

  let layout: StoreLayout
  let catalog: Catalog
  let steps: CommitSteps
  private let lock: WriterLock?
  private let temporary: TemporaryFolder?

  private init(
    layout: StoreLayout, catalog: Catalog, lock: WriterLock? = nil,
    temporary: TemporaryFolder? = nil, steps: CommitSteps = .none
  ) {
    self.layout = layout
    self.catalog = catalog
    self.lock = lock
    self.temporary = temporary
    self.steps = steps
  }

  /// Where an import writes before its commit; emptied by a commit that fails, a cancelled session
  /// and the next writer.
  package var stagingFolder: String { temporary.map { $0.path + "/staging" } ?? layout.staging }

  /// Whether an import may be tried: the store was opened to be written, or for a dry run.
  var mayStage: Bool { isWritable || temporary != nil }

  /// Whether the store was opened to be written.
  package var isWritable: Bool { lock != nil }

  /// Opens the store in the folder `path`.
  ///
  /// - Parameters:
  ///   - path: The folder; relative paths start at the working folder.
  ///   - mode: To read or to write.
  ///   - steps: Is told of each step of a commit; tests end the process there.
  /// - Returns: The store; a writer's lock is held until it goes away.
  /// - Throws: `notFound`, `newerVersion`, `busy`, `damaged` when the catalog is lost or broken,
  ///   `cannotCreate`, `readOnly`, `noSpace`, `io`.
  package static func open(
    at path: String, mode: Mode, steps: CommitSteps = .none
  ) throws(StoreError) -> Store {
    let layout = StoreLayout(root: URL(filePath: path).standardizedFileURL.path)
    switch mode {
    case .read:
      return try openForReading(layout)
    case .dryRun:
      return try openForDryRun(layout)
    case .write(let wait, let createIfMissing):
      if !Folders.exists(layout.catalog) {
        try create(layout, isAllowed: createIfMissing)
      }
      return try openForWriting(layout, wait: wait, steps: steps)
    }
  }

  private static func openForReading(_ layout: StoreLayout) throws(StoreError) -> Store {
    guard Folders.exists(layout.catalog) else { throw try missing(layout) }
    return Store(layout: layout, catalog: try readableCatalog(layout))
  }

  /// The catalog for reading. Where nothing can be written SQLite must take the file as immutable,
  /// which is right only while no committed change waits in the log beside it.
  private static func readableCatalog(_ layout: StoreLayout) throws(StoreError) -> Catalog {
    let mayWrite = Folders.isWritable(layout.root) && Folders.isWritable(layout.catalog)
    let hasLog = (Folders.length(layout.catalog + "-wal") ?? 0) > 0
    if mayWrite || hasLog {
      do throws(StoreError) {
        return try Catalog.openForReading(layout.catalog, immutable: false)
      } catch {
        if hasLog || error.kind == .newerVersion || error.kind == .damaged { throw error }
      }
    }
    return try Catalog.openForReading(layout.catalog, immutable: true)
  }

  private static func openForDryRun(_ layout: StoreLayout) throws(StoreError) -> Store {
    let temporary = try TemporaryFolder()
    try Folders.create(temporary.path + "/staging")
    if Folders.exists(layout.catalog) {
      let store = try openForReading(layout)
      return Store(layout: layout, catalog: store.catalog, temporary: temporary)
    }
    let problem = try missing(layout)
    guard problem.kind == .notFound else { throw problem }
    let empty = try Catalog.openForWriting(temporary.path + "/catalog.sqlite")
    return Store(layout: layout, catalog: empty, temporary: temporary)
  }

  private static func openForWriting(
    _ layout: StoreLayout, wait: Duration, steps: CommitSteps
  ) throws(StoreError) -> Store {
    let lock = try WriterLock(at: layout.lock, wait: wait)
    if !Folders.exists(layout.catalog) { try createCatalog(layout) }
    let catalog = try Catalog.openForWriting(layout.catalog)
    let store = Store(layout: layout, catalog: catalog, lock: lock, steps: steps)
    try store.removeLeftovers()
    return store
  }

  private static func create(_ layout: StoreLayout, isAllowed: Bool) throws(StoreError) {
    let problem = try missing(layout)
    guard isAllowed, problem.kind == .notFound else { throw problem }
    // The folder is emptied whenever a writer opens the store: what is in it must be the store's.
    // Only a first writer that was interrupted leaves anything where there is no catalog.
    let strangers = try Folders.names(in: layout.staging).filter { !$0.hasPrefix("catalog.sqlite") }
    guard strangers.isEmpty else {
      throw StoreError(
        .cannotCreate, path: layout.staging,
        "there are files here that no store has written; name another folder with --store")
    }
    for folder in try Folders.create(layout.staging) { try Folders.sync(folder) }
  }

  /// Makes the catalog elsewhere and moves it into place whole: whoever looks sees none or all.
  private static func createCatalog(_ layout: StoreLayout) throws(StoreError) {
    let path = layout.staging + "/catalog.sqlite"
    try Folders.create(layout.staging)
    try Folders.empty(layout.staging)
    try Catalog.openForWriting(path).close()
    try Folders.sync(path)
    try Folders.move(path, to: layout.catalog)
    try Folders.sync(layout.root)
  }

  /// Why there is no catalog: no store, or a store that lost it.
  static func missing(_ layout: StoreLayout) throws(StoreError) -> StoreError {
    for kind in SegmentKind.allCases {
      let segments = try Folders.files(below: kind.rawValue, of: layout.root, suffix: ".parquet")
      if !segments.isEmpty {
        return StoreError(
          .damaged, path: layout.catalog,
          "the catalog is missing though there are segments; 'liqtool store repair' rebuilds it")
      }
    }
    return StoreError(
      .notFound, path: layout.root, "there is no store here; 'liqtool import' makes one")
  }

  /// Removes what an interrupted writer left: noted files that no segment owns, and staging.
  func removeLeftovers() throws(StoreError) {
    let leftovers = try catalog.leftovers()
    for path in leftovers { try Folders.remove(layout.absolute(path)) }
    if !leftovers.isEmpty { try catalog.write(Catalog.clearPending) }
    try Folders.create(layout.staging)
    try Folders.empty(layout.staging)
  }

  /// Refuses to write a store that was opened for reading.
  func requireWritable() throws(StoreError) {
    if !isWritable {
      throw StoreError(.readOnly, path: layout.root, "the store was opened for reading only")
    }
  }
}

extension Store {
  /// Every import of the store, oldest first.
  package func imports() throws(StoreError) -> [ImportRecord] { try catalog.allImports() }

  /// The rows that an import refused, in the file's order.
  package func refusedRows(ofImport id: Int64) throws(StoreError) -> [RefusedRow] {
    try catalog.refusedRows(ofImport: id)
  }

  /// Records evaluated parameter sets in the store at `path`, beside any writer.
  ///
  /// - Throws: `readOnly` when the store cannot be written; the evaluation itself is unaffected.
  package static func record(_ trials: [BacktestTrial], at path: String) throws(StoreError) {
    let layout = StoreLayout(root: URL(filePath: path).standardizedFileURL.path)
    guard Folders.exists(layout.catalog) else { throw try missing(layout) }
    try Catalog.openForWriting(layout.catalog).record(trials)
  }

  /// The recorded trials of a strategy family on the same data, oldest first.
  package func trials(family: String, data: String) throws(StoreError) -> [BacktestTrial] {
    try catalog.trials(family: family, data: data)
  }
}
