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
/// Until `commit` the store is as it was; a session that is dropped leaves only files in staging,
/// which the next writer removes. Not for use from several tasks at once.
///
///     try await session.append(batch)              // in the file's order, as often as needed
///     let outcome = try await session.finish()     // everything is checked and lies in staging
///     let record = try await session.commit(summary)
package final class ImportSession {
  /// The import's id, if it is committed.
  package let importID: Int64

  private let store: Store
  private var source: SegmentNotes.Source
  private let options: ImportOptions
  private let prior: PriorRows
  private var liquidations: ChunkPipeline<LiquidationBatch>?
  private var candles: [Interval: ChunkPipeline<CandleBatch>] = [:]
  private var aggregates: [Interval: ChunkPipeline<AggregateBatch>] = [:]
  private var series: [SeriesName: ChunkPipeline<SeriesBatch>] = [:]
  private var finished: (outcome: ImportOutcome, change: StoreChange)?

  init(_ store: Store, _ source: SegmentNotes.Source, _ options: ImportOptions) {
    self.store = store
    self.source = source
    self.options = options
    importID = source.id
    prior = PriorRows(
      layout: store.layout, catalog: store.catalog, importID: source.id, jobs: options.jobs,
      replacesRows: options.replacesRows)
  }

  /// Takes liquidations, in the file's order.
  ///
  /// - Throws: `damaged`, `noSpace`, `io`, `invalid`; possibly for rows of an earlier call.
  package func append(_ rows: LiquidationBatch) async throws(StoreError) {
    let pipeline = liquidations ?? pipeline("liquidations")
    liquidations = pipeline
    try await pipeline.append(rows)
  }

  /// Takes candles, in the file's order.
  ///
  /// - Throws: `damaged`, `noSpace`, `io`, `invalid`; possibly for rows of an earlier call.
  package func append(_ rows: CandleBatch) async throws(StoreError) {
    let pipeline = candles[rows.interval] ?? pipeline("candles-\(rows.interval.name)")
    candles[rows.interval] = pipeline
    try await pipeline.append(rows)
  }

  /// Takes totals per interval, in the file's order.
  ///
  /// - Throws: `damaged`, `noSpace`, `io`, `invalid`; possibly for rows of an earlier call.
  package func append(_ rows: AggregateBatch) async throws(StoreError) {
    let pipeline = aggregates[rows.interval] ?? pipeline("aggregates-\(rows.interval.name)")
    aggregates[rows.interval] = pipeline
    try await pipeline.append(rows)
  }

  /// Takes values of series, in the file's order.
  ///
  /// - Throws: `damaged`, `noSpace`, `io`, `invalid`; possibly for rows of an earlier call.
  package func append(_ rows: SeriesBatch) async throws(StoreError) {
    for part in rows.byName {
      let name = part.name[0]
      let pipeline = series[name] ?? pipeline("series-\(name.name)")
      series[name] = pipeline
      try await pipeline.append(part)
    }
  }

  private func pipeline<Rows: StoredRows>(_ prefix: String) -> ChunkPipeline<Rows> {
    let writer = SegmentWriter(
      staging: store.stagingFolder, prefix: "\(importID)-\(prefix)",
      notes: SegmentNotes(imports: [source]), jobs: options.jobs)
    return ChunkPipeline(
      ChunkWorker(writer: writer), prior, rowsPerChunk: options.rowsPerChunk)
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
    var outcome = ImportOutcome()
    var change = StoreChange()
    if let liquidations { try await finish(liquidations, &outcome, &change) }
    for (_, pipeline) in candles.sorted(by: { $0.key < $1.key }) {
      try await finish(pipeline, &outcome, &change)
    }
    for (_, pipeline) in aggregates.sorted(by: { $0.key < $1.key }) {
      try await finish(pipeline, &outcome, &change)
    }
    for (_, pipeline) in series.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      try await finish(pipeline, &outcome, &change)
    }
    outcome.formatOverlaps = try formatOverlaps(outcome.periods)
    finished = (outcome, change)
    return outcome
  }

  private func finish<Rows: StoredRows>(
    _ pipeline: ChunkPipeline<Rows>, _ outcome: inout ImportOutcome, _ change: inout StoreChange
  ) async throws(StoreError) {
    let state = try await pipeline.finish()
    outcome.merge(state.outcome)
    change.added += try await StagedSegment.seal(
      state.written, notes: SegmentNotes(imports: [source]), jobs: options.jobs)
    if options.replacesRows, Rows.self is any KeyedRows.Type {
      try await replace(Rows.self, state.prior.matched, &change)
    }
    if !state.prior.receipts.isEmpty { try await setReceipts(state.prior.receipts, &change) }
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
    (liquidations, candles, aggregates, series) = (nil, [:], [:], [:])
    try? Folders.empty(store.stagingFolder)
  }

  /// Puts everything into the store, at once and durably.
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
    try store.commit(finished?.change ?? StoreChange()) { database in
      try Catalog.insert(record, refused: summary.refused, database)
    }
    return record
  }

  /// Earlier liquidation imports of other formats in the same exchanges and periods.
  private func formatOverlaps(_ periods: [ImportedPeriod]) throws(StoreError) -> [FormatOverlap] {
    guard liquidations != nil else { return [] }
    var found: [FormatOverlap] = []
    for period in periods {
      let earlier = try store.catalog.imports(
        .liquidations, of: period.exchange, first: period.firstTime, last: period.lastTime)
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

extension Store {
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
    if !mayStage { try requireWritable() }
    if let earlier = try catalog.findImport(identity) { return .alreadyImported(earlier) }
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
    if !mayStage { try requireWritable() }
    let identity = ImportIdentity(hash: "", format: format, options: reading)
    return try session(identity, name, 0, options)
  }

  private func session(
    _ identity: ImportIdentity, _ name: String, _ bytes: Int, _ options: ImportOptions
  ) throws(StoreError) -> ImportSession {
    let source = SegmentNotes.Source(
      id: try catalog.nextImportID(), name: name, bytes: bytes, identity: identity)
    return ImportSession(self, source, options)
  }

  /// Whether a file of this length was imported before; if not, no file of it is a repetition.
  package func hasImport(ofBytes bytes: Int) throws(StoreError) -> Bool {
    try catalog.hasImport(ofBytes: bytes)
  }
}
