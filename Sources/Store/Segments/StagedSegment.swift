import Basics
import ParquetFormat
import Synchronization

/// A segment's file in staging that can be read, and whose footer may still get other notes: while
/// a file is being read its hash is not known.
struct OpenSegment: Sendable {
  /// Absolute.
  let path: String
  /// See `SegmentNotes`.
  let part: String
  let partition: PartitionKey
  let rows: Int
  let symbols: [SegmentSymbol]
  let builder: ParquetFileBuilder
  /// The number of bytes before the footer.
  let dataLength: Int
  /// What they hash to, with a footer still to come.
  let dataHash: SegmentHash
  let footer: [UInt8]

  /// What a reader may expect of the file.
  var promise: SegmentPromise {
    SegmentPromise(
      path: path, partition: partition, rows: rows, bytes: dataLength + footer.count, hash: "",
      footerChecksum: crc32(footer.span), firstTime: symbols.map(\.firstTime).min() ?? 0,
      lastTime: symbols.map(\.lastTime).max() ?? 0)
  }
}

/// The hash of a segment's bytes up to its footer, so that the file need not be read again for it.
final class SegmentHash: Sendable {
  private let hasher: Mutex<XXH3.Hasher>

  init(_ hasher: consuming sending XXH3.Hasher) { self.hasher = Mutex(hasher) }

  /// The hash of the segment if it ends so.
  func digest(followedBy footer: [UInt8]) -> String {
    hasher.withLock { $0.digest(followedBy: footer.span) }
  }
}

/// A segment's file in staging, whole: its name is known.
struct StagedSegment: Sendable {
  /// Absolute, in the staging folder.
  let stagedPath: String
  let segment: NewSegment

  /// Puts the final notes into the footer.
  ///
  /// - Throws: `noSpace`, `io`.
  init(_ open: OpenSegment, notes: SegmentNotes) throws(StoreError) {
    let footer = open.builder.finish(notes: notes.keyValues(open.partition, part: open.part))
    if footer != open.footer {
      try OutputFile(open.path, keeping: open.dataLength).write(footer.span)
    }
    let hash = open.dataHash.digest(followedBy: footer)
    stagedPath = open.path
    segment = NewSegment(
      path: StoreLayout.folder(of: open.partition) + "/\(hash.prefix(16)).parquet",
      partition: open.partition, rows: open.rows, bytes: open.dataLength + footer.count,
      hash: hash, footerChecksum: crc32(footer.span), symbols: open.symbols,
      imports: notes.imports.map(\.id))
  }

  /// Seals several at the same time, in their order.
  static func seal(
    _ open: [OpenSegment], notes: SegmentNotes, jobs: Int
  ) async throws(StoreError) -> [StagedSegment] {
    do {
      return try await mapConcurrently(open, width: jobs) { try StagedSegment($0, notes: notes) }
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(.io(errno: 0), path: open.first?.path ?? "", "the import was cancelled")
    }
  }
}
