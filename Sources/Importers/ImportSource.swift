import Basics
package import MarketData
import Synchronization

/// A piece of a file in columns, in the order of the file.
package struct ImportChunk: Sendable {
  package enum Rows: Sendable {
    case liquidations(LiquidationBatch)
    case candles(CandleBatch)
    case aggregates(AggregateBatch)
    case series(SeriesBatch)
  }

  package let rows: Rows
  /// The rows of this piece that were not accepted, each with its line.
  package internal(set) var refused: [RefusedRow]
  /// Their number: more than are listed when a piece holds over 100,000.
  package let refusedCount: Int
  package let rowsSkipped: Int
  package let rowsDuplicate: Int

  /// The number of rows in `rows`.
  package var count: Int {
    switch rows {
    case .liquidations(let batch): batch.count
    case .candles(let batch): batch.count
    case .aggregates(let batch): batch.count
    case .series(let batch): batch.count
    }
  }
}

/// What came of a file. `rowsRead` = accepted + duplicate + refused + skipped.
package struct SourceOutcome: Equatable, Sendable {
  package var format = ""
  package var kind = ImportKind.liquidations
  /// The length of the file on disk.
  package var bytes = 0
  /// The XXH3-128 of the file on disk.
  package var hash = ""
  /// Rows given to the consumer.
  package var rowsAccepted = 0
  package var rowsRefused = 0
  /// Headers, heartbeats, messages of other kinds.
  package var rowsSkipped = 0
  /// Rows that the format itself writes twice.
  package var rowsDuplicate = 0
  /// Sentences for the user.
  package var warnings: [String] = []
  /// On which lines the accepted rows of candles, totals and series stand; empty for liquidations
  /// and where a line may hold several rows.
  package internal(set) var places = RowPlaces()

  package init() {}

  package var rowsRead: Int { rowsAccepted + rowsRefused + rowsSkipped + rowsDuplicate }
}

/// Reads one file: recognises, decompresses and parses it and hands over its columns in order; see
/// `RecognisedSource`.
package func importSource(
  _ source: SourceFile, options: ImportOptions,
  progress: (Int) -> Void = { _ in },
  consume: (ImportChunk) async throws -> Void
) async throws -> SourceOutcome {
  try await RecognisedSource(source, options: options).read(progress: progress, consume: consume)
}

/// Reads one file from its first block to its hash.
struct SourceReader {
  /// More blocks at a time would need more than 512 MiB where lines are as long as they may be.
  private static let mostJobs = 8

  private let options: ImportOptions
  private let blocks: BlockSource
  private let source: SourceFile

  init(_ source: SourceFile, _ options: ImportOptions) throws {
    self.options = options
    self.source = source
    blocks = try BlockSource(path: source.path, keepsIndex: options.columns != nil)
  }

  /// Finds the format from the first block, which is to be read with the rest.
  func recognise() throws -> (reading: Reading, first: BlockSource.Piece) {
    guard let first = try blocks.next() else {
      throw ImportError(.notRecognised, "the file is empty")
    }
    if first.block.content == .lines { return (try reading(first), first) }
    guard first.block.content == .longLine, JSONSample.isOpened(first.block),
      let long = try blocks.reopened()
    else { throw Self.unreadable(first.block) }
    let reading = try reading(long)
    // Of lines so long several would be alive at a time.
    guard reading.isDocument else { throw Self.unreadable(first.block) }
    return (reading, long)
  }

  private func reading(_ first: BlockSource.Piece) throws -> Reading {
    try Recognition(
      block: first.block, isWhole: try blocks.isLast(),
      names: FileNames(path: source.path, entryName: blocks.entryName), options: options
    ).reading()
  }

  func read(
    _ reading: Reading, _ first: BlockSource.Piece, progress: (Int) -> Void,
    consume: (ImportChunk) async throws -> Void
  ) async throws -> SourceOutcome {
    if reading.isDocument {
      blocks.putBack(first)
      blocks.putBack(try blocks.document())
    } else {
      blocks.putBack(first)
    }
    var merge = Merge(reading)
    let workspaces = Pool { [rules = options.instruments] in Workspace(rules) }
    try await orderedPipeline(
      width: min(max(1, options.jobs), Self.mostJobs),
      produce: { [blocks] in try blocks.next() },
      transform: { [blocks] piece in
        var workspace = workspaces.take()
        defer { workspaces.give(workspace) }
        let parsed = parse(piece.block, reading.parser, &workspace)
        blocks.reuse(piece.block)
        return (parsed, piece.bytesRead)
      },
      consume: { (parsed, bytesRead) in
        try await consume(merge.chunk(parsed))
        progress(bytesRead)
      })
    return try finish(&merge)
  }

  private func finish(_ merge: inout Merge) throws -> SourceOutcome {
    try merge.checkInterval()
    (merge.outcome.hash, merge.outcome.bytes) = try blocks.finish()
    if merge.volumesMissing > 0 {
      merge.outcome.warnings.append(
        "the volumes of \(merge.volumesMissing) candles are null: their unit is not known")
    }
    if merge.outcome.rowsAccepted == 0, merge.outcome.rowsRefused == 0 {
      merge.outcome.warnings.append("the file holds no \(merge.outcome.kind.rawValue)")
    }
    return merge.outcome
  }

  private static func unreadable(_ block: TextBlock) -> ImportError {
    if case .damage(let problem) = block.content { return ImportError(.contradiction, problem) }
    return ImportError(.notRecognised, "its first line is longer than 16 MiB")
  }
}

/// Parses a block, or says why there is nothing to parse.
private func parse(
  _ block: TextBlock, _ parser: any BlockParser, _ workspace: inout Workspace
) -> ParsedBlock {
  let reason: RowProblem.Reason
  switch block.content {
  case .lines: return parser.parse(block, &workspace)
  case .longLine: reason = .longLine
  case .damage(let problem): reason = .damage(problem)
  }
  var parsed = ParsedBlock(.liquidations(LiquidationBatch()))
  parsed.lineCount = 1
  let span = block.bytes.span
  parsed.refuse(RowProblem("", reason), line: 1, span, row: block.range, in: span)
  return parsed
}

/// Puts the blocks' results together, in order.
private struct Merge {
  var outcome = SourceOutcome()
  private var interval: Interval?
  private var steps = CandleSteps()
  private var lines = 0
  /// Candles whose volume is null.
  private(set) var volumesMissing = 0

  init(_ reading: Reading) {
    outcome.format = reading.format
    outcome.kind = reading.kind
  }

  /// Counts a block and turns its lines into lines of the file.
  mutating func chunk(_ parsed: ParsedBlock) -> ImportChunk {
    let first = lines
    lines += parsed.lineCount
    outcome.rowsRefused += parsed.refusedCount
    outcome.rowsSkipped += parsed.skipped
    outcome.rowsDuplicate += parsed.duplicates
    switch parsed.rows {
    case .candles(let batch, let steps):
      self.steps.merge(steps)
      interval = batch.interval
      volumesMissing += batch.volume.count { $0.isNaN }
    case .aggregates(let batch, let steps):
      self.steps.merge(steps)
      interval = batch.interval
    case .liquidations, .series: break
    }
    var chunk = ImportChunk(parsed)
    for index in chunk.refused.indices { chunk.refused[index].line += first }
    outcome.places.append(parsed.places, line: first)
    outcome.rowsAccepted += chunk.count
    return chunk
  }

  /// Checks that candles and totals are as far apart as their interval says.
  func checkInterval() throws(ImportError) {
    let rows = outcome.kind == .candles ? "candles" : "totals"
    if let interval, steps.isOffGrid {
      throw ImportError(
        .contradiction,
        "\(steps.offGrid) of its \(steps.count) \(rows) do not begin where those of "
          + "\(interval.name) do, as its name or --interval says")
    }
    guard let interval, let smallest = steps.smallest else { return }
    // Totals leave out what is zero, so that even the smallest step may be several intervals.
    let isSparse = steps.isConfirmed || outcome.kind == .aggregates
    let isTrue =
      smallest == interval.microseconds || smallest > interval.microseconds && isSparse
    guard isTrue else {
      throw ImportError(
        .contradiction,
        "its \(rows) are \(DurationText.format(smallest)) apart, not \(interval.name) as its name "
          + "or --interval says")
    }
  }
}

/// The blocks of a file for whichever task asks for the next.
final class BlockSource: Sendable {
  /// A block and the bytes read from the file when it was cut.
  struct Piece: Sendable {
    var block: TextBlock
    var bytesRead: Int
  }

  /// The longest document that is read: 64 MiB.
  private static let longestDocument = 64 << 20

  private struct State {
    var reader: TextBlockReader
    /// How the text is written, where that is not plain CSV; known from the first block on.
    var dialect: TextDialect?
    var isFirst = true
    /// What comes before the reader's next block, last first.
    var pending: [Piece] = []
  }

  private let state: Mutex<State>
  private let buffers = Pool<[UInt8]> { [] }
  private let path: String
  private let keepsIndex: Bool
  let entryName: String?

  /// Opens the file; `keepsIndex` says that a first column without a name stays, as the columns may
  /// be counted.
  init(path: String, keepsIndex: Bool) throws(StreamError) {
    (self.path, self.keepsIndex) = (path, keepsIndex)
    let reader = try TextBlockReader(path: path)
    entryName = reader.entryName
    state = Mutex(State(reader: reader))
  }

  func next() throws -> Piece? {
    try state.withLock { state in
      if let piece = state.pending.popLast() { return piece }
      return try read(&state, buffers.take())
    }
  }

  /// Begins again with lines as long as a document may be, for one that is written on one line.
  ///
  /// - Returns: The first block, if it is such a line; nil on standard input, which is gone.
  func reopened() throws -> Piece? {
    guard path != "-" else { return nil }
    return try state.withLock { state in
      state = State(
        reader: try TextBlockReader(path: path, longestLine: Self.longestDocument))
      let piece = try read(&state, [])
      guard let piece, piece.block.content == .longLine else { return piece }
      throw Self.tooLong
    }
  }

  private static let tooLong = ImportError(
    .contradiction, "the JSON document is longer than 64 MiB")

  private func read(
    _ state: inout State, _ buffer: consuming [UInt8]
  ) throws(StreamError) -> Piece? {
    guard var block = try state.reader.next(reusing: buffer) else { return nil }
    if state.isFirst { state.dialect = TextDialect(block, keepsIndex: keepsIndex) }
    if let dialect = state.dialect { block = dialect.plain(block, isFirst: state.isFirst) }
    state.isFirst = false
    return Piece(block: block, bytesRead: state.reader.byteCount)
  }

  /// Gives `piece` again, before anything else.
  func putBack(_ piece: Piece) { state.withLock { $0.pending.append(piece) } }

  /// Whether nothing comes after what was given; finds out by reading on.
  func isLast() throws -> Bool {
    try state.withLock { state in
      guard let piece = try read(&state, buffers.take()) else { return true }
      state.pending.append(piece)
      return false
    }
  }

  /// Takes the memory of a block that is no longer needed.
  func reuse(_ block: consuming TextBlock) {
    // A grown buffer is given back to the system.
    if block.bytes.count <= TextBlockReader.blockSize + (128 << 10) { buffers.give(block.bytes) }
  }

  /// Everything that is left as one block.
  func document() throws -> Piece {
    var bytes: [UInt8] = []
    var last = 0
    while let piece = try next() {
      last = piece.bytesRead
      guard piece.block.content == .lines else { throw Self.problem(piece.block) }
      bytes += piece.block.bytes[piece.block.range]
      guard bytes.count <= Self.longestDocument else { throw Self.tooLong }
    }
    let range = 0..<bytes.count
    bytes += JSONTape.slack
    let block = TextBlock(content: .lines, bytes: bytes, range: range, previousLine: 0..<0)
    return Piece(block: block, bytesRead: last)
  }

  private static func problem(_ block: TextBlock) -> ImportError {
    if case .damage(let problem) = block.content { return ImportError(.contradiction, problem) }
    return ImportError(.contradiction, "a line is longer than 16 MiB")
  }

  /// The hash of the whole file and its length.
  func finish() throws -> (hash: String, bytes: Int) {
    try state.withLock { state in
      let hash = try state.reader.finish()
      return (hash, state.reader.byteCount)
    }
  }
}
