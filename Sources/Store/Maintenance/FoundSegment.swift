import Basics
import MarketData
import ParquetFormat

/// A segment as its file alone tells it.
struct FoundSegment {
  let segment: NewSegment
  let sources: [SegmentNotes.Source]
  let contents: SegmentContents

  /// Reads the whole file at `path`, which is relative to the store.
  ///
  /// - Throws: `damaged` when the file is not a whole segment of ours at its place.
  init(_ path: String, _ kind: SegmentKind, _ layout: StoreLayout) throws(StoreError) {
    let absolute = layout.absolute(path)
    let hash = try hash(ofFile: absolute)
    let (partition, promise) = try Self.promise(absolute, path, kind, hash)
    let file = try SegmentFile(promise)
    guard let notes = SegmentNotes(file) else {
      throw StoreError(.damaged, path: absolute, "its footer does not say what was imported")
    }
    contents = try SegmentContents(file)
    guard contents.isSorted else {
      throw StoreError(.damaged, path: absolute, "its rows are not sorted")
    }
    sources = notes.imports
    segment = NewSegment(
      path: path, partition: partition, rows: promise.rows, bytes: promise.bytes, hash: hash,
      footerChecksum: promise.footerChecksum, symbols: contents.symbols,
      imports: contents.imports.keys.sorted())
  }

  /// What the file promises of itself; its place and name must be those it was written for.
  private static func promise(
    _ absolute: String, _ path: String, _ kind: SegmentKind, _ hash: String
  ) throws(StoreError) -> (PartitionKey, SegmentPromise) {
    let file: ParquetFile
    do {
      file = try ParquetFile(try FileSource(path: absolute))
    } catch { throw StoreError(error, path: absolute) }
    func note(_ key: String) -> String? { file.keyValues.first { $0.key == key }?.value }
    guard note("liqtool.kind") == kind.rawValue, let exchange = note("liqtool.exchange"),
      let month = note("liqtool.month")
    else { throw StoreError(.damaged, path: absolute, "it is no segment of liqtool") }
    let partition = PartitionKey(
      kind: kind, exchange: exchange,
      variant: kind.variantKey.flatMap { note("liqtool." + $0) }, month: month)
    guard path == StoreLayout.folder(of: partition) + "/\(hash.prefix(16)).parquet" else {
      throw StoreError(.damaged, path: absolute, "its bytes are not those of its name")
    }
    let promise = SegmentPromise(
      path: absolute, partition: partition, rows: file.rowCount,
      bytes: Folders.length(absolute) ?? 0, hash: hash, footerChecksum: file.footerCRC32,
      firstTime: 0, lastTime: 0)
    return (partition, promise)
  }
}

/// The imports that found segments name, with what their rows come to.
struct RestoredLedger {
  private var sources: [Int64: (SegmentNotes.Source, SegmentKind)] = [:]
  private var outcomes: [Int64: ImportOutcome] = [:]

  /// Counts a segment's rows.
  mutating func add(_ found: FoundSegment) {
    for source in found.sources { sources[source.id] = (source, found.segment.partition.kind) }
    for (id, outcome) in found.contents.imports {
      outcomes[id, default: ImportOutcome()].merge(outcome)
    }
  }

  /// The ledger's rows: those of the old catalog where it has them, else what is known from the
  /// files.
  func records(preferring old: [ImportRecord]) -> [ImportRecord] {
    let restored = sources.values.filter { source in !old.contains { $0.id == source.0.id } }
    return (old + restored.map { record($0.0, $0.1) }).sorted { $0.id < $1.id }
  }

  private func record(_ source: SegmentNotes.Source, _ kind: SegmentKind) -> ImportRecord {
    let outcome = outcomes[source.id] ?? ImportOutcome()
    return ImportRecord(
      id: source.id, identity: source.identity, bytes: source.bytes,
      summary: ImportSummary(path: source.name, kind: kind), outcome: outcome)
  }
}
