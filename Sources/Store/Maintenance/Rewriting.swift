import Basics
import MarketData

extension Store {
  /// Writes the rows of `segments`, which are of one partition, anew as at most one segment in
  /// staging.
  ///
  /// - Parameters:
  ///   - segments: All of one partition.
  ///   - type: The rows' type, which is that of the partition's kind.
  ///   - jobs: The most row groups worked on at the same time.
  ///   - transform: Is given each row group's rows with their place and returns those to keep.
  /// - Returns: The new segment, or none when no row is left.
  /// - Throws: `damaged`, `noSpace`, `io`.
  func rewrite<Rows: StoredRows>(
    _ segments: [SegmentRecord], as type: Rows.Type, jobs: Int,
    _ transform: (Rows, SegmentRecord, _ rowGroup: Int) throws(StoreError) -> Rows
  ) async throws(StoreError) -> [StagedSegment] {
    var batches: [Rows] = []
    for segment in segments.sorted(by: { $0.rowID < $1.rowID }) {
      let file = try SegmentFile(segment.promise(in: layout))
      for group in 0..<file.rowGroupCount {
        let kept = try transform(try Rows.all(file, rowGroup: group), segment, group)
        if kept.count > 0 { batches.append(kept) }
      }
    }
    guard !batches.isEmpty else { return [] }
    var rows = Rows.joined(batches)
    rows.importID = concatenated(batches.map(\.importID))
    rows = inOrderOfImports(rows)
    let notes = SegmentNotes(imports: try sources(Set(rows.importID)))
    let writer = SegmentWriter(staging: stagingFolder, prefix: "r", notes: notes, jobs: jobs)
    let number = segments.map(\.rowID).min() ?? 0
    let written = try await writer.write(
      rows, partitioned(rows, taking: nil), firstPart: Int(number))
    return try await StagedSegment.seal(written, notes: notes, jobs: jobs)
  }

  /// Rows of equal symbol and time are kept in the order they were imported in.
  func inOrderOfImports<Rows: StoredRows>(_ rows: Rows) -> Rows {
    let ids = rows.importID
    if zip(ids, ids.dropFirst()).allSatisfy({ $0 <= $1 }) { return rows }
    let order = ids.indices.sorted { (ids[$0], $0) < (ids[$1], $1) }
    return rows.gather(order.map { Int32($0) })
  }

  /// What footers note of imports.
  private func sources(_ ids: Set<Int64>) throws(StoreError) -> [SegmentNotes.Source] {
    try catalog.allImports().filter { ids.contains($0.id) }.map { record in
      let name = record.path.split(separator: "/").last.map(String.init) ?? record.path
      return SegmentNotes.Source(
        id: record.id, name: name, bytes: record.bytes, identity: record.identity)
    }
  }
}
