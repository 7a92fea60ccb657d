import Foundation
import GRDB
import MarketData

/// What `repair` could restore.
package struct RepairReport: Sendable {
  package let segments: Int
  package let imports: Int
  /// Files among the segments that could not be read: left where they are, and not part of the
  /// store.
  package let problems: [VerifyReport.Problem]
  /// Whether the old catalog could be read, so that refused rows and backtest trials were kept.
  package let keptLedger: Bool
}

extension Store {
  /// Rebuilds the catalog of the store at `path` from the segments' own footers and rows.
  ///
  /// The ledger comes from the footers' notes; counts of duplicate, refused and skipped rows,
  /// refused rows and backtest trials are kept only when the old catalog can still be read.
  ///
  /// - Parameters:
  ///   - path: The store's folder.
  ///   - wait: How long to wait for another writer.
  /// - Returns: What was restored.
  /// - Throws: `notFound`, `busy`, `newerVersion`, `readOnly`, `noSpace`, `io`; the old catalog is
  ///   replaced only at the end.
  package static func repair(
    at path: String, wait: Duration = .seconds(30)
  ) throws(StoreError) -> RepairReport {
    let layout = StoreLayout(root: URL(filePath: path).standardizedFileURL.path)
    if !Folders.exists(layout.catalog) {
      let problem = try missing(layout)
      guard problem.kind == .damaged else { throw problem }
    }
    let lock = try WriterLock(at: layout.lock, wait: wait)
    defer { withExtendedLifetime(lock) {} }
    let old = try keptLedger(layout)
    try Folders.create(layout.staging)
    let rebuilt = layout.staging + "/catalog.sqlite"
    try Folders.empty(layout.staging)
    let report = try rebuild(layout, into: rebuilt, keeping: old)
    for name in ["catalog.sqlite-wal", "catalog.sqlite-shm"] {
      try Folders.remove(layout.absolute(name))
    }
    try Folders.remove(layout.catalog)
    try Folders.move(rebuilt, to: layout.catalog)
    try Folders.sync(layout.root)
    return report
  }

  /// The ledger and the trials of the present catalog, after its leftovers are gone; nil when it
  /// cannot be read.
  private static func keptLedger(_ layout: StoreLayout) throws(StoreError) -> KeptLedger? {
    guard Folders.exists(layout.catalog) else { return nil }
    do throws(StoreError) {
      let catalog = try Catalog.openForWriting(layout.catalog)
      let kept = try KeptLedger(catalog)
      for path in try catalog.leftovers() { try Folders.remove(layout.absolute(path)) }
      return kept
    } catch {
      if error.kind == .damaged { return nil }
      throw error
    }
  }

  private static func rebuild(
    _ layout: StoreLayout, into path: String, keeping old: KeptLedger?
  ) throws(StoreError) -> RepairReport {
    var segments: [NewSegment] = []
    var ledger = RestoredLedger()
    var problems: [VerifyReport.Problem] = []
    for kind in SegmentKind.allCases {
      for file in try Folders.files(below: kind.rawValue, of: layout.root, suffix: ".parquet") {
        do throws(StoreError) {
          let found = try FoundSegment(file, kind, layout)
          segments.append(found.segment)
          ledger.add(found)
        } catch {
          problems.append(
            VerifyReport.Problem(path: file, kind: .checksum, detail: error.detail))
        }
      }
    }
    let catalog = try Catalog.openForWriting(path)
    let records = ledger.records(preferring: old?.imports ?? [])
    try catalog.write { database in
      for record in records {
        try Catalog.insert(record, refused: old?.refused[record.id] ?? [], database)
      }
      for segment in segments { try Catalog.insert(segment, database) }
    }
    try catalog.record(old?.trials ?? [])
    try catalog.close()
    return RepairReport(
      segments: segments.count, imports: records.count, problems: problems,
      keptLedger: old != nil)
  }
}

/// What only a catalog knows.
private struct KeptLedger {
  let imports: [ImportRecord]
  var refused: [Int64: [RefusedRow]] = [:]
  let trials: [BacktestTrial]

  init(_ catalog: Catalog) throws(StoreError) {
    imports = try catalog.allImports()
    for record in imports { refused[record.id] = try catalog.refusedRows(ofImport: record.id) }
    trials = try catalog.allTrials()
  }
}
