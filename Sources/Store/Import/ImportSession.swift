package import MarketData

/// What a caller knows of a file that the store does not.
package struct ImportSummary: Sendable {
  /// As the user named the file.
  package var path: String
  package var kind: SegmentKind
  /// Rows the importer itself found to be duplicates, such as a venue's twins.
  package var rowsDuplicate: Int
  package var rowsSkipped: Int
  /// All refused rows, conflicting candles included, even those not listed in `refused`.
  package var rowsRefused: Int
  /// The refused rows to keep in the ledger, in the file's order.
  package var refused: [RefusedRow]

  package init(
    path: String, kind: SegmentKind, rowsDuplicate: Int = 0, rowsSkipped: Int = 0,
    rowsRefused: Int = 0, refused: [RefusedRow] = []
  ) {
    self.path = path
    self.kind = kind
    self.rowsDuplicate = rowsDuplicate
    self.rowsSkipped = rowsSkipped
    self.rowsRefused = rowsRefused
    self.refused = refused
  }
}

/// How an import starts.
package enum ImportStart {
  /// The same bytes were imported in the same way before; nothing needs to be done.
  case alreadyImported(ImportRecord)
  case started(ImportSession)
}

/// The import of one file: rows in, then one commit or nothing.
///
/// Until `commit`, and that of the group it belongs to, the store is as it was; a session that is
/// dropped leaves only files in staging, which the next writer removes. Not for use from several
/// tasks at once.
///
///     try await session.append(batch)              // in the file's order, as often as needed
///     let outcome = try await session.finish()     // everything is checked and lies in staging
///     let record = try await session.commit(summary)
package final class ImportSession {
  /// The import's id, if it is committed.
  package let importID: Int64

  private let group: ImportGroup
  private var store: Store { group.store }
  private var source: SegmentNotes.Source
  private let options: ImportOptions
  private var prior: PriorRows
  private var liquidations: ChunkPipeline<LiquidationBatch>?
  private var candles: [Interval: ChunkPipeline<CandleBatch>] = [:]
  private var aggregates: [Interval: ChunkPipeline<AggregateBatch>] = [:]
  private var series: [SeriesName: ChunkPipeline<SeriesBatch>] = [:]
  private var finished: FinishedImport?

  init(_ group: ImportGroup, _ source: SegmentNotes.Source, _ options: ImportOptions) {
    self.group = group
    self.source = source
    self.options = options
    importID = source.id
    let store = group.store
    prior = PriorRows(
      layout: store.layout, catalog: store.catalog, pending: group.rows, importID: source.id,
      jobs: options.jobs, replacesRows: options.replacesRows)
  }

  /// Takes liquidations, in the file's order.
  ///
  /// - Throws: `damaged`, `noSpace`, `io`, `invalid`; possibly for rows of an earlier call.
  package func append(_ rows: LiquidationBatch) async throws(StoreError) {
    let pipeline = liquidations ?? pipeline(variant: nil)
    liquidations = pipeline
    try await pipeline.append(rows)
  }

  /// Takes candles, in the file's order.
  ///
  /// - Throws: `damaged`, `noSpace`, `io`, `invalid`; possibly for rows of an earlier call.
  package func append(_ rows: CandleBatch) async throws(StoreError) {
    let pipeline = candles[rows.interval] ?? pipeline(variant: rows.interval.name)
    candles[rows.interval] = pipeline
    try await pipeline.append(rows)
  }

  /// Takes totals per interval, in the file's order.
  ///
  /// - Throws: `damaged`, `noSpace`, `io`, `invalid`; possibly for rows of an earlier call.
  package func append(_ rows: AggregateBatch) async throws(StoreError) {
    let pipeline = aggregates[rows.interval] ?? pipeline(variant: rows.interval.name)
    aggregates[rows.interval] = pipeline
    try await pipeline.append(rows)
  }

  /// Takes values of series, in the file's order.
  ///
  /// - Throws: `damaged`, `noSpace`, `io`, `invalid`; possibly for rows of an earlier call.
  package func append(_ rows: SeriesBatch) async throws(StoreError) {
    for part in rows.byName {
      let name = part.name[0]
      let pipeline = series[name] ?? pipeline(variant: name.name)
      series[name] = pipeline
      try await pipeline.append(part)
    }
  }

  private func pipeline<Rows: StoredRows>(variant: String?) -> ChunkPipeline<Rows> {
    let writer = SegmentWriter(
      staging: store.stagingFolder, prefix: store.stagingPrefix(Rows.kind, variant, of: importID),
      notes: SegmentNotes(imports: [source]), jobs: options.jobs)
    return ChunkPipeline(
      ChunkWorker(writer: writer, rowsKept: group.rowsOfFile), prior,
      rowsPerChunk: options.rowsPerChunk)
  }

  /// Works on all rows and says what a commit would do. Nothing is in the store yet.
  ///
  /// - Parameter file: What was read, when the import began without its hash.
  /// - Returns: What became of the rows.
  /// - Throws: `damaged`, `noSpace`, `io`, `invalid`.
  package func finish(
    _ file: (hash: String, bytes: Int)? = nil
  ) async throws(StoreError) -> ImportOutcome {
    if let finished { return finished.outcome }
    if let file { source = source.of(hash: file.hash, bytes: file.bytes) }
    precondition(!source.identity.hash.isEmpty, "the hash of '\(source.name)' was never given")
    var whole = FinishedImport()
    if let liquidations { try await finish(liquidations, &whole) }
    for (_, pipeline) in candles.sorted(by: { $0.key < $1.key }) {
      try await finish(pipeline, &whole)
    }
    for (_, pipeline) in aggregates.sorted(by: { $0.key < $1.key }) {
      try await finish(pipeline, &whole)
    }
    for (_, pipeline) in series.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      try await finish(pipeline, &whole)
    }
    whole.outcome.formatOverlaps = try formatOverlaps(whole.outcome.periods)
    finished = whole
    releaseRows()
    return whole.outcome
  }

  /// Lets go of everything that is held for reading, the group's rows too.
  private func releaseRows() {
    (liquidations, candles, aggregates, series) = (nil, [:], [:], [:])
    prior.pending = PendingParts()
  }

  private func finish<Rows: StoredRows>(
    _ pipeline: ChunkPipeline<Rows>, _ whole: inout FinishedImport
  ) async throws(StoreError) {
    var state = try await pipeline.finish()
    whole.outcome.merge(state.outcome)
    whole.kept.append(state.kept)
    let waiting = state.prior.takePendingReceipts()
    if !waiting.isEmpty { whole.receipts = waiting }
    whole.change.added += try await StagedSegment.seal(
      state.written, notes: SegmentNotes(imports: [source]), jobs: options.jobs)
    if options.replacesRows, Rows.self is any KeyedRows.Type {
      try await replace(Rows.self, state.prior.matched, &whole.change)
    }
    if !state.prior.receipts.isEmpty { try await setReceipts(state.prior.receipts, &whole.change) }
  }

  /// Writes the segments whose rows were received earlier than they say anew with those times.
  private func setReceipts(
    _ receipts: [String: [Int: [Int: Int64]]], _ change: inout StoreChange
  ) async throws(StoreError) {
    for segment in try store.catalog.segments(.liquidations) {
      guard let groups = receipts[store.layout.absolute(segment.path)] else { continue }
      change.removed.append(segment)
      change.added += try await store.rewrite(
        [segment], as: LiquidationBatch.self, jobs: options.jobs
      ) { (rows, _, group) throws(StoreError) in
        var rows = rows
        for (row, received) in groups[group] ?? [:] { rows.received[row] = received }
        return rows
      }
    }
  }

  /// Writes the segments that hold replaced rows anew without them.
  private func replace<Rows: StoredRows>(
    _ type: Rows.Type, _ replaced: [String: [Int: BitSet]], _ change: inout StoreChange
  ) async throws(StoreError) {
    for segment in try store.catalog.segments(type.kind) {
      guard let groups = replaced[store.layout.absolute(segment.path)],
        groups.values.contains(where: { !$0.isEmpty })
      else { continue }
      change.removed.append(segment)
      change.added += try await store.rewrite(
        [segment], as: type, jobs: options.jobs
      ) { (rows, _, group) throws(StoreError) in
        let gone = groups[group] ?? BitSet()
        return rows.gather((0..<rows.count).filter { !gone.contains($0) }.map { Int32($0) })
      }
    }
  }

  /// Ends the session without a trace.
  package func cancel() async {
    await liquidations?.cancel()
    for pipeline in candles.values { await pipeline.cancel() }
    for pipeline in aggregates.values { await pipeline.cancel() }
    for pipeline in series.values { await pipeline.cancel() }
    releaseRows()
    try? Folders.empty(store.stagingFolder)
  }

  /// Puts everything into the store, at once and durably; a small file only when its group is
  /// committed.
  ///
  /// - Parameter summary: What the ledger keeps beside the outcome.
  /// - Returns: The import's row in the ledger.
  /// - Throws: `noSpace`, `io`, `readOnly`, `damaged`; the store is then as it was before.
  @discardableResult
  package func commit(_ summary: ImportSummary) async throws(StoreError) -> ImportRecord {
    let outcome = try await finish()
    let record = ImportRecord(
      id: importID, identity: source.identity, bytes: source.bytes, summary: summary,
      outcome: outcome)
    let whole = finished ?? FinishedImport()
    try await group.add(
      PendingImport(
        record, refused: summary.refused, source: source, receipts: whole.receipts),
      whole.kept, whole.change)
    return record
  }

  /// Earlier liquidation imports of other formats in the same exchanges and periods.
  private func formatOverlaps(_ periods: [ImportedPeriod]) throws(StoreError) -> [FormatOverlap] {
    guard liquidations != nil else { return [] }
    var found: [FormatOverlap] = []
    for period in periods {
      let committed = try store.catalog.imports(
        .liquidations, of: period.exchange, first: period.firstTime, last: period.lastTime)
      let earlier = committed + group.liquidationImports(in: period)
      for record in earlier where record.identity.format != source.identity.format {
        found.append(
          FormatOverlap(
            exchange: period.exchange, importID: record.id, path: record.path,
            format: record.identity.format))
      }
    }
    return found
  }
}

extension ImportRecord {
  /// The ledger's row of an import that came to `outcome`.
  init(
    id: Int64, identity: ImportIdentity, bytes: Int, summary: ImportSummary,
    outcome: ImportOutcome
  ) {
    var counts = ImportCounts(
      read: 0, accepted: outcome.rowsAccepted,
      duplicate: outcome.rowsDuplicate + summary.rowsDuplicate, refused: summary.rowsRefused,
      skipped: summary.rowsSkipped)
    counts.read = counts.accepted + counts.duplicate + counts.refused + counts.skipped
    self.init(
      id: id, identity: identity, path: summary.path, kind: summary.kind, bytes: bytes,
      counts: counts, firstTime: outcome.firstTime, lastTime: outcome.lastTime,
      notional: outcome.notional, notionalMissing: outcome.notionalMissing,
      symbols: outcome.symbols, periods: outcome.periods, isComplete: true)
  }
}

/// How an import works.
package struct ImportOptions: Sendable {
  /// The most row groups worked on at the same time.
  package var jobs: Int
  /// The rows sorted at once: bounds memory, and the rows of a segment.
  package var rowsPerChunk: Int
  /// Whether a candle, total or series value that contradicts one of an earlier import takes its
  /// place (`--replace`).
  package var replacesRows: Bool

  package init(
    jobs: Int = 1, rowsPerChunk: Int = 1024 * 1024, replacesRows: Bool = false
  ) {
    precondition(jobs > 0 && rowsPerChunk > 0, "jobs \(jobs), rows \(rowsPerChunk)")
    self.replacesRows = replacesRows
    self.jobs = jobs
    self.rowsPerChunk = rowsPerChunk
  }
}

/// What the rows of a file came to, and what is to be done for them.
private struct FinishedImport {
  var outcome = ImportOutcome()
  var change = StoreChange()
  /// The rows of a small file.
  var kept = PendingParts()
  /// See `PendingImport`.
  var receipts: [Int: [Int: Int64]] = [:]
}

extension ImportGroup {
  /// Starts the import of a file, unless the same was imported before.
  ///
  /// - Parameters:
  ///   - identity: What the file is and how it is read.
  ///   - name: The last part of the file's path; noted in the segments.
  ///   - bytes: The file's length on disk.
  ///   - options: How to work.
  /// - Returns: A session, or the ledger's row of the earlier import.
  /// - Throws: `readOnly` when the store was opened for reading; errors of the catalog.
  package func beginImport(
    _ identity: ImportIdentity, name: String, bytes: Int, options: ImportOptions = ImportOptions()
  ) throws(StoreError) -> ImportStart {
    if !store.mayStage { try store.requireWritable() }
    if let earlier = try findImport(identity) { return .alreadyImported(earlier) }
    return .started(try session(identity, name, bytes, options))
  }

  /// Starts the import of a file that is not among the imported ones, as `hasImport(ofBytes:)`
  /// tells: so its hash can be found while it is read, and is given to `finish`.
  ///
  /// - Parameters:
  ///   - format: See `ImportIdentity`.
  ///   - reading: See `ImportIdentity.options`.
  ///   - name: The last part of the file's path; noted in the segments.
  ///   - options: How to work.
  /// - Returns: A session.
  /// - Throws: `readOnly` when the store was opened for reading; errors of the catalog.
  package func beginNewImport(
    format: String, reading: String, name: String, options: ImportOptions = ImportOptions()
  ) throws(StoreError) -> ImportSession {
    if !store.mayStage { try store.requireWritable() }
    let identity = ImportIdentity(hash: "", format: format, options: reading)
    return try session(identity, name, 0, options)
  }

  private func session(
    _ identity: ImportIdentity, _ name: String, _ bytes: Int, _ options: ImportOptions
  ) throws(StoreError) -> ImportSession {
    let source = SegmentNotes.Source(
      id: try nextImportID(), name: name, bytes: bytes, identity: identity)
    return ImportSession(self, source, options)
  }
}

extension Store {
  /// Starts the import of one file that is committed by itself; see `ImportGroup.beginImport`.
  package func beginImport(
    _ identity: ImportIdentity, name: String, bytes: Int, options: ImportOptions = ImportOptions()
  ) throws(StoreError) -> ImportStart {
    try ImportGroup(self, isOn: false, jobs: options.jobs)
      .beginImport(identity, name: name, bytes: bytes, options: options)
  }
}
