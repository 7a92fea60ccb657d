import Basics
import MarketData
import Store
import TestSupport
import Testing

@Suite struct ImportGroupTests {
  /// One file of a run.
  private enum File {
    case liquidations(LiquidationBatch, rowsPerChunk: Int, isRefused: Bool)
    case candles(CandleBatch)
  }

  private static func files(_ random: inout SplitMix64) -> [File] {
    let areReceived = random.index(below: 2) == 0
    return (0..<14).map { _ in
      if random.index(below: 4) == 0 {
        let start = march + Int64(random.index(below: 30)) * 60_000_000
        // Of two seeds, so that some contradict and some repeat each other.
        let seed = UInt64(random.index(below: 2))
        return .candles(.random(count: 40, seed: seed, start: start))
      }
      let isRefused = random.index(below: 5) == 0
      let rowsPerChunk = random.index(below: 3) == 0 ? 20 : 100_000
      let batch = events(&random, areReceived: areReceived)
      return .liquidations(batch, rowsPerChunk: rowsPerChunk, isRefused: isRefused)
    }
  }

  /// Few different rows of two months: many times, or once and received at some time.
  ///
  /// Not both, because which of two equal rows is the twin of which is not told.
  private static func events(
    _ random: inout SplitMix64, areReceived: Bool
  ) -> LiquidationBatch {
    var events: [Event] = []
    var seen: Set<String> = []
    for _ in 0..<(1 + random.index(below: 60)) {
      let time = march + Int64(random.index(below: 8) - 4) * 1_000
      var event = Event(time: time, symbol: ["A", "B"][random.index(below: 2)])
      event.exchange = ["aster", "bybit"][random.index(below: 2)]
      event.price = Double(1 + random.index(below: 3))
      if event.price > 2 { event.id = "\(time)" }
      if areReceived { event.received = time + Int64(random.index(below: 9)) }
      let isNew = seen.insert("\(time) \(event.symbol) \(event.exchange) \(event.price)").inserted
      if isNew || !areReceived { events.append(event) }
    }
    return LiquidationBatch(events)
  }

  private static func run(
    _ file: File, number: Int, in group: ImportGroup
  ) async throws -> ImportOutcome {
    let identity = ImportIdentity(hash: "\(number)", format: "test \(number % 2)", options: "")
    let rowsPerChunk = if case .liquidations(_, let rows, _) = file { rows } else { 100_000 }
    let start = try group.beginImport(
      identity, name: "\(number)", bytes: number, options: ImportOptions(rowsPerChunk: rowsPerChunk)
    )
    guard case .started(let session) = start else {
      throw StoreError(.invalid, path: "", "already imported")
    }
    var kind = SegmentKind.liquidations
    switch file {
    case .liquidations(let batch, _, let isRefused):
      for part in batch.split(3) { try await session.append(part) }
      if isRefused {
        let outcome = try await session.finish()
        await session.cancel()
        return outcome
      }
    case .candles(let batch):
      kind = .candles
      try await session.append(batch)
    }
    let outcome = try await session.finish()
    let refused = outcome.conflicts.count
    try await session.commit(ImportSummary(path: "\(number)", kind: kind, rowsRefused: refused))
    return outcome
  }

  private static func lines(_ store: Store) throws -> [String] {
    var lines: [String] = []
    for unit in try store.plan(LiquidationQuery()).units {
      let rows = try store.read(unit, columns: Set(LiquidationColumn.allCases))
      lines += zip(rows.lines, rows.importID).map { "\($0) of \($1)" }
    }
    for unit in try store.plan(CandleQuery()).units {
      let rows = try store.read(unit, columns: Set(CandleColumn.allCases))
      lines += zip(rows.lines, rows.importID).map { "\($0) of \($1)" }
    }
    return lines.sorted()
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `rules 8, 32 and 40: a group of files comes to what each by itself does`(
    seed: UInt64
  ) async throws {
    var random = SplitMix64(seed: seed)
    let files = Self.files(&random)
    let (one, many) = (try Scratch(), try Scratch())
    let (first, second) = (try one.openForWriting(), try many.openForWriting())
    let (alone, group) = (ImportGroup(first, isOn: false), ImportGroup(second, jobs: 2))
    for (number, file) in files.enumerated() {
      let expected = try await Self.run(file, number: number, in: alone)
      let outcome = try await Self.run(file, number: number, in: group)
      #expect(outcome.rowsAccepted == expected.rowsAccepted, "\(number)")
      #expect(outcome.rowsDuplicate == expected.rowsDuplicate, "\(number)")
      #expect(outcome.conflicts == expected.conflicts, "\(number)")
      #expect(outcome.formatOverlaps == expected.formatOverlaps, "\(number)")
      if random.index(below: 6) == 0 { try await group.commit() }
    }
    try await group.commit()
    #expect(try Self.lines(second) == Self.lines(first))
    #expect(try second.imports() == first.imports())
    #expect(try second.segments().count <= first.segments().count)
    #expect(try await second.verify().isGood)
    #expect(try many.names("store/staging").isEmpty)
  }

  @Test func `a file is in the store when its group is, and an import repeats none that waits`()
    async throws
  {
    let scratch = try Scratch()
    let store = try scratch.openForWriting()
    let group = ImportGroup(store)
    let file = File.liquidations(
      LiquidationBatch([Event(time: march)]), rowsPerChunk: 9, isRefused: false)
    _ = try await Self.run(file, number: 7, in: group)
    #expect(try store.imports().isEmpty && scratch.rows().count == 0)
    let identity = ImportIdentity(hash: "7", format: "test 1", options: "")
    guard case .alreadyImported(let record) = try group.beginImport(identity, name: "7", bytes: 7)
    else {
      Issue.record("imported twice")
      return
    }
    #expect(record.id == 1)
    try await group.commit()
    #expect(try store.imports() == [record] && scratch.rows().importID == [1])
  }

  @Test func `a full group is committed by itself`() async throws {
    let scratch = try Scratch()
    let store = try scratch.openForWriting()
    let group = ImportGroup(store)
    for number in 0..<1_003 {
      let event = Event(time: march + Int64(number) * 1_000_000)
      let file = File.liquidations(LiquidationBatch([event]), rowsPerChunk: 9, isRefused: false)
      _ = try await Self.run(file, number: number, in: group)
    }
    #expect(try store.imports().count == 1_000 && store.segments().count == 1)
    try await group.commit()
    #expect(try scratch.rows().importID == Array(1...1_003))
    #expect(try store.segments().count == 2)
    #expect(try await store.verify().isGood)
  }

  @Test(arguments: CommitStep.allCases.prefix { $0 != .committed })
  func `rule 77: a group whose commit fails leaves the store as it was`(
    step: CommitStep
  ) async throws {
    let scratch = try Scratch()
    try await scratch.importFile("a", [LiquidationBatch([Event(time: march + 60_000_000)])])
    let steps = CommitSteps { (reached) throws(StoreError) in
      if reached == step { throw StoreError(.noSpace, path: "x", "the disk is full") }
    }
    let store = try scratch.openForWriting(steps: steps)
    let group = ImportGroup(store)
    for number in 1...2 {
      let event = Event(time: march - Int64(number))
      let file = File.liquidations(LiquidationBatch([event]), rowsPerChunk: 9, isRefused: false)
      _ = try await Self.run(file, number: number, in: group)
    }
    let error = await #expect(throws: StoreError.self) { try await group.commit() }
    #expect(error?.kind == .noSpace)
    #expect(try await store.verify().isGood && store.imports().count == 1)
    #expect(try scratch.names("store/staging").isEmpty)
    // Nothing waits any more.
    try await group.commit()
  }
}
