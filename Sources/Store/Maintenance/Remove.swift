import GRDB
import MarketData

/// What the removal of an import came to.
package struct RemovalReport: Sendable {
  /// The import that is gone.
  package let removed: ImportRecord
  package let rowsRemoved: Int
  /// Later imports that may have counted rows of the removed one as duplicates: importing their
  /// files again adds what is missing now.
  package let incomplete: [ImportRecord]
}

extension Store {
  /// Takes the rows of an import out of the store: the segments that hold them are written anew
  /// without.
  ///
  /// - Parameters:
  ///   - id: The import, as `imports` lists it.
  ///   - jobs: The most row groups worked on at the same time.
  /// - Returns: What was removed, and which imports should be repeated.
  /// - Throws: `invalid` when there is no such import; `readOnly`, `damaged`, `noSpace`, `io`; the
  ///   store is then as before.
  @discardableResult
  package func remove(importID id: Int64, jobs: Int = 1) async throws(StoreError) -> RemovalReport {
    try requireWritable()
    let all = try catalog.allImports()
    guard let record = all.first(where: { $0.id == id }) else {
      throw StoreError(
        .invalid, path: path, "there is no import \(id); 'liqtool store imports' lists them")
    }
    var change = StoreChange(removed: try catalog.segments(ofImport: id))
    for segment in change.removed {
      let rows = segment.partition.kind.rows
      change.added += try await without(id, segment, as: rows, jobs: jobs)
    }
    let incomplete = all.filter { mayLack(rowsOf: record, $0) }
    try commit(change) { database in
      try database.execute(sql: "DELETE FROM imports WHERE id = ?", arguments: [id])
      for other in incomplete {
        try database.execute(
          sql: "UPDATE imports SET is_complete = 0 WHERE id = ?", arguments: [other.id])
      }
    }
    return RemovalReport(
      removed: record,
      rowsRemoved: change.removed.reduce(0) { $0 + $1.rows }
        - change.added.reduce(0) { $0 + $1.segment.rows },
      incomplete: incomplete)
  }

  private func without<Rows: StoredRows>(
    _ id: Int64, _ segment: SegmentRecord, as type: Rows.Type, jobs: Int
  ) async throws(StoreError) -> [StagedSegment] {
    try await rewrite([segment], as: type, jobs: jobs) { (rows, _, _) throws(StoreError) in
      rows.gather(rowsNotOf(id, rows.importID))
    }
  }

  /// Whether `other` may have skipped rows because `removed` had them.
  private func mayLack(rowsOf removed: ImportRecord, _ other: ImportRecord) -> Bool {
    guard other.id > removed.id, other.kind == removed.kind, other.counts.duplicate > 0 else {
      return false
    }
    return other.periods.contains { theirs in
      removed.periods.contains { ours in
        ours.exchange == theirs.exchange && ours.firstTime <= theirs.lastTime
          && theirs.firstTime <= ours.lastTime
      }
    }
  }
}

private func rowsNotOf(_ id: Int64, _ ids: [Int64]) -> [Int32] {
  ids.indices.filter { ids[$0] != id }.map { Int32($0) }
}
