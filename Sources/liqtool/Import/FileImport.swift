import Basics
import Importers
import MarketData
import Store

/// The import of one file: identity, session, rows, decision, commit.
final class FileImport {
  private let plan: ImportPlan
  private let source: ImportSource
  private let group: ImportGroup
  private let store: Store
  private let refusedFile: RefusedRowsFile?
  private var rejections: Rejections
  /// Whether the first line counts as one of the file: it does not when a table without one was
  /// written as text.
  private var hasHeader = true

  init(
    _ plan: ImportPlan, _ source: ImportSource, _ store: Store, _ group: ImportGroup,
    _ refusedFile: RefusedRowsFile?
  ) {
    self.plan = plan
    self.source = source
    self.store = store
    self.group = group
    self.refusedFile = refusedFile
    rejections = Rejections(name: source.file.name)
  }

  /// - Returns: What became of the file, and why it was refused, if it was.
  /// - Throws: `ImportError` for the file as a whole; errors of the store.
  func run() async throws -> (ImportedFile, Failure?) {
    let spooled = try SpooledInput(source, store: store)
    defer { spooled.remove() }
    let file = spooled.file
    if ForeignParquet.isParquet(file.path) {
      return try await ParquetImport(self, file, store, plan).run()
    }
    let length = FileIdentity.length(of: file.path)
    let recognised = try RecognisedSource(file, options: plan.options)
    if let length, try !group.hasImport(ofBytes: length) {
      let session = try group.beginNewImport(
        format: recognised.format, reading: plan.optionsText, name: source.name, options: options)
      return try await fill(session, from: recognised, bytes: length)
    }
    let identity = try FileIdentity(path: file.path)
    return try await start(recognised.format, identity) { session in
      try await self.fill(session, from: recognised, bytes: identity.bytes)
    }
  }

  private var options: SessionOptions {
    .init(jobs: plan.common.width, replacesRows: plan.replaces)
  }

  /// Imports a text file that stands for another one, whose identity is known.
  ///
  /// - Parameters:
  ///   - file: What is read.
  ///   - identity: Of the file that the user named.
  /// - Returns: As `run`.
  /// - Throws: As `run`.
  func run(
    reading file: SourceFile, as identity: FileIdentity
  ) async throws -> (ImportedFile, Failure?) {
    hasHeader = false
    let recognised = try RecognisedSource(file, options: plan.options)
    return try await start(recognised.format, identity) { session in
      try await self.fill(session, from: recognised, bytes: identity.bytes, identity)
    }
  }

  /// Starts a session unless the file was imported before.
  func start(
    _ format: String, _ identity: FileIdentity,
    _ fill: (ImportSession) async throws -> (ImportedFile, Failure?)
  ) async throws -> (ImportedFile, Failure?) {
    let start = try group.beginImport(
      ImportIdentity(hash: identity.hash, format: format, options: plan.optionsText),
      name: source.name, bytes: identity.bytes, options: options)
    switch start {
    case .alreadyImported(let record):
      return (ImportedFile(alreadyImported: record, path: source.file.name), nil)
    case .started(let session): return try await fill(session)
    }
  }

  /// Takes refused rows that were not found by the importers.
  func add(_ refused: [Importers.RefusedRow]) throws {
    rejections.add(refused)
    try refusedFile?.add(refused, of: source.file.name)
  }

  private func fill(
    _ session: ImportSession, from file: RecognisedSource, bytes: Int,
    _ identity: FileIdentity? = nil
  ) async throws -> (ImportedFile, Failure?) {
    do {
      var read = try await read(file, bytes: bytes) { rows in
        switch rows {
        case .liquidations(let batch): try await session.append(batch)
        case .candles(let batch): try await session.append(batch)
        case .aggregates(let batch): try await session.append(batch)
        case .series(let batch): try await session.append(batch)
        }
      }
      if let identity { read = read.of(identity) }
      return try await decide(session, read)
    } catch {
      await session.cancel()
      throw error
    }
  }

  /// Commits when few enough rows were refused, else leaves the store as it was.
  func decide(
    _ session: ImportSession, _ read: SourceOutcome
  ) async throws -> (ImportedFile, Failure?) {
    let outcome = try await session.finish((read.hash, read.bytes))
    let conflicts = rejections.add(outcome.conflicts) { conflict in
      // A table that was written as text has no header of its own.
      read.places.line(ofRow: conflict.row, of: conflict.series).map { hasHeader ? $0 : $0 - 1 }
    }
    try refusedFile?.add(conflicts, of: source.file.name)
    var file = ImportedFile(path: source.file.name, read, outcome)
    let total = file.accepted + file.duplicate + file.refused
    guard plan.limit.allows(file.refused, of: total) else {
      await session.cancel()
      file.status = .refused
      file.segments = 0
      let failure = rejections.failure(file.refused, of: total, limit: plan.limit)
      file.error = failure.sentence
      return (file, failure)
    }
    if plan.isDryRun {
      await session.cancel()
      file.segments = 0
      return (file, nil)
    }
    try await session.commit(
      ImportSummary(
        path: source.file.name, kind: SegmentKind(read.kind),
        rowsDuplicate: read.rowsDuplicate, rowsSkipped: read.rowsSkipped,
        rowsRefused: Int(file.refused), refused: rejections.ledgerRows))
    return (file, nil)
  }

  private func read(
    _ file: RecognisedSource, bytes: Int?, _ consume: (ImportChunk.Rows) async throws -> Void
  ) async throws -> SourceOutcome {
    let bar = ProgressBar(
      title: source.name, total: bytes.map { Int64($0) }, isOn: !plan.common.quiet)
    defer { bar.finish() }
    let counter = RowCounter()
    return try await file.read(
      progress: { bar.update(bytes: Int64($0), rows: counter.value) },
      consume: { [hasHeader] chunk in
        counter.add(chunk.count)
        try self.add(hasHeader ? chunk.refused : chunk.refused.map(\.lineBefore))
        try self.refusedFile?.note(
          unlisted: chunk.refusedCount - chunk.refused.count, after: chunk.refused.last,
          of: self.source.file.name)
        try await consume(chunk.rows)
      })
  }
}
