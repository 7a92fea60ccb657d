import Basics
import MarketData

/// The rows that were there before a chunk: committed ones, those of small files that wait for
/// their commit, and those of the same file.
struct PriorRows: Sendable {
  let layout: StoreLayout
  let catalog: Catalog
  /// The import that is under way.
  let importID: Int64
  /// The most row groups decoded at the same time.
  let jobs: Int
  /// The number of rows of the file before the chunk.
  var rowsBefore = 0
  /// What the import has written so far.
  var staged: [OpenSegment] = []
  /// The rows of other files that wait for their commit.
  var pending: PendingParts
  /// The rows that already have a twin in the file, or that it replaces, by segment path and row
  /// group.
  private(set) var matched: [String: [Int: BitSet]] = [:]
  /// When rows of the store were received earlier than it knows, by segment path, row group, row.
  private(set) var receipts: [String: [Int: [Int: Int64]]] = [:]
  /// Whether a row that contradicts a committed one takes its place.
  let replacesRows: Bool

  init(
    layout: StoreLayout, catalog: Catalog, pending: PendingParts, importID: Int64, jobs: Int,
    replacesRows: Bool
  ) {
    self.pending = pending
    self.replacesRows = replacesRows
    self.layout = layout
    self.catalog = catalog
    self.importID = importID
    self.jobs = jobs
  }

  /// Notes that rows of the store were received earlier than it knows.
  mutating func add(_ receipts: [EarlierReceipt]) {
    for receipt in receipts {
      self.receipts[receipt.path, default: [:]][receipt.rowGroup, default: [:]][receipt.row] =
        receipt.received
    }
  }

  /// Takes out what was noted of rows that wait: by their place among those of their kind, row.
  mutating func takePendingReceipts() -> [Int: [Int: Int64]] {
    receipts.removeValue(forKey: Self.pendingPath) ?? [:]
  }

  /// Stands for the path of rows that are in no file yet.
  fileprivate static let pendingPath = ""

  /// The committed segments of an exchange that share an instant with `window`.
  func committed(
    _ kind: SegmentKind, _ exchange: String, variant: String?, _ window: TimeRange
  ) throws(StoreError) -> [SegmentPromise] {
    try catalog.segments(
      kind, window: window, exchanges: [exchange], variants: variant.map { [$0] }
    ).map { $0.promise(in: layout) }
  }

  /// The segments of this import, not yet committed, that share an instant with `window`.
  func staged(_ exchange: String, _ window: TimeRange) -> [SegmentPromise] {
    staged.map(\.promise).filter {
      $0.partition.exchange == exchange && $0.firstTime < window.to && $0.lastTime >= window.from
    }
  }

  /// The row groups of `segments` that may hold one of the symbols in `window`.
  func rowGroups(
    of segments: [SegmentPromise], areStaged: Bool, symbols: [String], _ window: TimeRange
  ) throws(StoreError) -> [PriorRowGroup] {
    var found: [PriorRowGroup] = []
    for segment in segments {
      let file = try SegmentFile(segment)
      for group in 0..<file.rowGroupCount {
        if let bounds = file.timeBounds(ofRowGroup: group),
          bounds.lowerBound >= window.to || bounds.upperBound < window.from
        {
          continue
        }
        if symbols.contains(where: { file.mayHold($0, inRowGroup: group) }) {
          found.append(PriorRowGroup(segment: segment, index: group, isStaged: areStaged))
        }
      }
    }
    return found
  }

  /// Hands over rows that wait, in order.
  mutating func forEachPending<Rows: StoredRows>(
    _ places: [PendingPlace], _ body: (PendingPlace, Rows, inout BitSet) -> Void
  ) {
    for place in places {
      body(
        place, pending[keyPath: Rows.pending][place.index].rows,
        &matched[Self.pendingPath, default: [:]][place.index, default: BitSet()])
    }
  }

  /// Reads row groups, several at a time but never all, and hands each over in order.
  mutating func forEach<Rows: Sendable>(
    _ groups: [PriorRowGroup],
    _ read: @escaping @Sendable (SegmentFile, Int) throws -> Rows,
    _ body: (PriorRowGroup, Rows, inout BitSet) throws(StoreError) -> Void
  ) async throws(StoreError) {
    for start in stride(from: 0, to: groups.count, by: 2 * jobs) {
      let slab = Array(groups[start..<min(groups.count, start + 2 * jobs)])
      let batches: [Rows]
      do {
        batches = try await mapConcurrently(slab, width: jobs) { group in
          try read(try SegmentFile(group.segment), group.index)
        }
      } catch let error as StoreError {
        throw error
      } catch {
        throw StoreError(.io(errno: 0), path: layout.root, "the import was cancelled")
      }
      for (group, batch) in zip(slab, batches) {
        let path = group.segment.path
        try body(group, batch, &matched[path, default: [:]][group.index, default: BitSet()])
      }
    }
  }
}

/// One row group of a segment that was there before.
struct PriorRowGroup: Sendable {
  let segment: SegmentPromise
  let index: Int
  /// Whether it belongs to the import under way.
  let isStaged: Bool
}

/// A row of the store, or one that waits, whose twin was received earlier.
struct EarlierReceipt: Sendable {
  let path: String
  let rowGroup, row: Int
  /// In microseconds UTC.
  let received: Int64

  init(_ group: PriorRowGroup, row: Int, received: Int64) {
    (path, rowGroup) = (group.segment.path, group.index)
    (self.row, self.received) = (row, received)
  }

  init(_ place: PendingPlace, row: Int, received: Int64) {
    (path, rowGroup) = (PriorRows.pendingPath, place.index)
    (self.row, self.received) = (row, received)
  }
}

/// A set of small numbers, one bit each.
struct BitSet: Sendable {
  private var words: [UInt64] = []

  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  func contains(_ number: Int) -> Bool {
    let word = number / 64
    return word < words.count && words[word] & (1 << UInt64(number % 64)) != 0
  }

  mutating func insert(_ number: Int) {
    let word = number / 64
    while words.count <= word { words.append(0) }
    words[word] |= 1 << UInt64(number % 64)
  }
}
