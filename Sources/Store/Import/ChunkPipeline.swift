import MarketData
import Synchronization

/// Collects rows to chunks and works on one chunk while the next is being collected.
///
/// Memory: at most two chunks of rows and the Parquet bytes of one, whatever the size of the file.
final class ChunkPipeline<Rows: StoredRows> {
  private let worker: ChunkWorker<Rows>
  private let rowsPerChunk: Int
  private var hasStarted = false
  private var pending: [Rows] = []
  private var pendingCount = 0
  private var state: ChunkState
  private var inFlight: Task<Result<ChunkState, StoreError>, Never>?

  init(_ worker: ChunkWorker<Rows>, _ prior: PriorRows, rowsPerChunk: Int) {
    self.worker = worker
    self.rowsPerChunk = rowsPerChunk
    state = ChunkState(prior: prior)
  }

  /// Takes rows; waits only when a chunk is full and the one before is not done.
  func append(_ rows: Rows) async throws(StoreError) {
    guard rows.count > 0 else { return }
    pending.append(rows)
    pendingCount += rows.count
    if pendingCount >= rowsPerChunk { try await startChunk(isWhole: false) }
  }

  /// Works on what is left and waits for everything.
  func finish() async throws(StoreError) -> ChunkState {
    if pendingCount > 0 { try await startChunk(isWhole: !hasStarted) }
    try await waitForChunk()
    return state
  }

  /// Stops the work; what lies in staging stays there.
  func cancel() async {
    inFlight?.cancel()
    _ = await inFlight?.value
    inFlight = nil
    pending = []
  }

  /// `isWhole` says that these are all rows of the file.
  private func startChunk(isWhole: Bool) async throws(StoreError) {
    try await waitForChunk()
    let (worker, batches, state) = (worker, Handover(pending), state)
    hasStarted = true
    pending = []
    pendingCount = 0
    inFlight = Task { await worker.process(batches, state, isWhole: isWhole) }
  }

  private func waitForChunk() async throws(StoreError) {
    guard let task = inFlight else { return }
    inFlight = nil
    state = try await task.value.get()
  }
}

/// Values for a task that gives them up as soon as it has taken what it needs: what a task's
/// closure holds lives as long as the task.
final class Handover<Value: Sendable>: Sendable {
  private let value: Mutex<Value?>

  init(_ value: Value) { self.value = Mutex(value) }

  func take() -> Value? { value.withLock { $0.take() } }
}

/// What the chunks of a file have come to so far.
struct ChunkState: Sendable {
  var prior: PriorRows
  var outcome = ImportOutcome()
  /// The rows of a small file, which have not been written.
  var kept = PendingParts()

  /// The segments written so far.
  var written: [OpenSegment] { prior.staged }

  /// Takes the new rows of a small file, which go to so many segments.
  fileprivate mutating func keep<Rows: StoredRows>(
    _ rows: Rows, _ screening: Screening, segments: Int
  ) {
    outcome.segmentsWritten += segments
    guard segments > 0 else { return }
    let taken = screening.isTaken.map { isTaken in
      rows.gather(isTaken.indices.filter { isTaken[$0] }.map { Int32($0) })
    }
    kept[keyPath: Rows.pending].append(PendingRows(taken ?? rows, importID: prior.importID))
  }
}

/// Turns a chunk of rows into segments in staging.
struct ChunkWorker<Rows: StoredRows>: Sendable {
  let writer: SegmentWriter
  /// A file of no more rows keeps them for a commit with others.
  let rowsKept: Int

  /// Joins `batches`, finds out which rows are new, sorts and writes them.
  func process(
    _ batches: Handover<[Rows]>, _ state: ChunkState, isWhole: Bool
  ) async -> Result<ChunkState, StoreError> {
    do throws(StoreError) {
      var state = state
      let rows = Rows.grouped(batches.take() ?? [])
      let spans = ExchangeSpan.spans(of: rows)
      try checkNames(spans)
      let screening = try await Rows.screen(rows, spans, against: &state.prior)
      state.outcome.add(rows, spans, screening)
      state.prior.rowsBefore += rows.count
      let parts = partitioned(rows, taking: screening.isTaken)
      if isWhole, rows.count <= rowsKept {
        state.keep(rows, screening, segments: parts.count)
        return .success(state)
      }
      let written = try await writer.write(rows, parts, firstPart: state.written.count)
      state.prior.staged += written
      state.outcome.segmentsWritten += written.count
      return .success(state)
    } catch {
      return .failure(error)
    }
  }

  /// Exchange ids become folders: the last guard, after the importers'.
  private func checkNames(_ spans: [ExchangeSpan]) throws(StoreError) {
    for span in spans where !StoreLayout.isFolderName(span.name) {
      throw StoreError(
        .invalid, path: writer.staging, "'\(span.name)' is not a valid exchange id")
    }
  }
}
