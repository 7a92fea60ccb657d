import GRDB
import MarketData

/// One segment as the catalog knows it: an immutable Parquet file of one partition.
package struct SegmentRecord: Sendable, Hashable {
  /// The row in the catalog; it means nothing outside this store.
  package let rowID: Int64
  /// Relative to the store.
  package let path: String
  package let partition: PartitionKey
  package let rows: Int
  package let bytes: Int
  /// XXH3-128 of the file.
  package let hash: String
  /// CRC-32 of the footer, its length and the closing magic.
  package let footerChecksum: UInt32
  /// The smallest and the largest time, in microseconds.
  package let firstTime: Int64
  package let lastTime: Int64

  /// What reports name the segment by: the first 16 digits of its hash.
  package var id: String { String(hash.prefix(16)) }

  /// The order in which segments are read: by partition, then time, then path.
  package static func inReadingOrder(_ left: SegmentRecord, _ right: SegmentRecord) -> Bool {
    let (a, b) = (left.partition, right.partition)
    if a.exchange != b.exchange { return precedes(a.exchange, b.exchange) }
    if a.variant != b.variant { return precedes(a.variant ?? "", b.variant ?? "") }
    if a.month != b.month { return precedes(a.month, b.month) }
    if left.firstTime != right.firstTime { return left.firstTime < right.firstTime }
    if left.lastTime != right.lastTime { return left.lastTime < right.lastTime }
    return precedes(left.path, right.path)
  }
}

extension SegmentRecord {
  /// The columns of `segments` in the order `init(_:)` reads them.
  static let columns = """
    segments.id, segments.path, segments.kind, segments.exchange, segments.interval, \
    segments.month, segments.rows, segments.bytes, segments.xxh3, segments.footer_crc32, \
    segments.first_time, segments.last_time
    """

  /// Reads one row of `SELECT` `columns`.
  init(_ row: Row) throws {
    rowID = row[0]
    path = row[1]
    let kindName: String = row[2]
    guard let kind = SegmentKind(rawValue: kindName) else {
      throw StoreError(.damaged, path: path, "the catalog has a segment of kind '\(kindName)'")
    }
    partition = PartitionKey(kind: kind, exchange: row[3], variant: row[4], month: row[5])
    rows = row[6]
    bytes = row[7]
    hash = row[8]
    footerChecksum = UInt32(truncatingIfNeeded: row[9] as Int64)
    firstTime = row[10]
    lastTime = row[11]
  }
}

/// A segment that has been written and is not in the catalog yet.
struct NewSegment: Sendable {
  let path: String
  let partition: PartitionKey
  let rows: Int
  let bytes: Int
  let hash: String
  let footerChecksum: UInt32
  let symbols: [SegmentSymbol]
  let imports: [Int64]

  var firstTime: Int64 { symbols.map(\.firstTime).min() ?? 0 }
  var lastTime: Int64 { symbols.map(\.lastTime).max() ?? 0 }
}

/// What a segment holds of one symbol.
package struct SegmentSymbol: Sendable, Equatable {
  package let symbol: String
  package let rows: Int
  package let firstTime: Int64
  package let lastTime: Int64
}
