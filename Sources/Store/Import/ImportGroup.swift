import MarketData

/// The imports of one run, of which small files are committed many at a time.
///
/// A commit waits for the disk several times, which takes longer than to read some thousand rows.
/// Each file is still taken or refused for itself and sees the rows of those before it; a crash
/// loses no more than the files since the last commit, each whole. Which files share a commit
/// depends on their rows alone. Not for use from several tasks at once.
///
///     let group = ImportGroup(store)
///     let session = try group.beginNewImport(…)     // append, finish, commit; once a file
///     try await group.commit()                      // now all of them are in the store
package final class ImportGroup {
  /// A file with more rows is written as it is read.
  private static let rowsOfSmallFile = 64 * 1024
  /// The most rows that wait.
  private static let rowsAtMost = 512 * 1024
  /// The most files that wait: a footer names all whose rows it has.
  private static let filesAtMost = 1_000

  let store: Store
  /// The rows that wait.
  private(set) var rows = PendingParts()
  private var rowCount = 0
  private var imports: [PendingImport] = []
  /// What else the commit changes.
  private var change = StoreChange()
  private let isOn: Bool
  private let jobs: Int

  /// - Parameters:
  ///   - store: Opened to be written, or for a dry run.
  ///   - isOn: Whether files may wait for others; else each is committed by itself.
  ///   - jobs: The most row groups worked on at the same time.
  package init(_ store: Store, isOn: Bool = true, jobs: Int = 1) {
    self.store = store
    self.isOn = isOn
    self.jobs = jobs
  }

  /// The most rows of a file whose rows may wait.
  var rowsOfFile: Int { isOn ? Self.rowsOfSmallFile : 0 }

  /// Whether a file of this length was imported before; if not, no file of it is a repetition.
  package func hasImport(ofBytes bytes: Int) throws(StoreError) -> Bool {
    if imports.contains(where: { $0.record.bytes == bytes }) { return true }
    return try store.catalog.hasImport(ofBytes: bytes)
  }

  /// The import of the same bytes read in the same way, or nil.
  func findImport(_ identity: ImportIdentity) throws(StoreError) -> ImportRecord? {
    if let own = imports.first(where: { $0.record.identity == identity }) { return own.record }
    return try store.catalog.findImport(identity)
  }

  func nextImportID() throws(StoreError) -> Int64 {
    try store.catalog.nextImportID() + Int64(imports.count)
  }

  /// Liquidation imports that wait and saw an exchange in a period, oldest first.
  func liquidationImports(in period: ImportedPeriod) -> [ImportRecord] {
    imports.filter { $0.sawLiquidations(in: period) }.map(\.record)
  }

  /// Takes a file that is to be committed; commits when enough waits, or when more than rows do.
  func add(
    _ pending: PendingImport, _ parts: PendingParts, _ change: StoreChange
  ) async throws(StoreError) {
    rows.receive(pending.receipts)
    imports.append(pending)
    rows.append(parts)
    rowCount += parts.rowCount
    self.change = change
    let isFull = imports.count >= Self.filesAtMost || rowCount >= Self.rowsAtMost
    if !isOn || isFull || !change.isEmpty { try await commit() }
  }

  /// Puts everything that waits into the store, at once and durably.
  ///
  /// - Throws: `noSpace`, `io`, `readOnly`, `damaged`; the store is then as it was before.
  package func commit() async throws(StoreError) {
    guard !imports.isEmpty else { return }
    defer { (rows, rowCount, imports, change) = (PendingParts(), 0, [], StoreChange()) }
    var change = change
    change.added += try await staged(LiquidationBatch.self)
    change.added += try await staged(CandleBatch.self)
    change.added += try await staged(AggregateBatch.self)
    change.added += try await staged(SeriesBatch.self)
    try store.commit(change) { [imports] database in
      for pending in imports {
        try Catalog.insert(pending.record, refused: pending.refused, database)
      }
    }
  }

  private func staged<Rows: StoredRows>(
    _ type: Rows.Type
  ) async throws(StoreError) -> [StagedSegment] {
    let parts = rows[keyPath: Rows.pending].map(\.rows)
    let byVariant = Dictionary(grouping: parts) { $0.variant ?? "" }
    var staged: [StagedSegment] = []
    for (_, parts) in byVariant.sorted(by: { precedes($0.key, $1.key) }) {
      staged += try await self.staged(parts)
    }
    return staged
  }

  /// Writes rows of one kind and variant, one segment an exchange and month.
  private func staged<Rows: StoredRows>(_ parts: [Rows]) async throws(StoreError) -> [StagedSegment]
  {
    var joined = Rows.joined(parts)
    joined.importID = concatenated(parts.map(\.importID))
    let prefix = store.stagingPrefix(Rows.kind, joined.variant, of: imports[0].record.id)
    var staged: [StagedSegment] = []
    for (number, part) in partitioned(joined, taking: nil).enumerated() {
      let ids = Set(part.rows.map { joined.importID[Int($0)] })
      let notes = SegmentNotes(
        imports: imports.filter { ids.contains($0.record.id) }.map(\.source))
      let writer = SegmentWriter(
        staging: store.stagingFolder, prefix: prefix, notes: notes, jobs: jobs)
      let written = try await writer.write(joined, [part], firstPart: number)
      staged += try await StagedSegment.seal(written, notes: notes, jobs: jobs)
    }
    return staged
  }
}

/// The import of a file that waits for its commit; a class as `PendingRows` is one.
final class PendingImport: Sendable {
  let record: ImportRecord
  let refused: [RefusedRow]
  let source: SegmentNotes.Source
  /// When waiting rows were received earlier than they say, by their place among the waiting
  /// liquidations, row.
  let receipts: [Int: [Int: Int64]]

  init(
    _ record: ImportRecord, refused: [RefusedRow], source: SegmentNotes.Source,
    receipts: [Int: [Int: Int64]]
  ) {
    (self.record, self.refused, self.source) = (record, refused, source)
    self.receipts = receipts
  }

  fileprivate func sawLiquidations(in period: ImportedPeriod) -> Bool {
    record.kind == .liquidations
      && record.periods.contains {
        $0.exchange == period.exchange && $0.firstTime <= period.lastTime
          && $0.lastTime >= period.firstTime
      }
  }
}

extension Store {
  /// What the names of an import's files in staging begin with.
  func stagingPrefix(_ kind: SegmentKind, _ variant: String?, of importID: Int64) -> String {
    "\(importID)-\(kind.rawValue)" + (variant.map { "-" + $0 } ?? "")
  }
}
