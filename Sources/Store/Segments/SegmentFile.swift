import Basics
import MarketData
import ParquetFormat

/// What the catalog promises of a segment's file.
struct SegmentPromise: Sendable {
  /// Absolute.
  let path: String
  let partition: PartitionKey
  let rows: Int
  let bytes: Int
  let hash: String
  let footerChecksum: UInt32
  let firstTime: Int64
  let lastTime: Int64
}

extension SegmentRecord {
  /// The file of the segment in the store laid out so.
  func promise(in layout: StoreLayout) -> SegmentPromise {
    SegmentPromise(
      path: layout.absolute(path), partition: partition, rows: rows, bytes: bytes, hash: hash,
      footerChecksum: footerChecksum, firstTime: firstTime, lastTime: lastTime)
  }
}

/// A segment open for reading: its length, footer checksum and columns are what was promised.
///
/// Parquet's own checksums cover the data of pages only. The footer, with the bounds that decide
/// what is read, is covered by the CRC-32 in the catalog.
struct SegmentFile: Sendable {
  let path: String
  let partition: PartitionKey
  private let file: ParquetFile

  /// Opens the file and checks what can be checked without reading it all.
  ///
  /// - Throws: `damaged` with what differs, or `io`.
  init(_ promise: SegmentPromise) throws(StoreError) {
    path = promise.path
    partition = promise.partition
    guard let length = Folders.length(path) else {
      throw StoreError(
        .damaged, path: path, "the segment is missing; it was removed by hand, or just rewritten")
    }
    guard length == promise.bytes else {
      throw StoreError(
        .damaged, path: path,
        "the segment has \(length) bytes and should have \(promise.bytes)")
    }
    do {
      file = try ParquetFile(try FileSource(path: path))
    } catch { throw StoreError(error, path: path) }
    guard file.footerCRC32 == promise.footerChecksum else {
      throw StoreError(.damaged, path: path, "the footer's checksum is wrong")
    }
    guard file.rowCount == promise.rows else {
      throw StoreError(
        .damaged, path: path, "the segment has \(file.rowCount) rows, not \(promise.rows)")
    }
  }

  /// The number of row groups.
  var rowGroupCount: Int { file.rowGroups.count }

  /// The number of rows in a row group.
  func rowCount(ofRowGroup index: Int) -> Int { file.rowGroups[index].rowCount }

  /// What the writer noted under `key`, or nil.
  func note(_ key: String) -> String? { file.keyValues.first { $0.key == key }?.value }

  /// The columns' names, in order.
  var columnNames: [String] { file.schema.columns.map(\.name) }

  /// The named columns of a row group, each checked against its CRC.
  func read(rowGroup: Int, columns: [String]) throws(StoreError) -> [ColumnData] {
    let data: [ColumnData]
    do {
      data = try file.read(rowGroup: rowGroup, columns: columns)
    } catch { throw StoreError(error, path: path) }
    return data
  }

  /// The first and the last time in a row group, in microseconds, by its statistics; nil when it
  /// has none.
  func timeBounds(ofRowGroup index: Int) -> ClosedRange<Int64>? {
    guard let statistics = file.rowGroups[index].column(partition.kind.timeColumn)?.statistics,
      case .int64(let first)? = statistics.minimum, case .int64(let last)? = statistics.maximum,
      first <= last
    else { return nil }
    return first...last
  }

  /// The one word that all rows of a row group have in a column, if its statistics say so.
  func onlyWord(_ column: String, inRowGroup index: Int) -> String? {
    guard let statistics = file.rowGroups[index].column(column)?.statistics,
      statistics.nullCount == 0, case .bytes(let first)? = statistics.minimum,
      case .bytes(let last)? = statistics.maximum, first == last
    else { return nil }
    return String(decoding: first, as: UTF8.self)
  }

  /// Whether a row group may hold the symbol, by its statistics.
  func mayHold(_ symbol: String, inRowGroup index: Int) -> Bool {
    guard let statistics = file.rowGroups[index].column("symbol")?.statistics,
      case .bytes(let first)? = statistics.minimum, case .bytes(let last)? = statistics.maximum
    else { return true }
    let bytes = Array(symbol.utf8)
    return !bytes.lexicographicallyPrecedes(first) && !last.lexicographicallyPrecedes(bytes)
  }
}

extension StoreError {
  /// What an error inside a segment means for the store.
  init(_ error: ParquetError, path: String) {
    if case .unreadable(let code) = error.kind {
      self = .system(code, path: path, doing: "read the segment")
    } else {
      self.init(.damaged, path: path, "\(error); 'liqtool store verify' checks everything")
    }
  }
}

extension SegmentFile {
  /// The interval of the rows, which the folder says.
  func interval() throws(StoreError) -> Interval {
    guard let interval = Interval(partition.variant ?? "") else {
      throw StoreError(.damaged, path: path, "its rows have no interval")
    }
    return interval
  }

  /// What the series measures, which the folder says.
  func seriesName() throws(StoreError) -> SeriesName {
    guard let name = SeriesName(name: partition.variant ?? "") else {
      throw StoreError(.damaged, path: path, "its series '\(partition.variant ?? "")' is unknown")
    }
    return name
  }
}
