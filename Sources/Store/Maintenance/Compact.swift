import MarketData

/// What compacting came to.
package struct CompactReport: Sendable, Equatable {
  package var segmentsBefore = 0
  package var segmentsAfter = 0
  package var bytesBefore = 0
  package var bytesAfter = 0
}

extension Store {
  /// Writes many small segments of a partition anew as few.
  ///
  /// Segments that follow each other in time are merged while together they have at most about a
  /// million rows, so that a segment stays a slice of time and windows still touch few. The rows,
  /// their order and their imports stay. Each merge is one commit; the old files are gone when this
  /// returns.
  ///
  /// - Parameter jobs: The most row groups worked on at the same time.
  /// - Returns: What there was and what there is.
  /// - Throws: `readOnly`, `damaged`, `noSpace`, `io`; merges that were done stay done.
  @discardableResult
  package func compact(jobs: Int = 1) async throws(StoreError) -> CompactReport {
    try requireWritable()
    let segments = try catalog.allSegments()
    for group in mergeGroups(segments) {
      let added = try await merged(group, as: group[0].partition.kind.rows, jobs: jobs)
      try commit(StoreChange(added: added, removed: group)) { _ in }
    }
    let now = try catalog.allSegments()
    return CompactReport(
      segmentsBefore: segments.count, segmentsAfter: now.count,
      bytesBefore: segments.reduce(0) { $0 + $1.bytes }, bytesAfter: now.reduce(0) { $0 + $1.bytes }
    )
  }

  private func merged<Rows: StoredRows>(
    _ group: [SegmentRecord], as type: Rows.Type, jobs: Int
  ) async throws(StoreError) -> [StagedSegment] {
    try await rewrite(group, as: type, jobs: jobs) { (rows, _, _) throws(StoreError) in
      rows
    }
  }

  /// Neighbours in time, of one partition, that are to become one segment: two or more each.
  private func mergeGroups(_ segments: [SegmentRecord]) -> [[SegmentRecord]] {
    var groups: [[SegmentRecord]] = []
    var rows = 0
    for segment in segments {
      let isNeighbour = groups.last?.last?.partition == segment.partition
      if isNeighbour, rows + segment.rows <= SegmentSize.rowsPerChunk {
        groups[groups.count - 1].append(segment)
        rows += segment.rows
      } else {
        groups.append([segment])
        rows = segment.rows
      }
    }
    return groups.filter { $0.count > 1 }
  }
}
