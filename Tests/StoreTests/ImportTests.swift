import MarketData
import Store
import TestSupport
import Testing

@Suite struct ImportTests {
  @Test(arguments: [1, 3]) func `what goes in comes out, sorted by symbol and time`(
    jobs: Int
  ) async throws {
    let scratch = try Scratch()
    let batch = LiquidationBatch.random(count: 5_000, seed: 7, symbols: ["B", "A", "é", "Z"])
    let options = ImportOptions(jobs: jobs, rowsPerChunk: 1_000_000)
    let record = try await scratch.importFile("a", [batch], options: options)
    #expect(record.counts.accepted == 5_000)
    let stored = try scratch.rows()
    #expect(stored.lines.sorted() == batch.lines.sorted())
    let order = stored.instrument.map { stored.instruments[Int($0)].symbol }
    #expect(order == order.sorted { precedes($0, $1) })
    #expect(Set(stored.importID) == [1])
  }

  @Test func `rows in any order come out sorted`() async throws {
    let scratch = try Scratch()
    let times = (0..<3_000).map { march + Int64($0 * 7_919 % 3_001) }
    let events = times.map { Event(time: $0, symbol: "S\($0 % 2)") }
    try await scratch.importFile("a", [LiquidationBatch(events)])
    let even = times.sorted().filter { $0 % 2 == 0 }
    let odd = times.sorted().filter { $0 % 2 == 1 }
    #expect(try scratch.rows().time == even + odd)
  }

  /// The dates alternate, so that one symbol of the two would not be sorted by time.
  @Test func `two spellings of an accent are stored as two symbols`() async throws {
    let scratch = try Scratch()
    let events = (0..<10).map { row in
      Event(time: march + Int64(row), symbol: row % 2 == 0 ? "CAF\u{C9}" : "CAFE\u{301}")
    }
    try await scratch.importFile("a", [LiquidationBatch(events)])
    let stored = try scratch.rows()
    #expect(stored.time == [1, 3, 5, 7, 9, 0, 2, 4, 6, 8].map { march + $0 })
    #expect(stored.instruments.count == 2)
    #expect(try await Store.open(at: scratch.store, mode: .read).verify().isGood)
  }

  @Test func `rule 71: rows of the same instant keep the order of the file`() async throws {
    let scratch = try Scratch()
    let events = (0..<50).map { Event(time: march + Int64($0 % 2), quantity: Double($0 + 1)) }
    try await scratch.importFile("a", [LiquidationBatch(events)])
    let expected = (0..<50).filter { $0 % 2 == 0 } + (0..<50).filter { $0 % 2 == 1 }
    #expect(try scratch.rows().quantity == expected.map { Double($0 + 1) })
  }

  /// Whatever way the rows take into their order, each keeps its columns together.
  @Test(arguments: [1, 5, 40]) func `interleaved rows with ids and odd times stay whole`(
    parts: Int
  ) async throws {
    let scratch = try Scratch()
    let events = (0..<2_000).map { row in
      var event = Event(time: march + Int64(10 + row / 3 * 10 - row % 7))
      event.symbol = "S\(row * row % 5)"
      event.exchange = row % 11 == 0 ? "bybit" : "okex-swap"
      event.side = row % 2 == 0 ? .long : .short
      event.price = Double(row) / 100 + 1
      event.kind = row % 11 == 0 ? .bankruptcy : .fill
      event.quantity = row % 13 == 0 ? .nan : Double(row + 1) / 1_000
      event.contracts = Double(row + 1)
      event.notional = row % 17 == 0 ? .nan : Double(row)
      event.id = row % 4 == 0 ? "id-\(row)" : nil
      return event
    }
    let batch = LiquidationBatch(events)
    let options = ImportOptions(jobs: 2, rowsPerChunk: 700)
    try await scratch.importFile("a", batch.split(parts), options: options)
    let keys = events.map { InstrumentKey(exchange: $0.exchange, symbol: $0.symbol) }
    let order = events.indices.sorted { left, right in
      if keys[left] != keys[right] { return keys[left] < keys[right] }
      return (events[left].time, left) < (events[right].time, right)
    }
    let stored = try scratch.rows().lines
    #expect(stored.sorted() == batch.lines.sorted())
    if parts == 1 { #expect(stored == order.map { batch.lines[$0] }) }
  }

  @Test func `rules 12 and 75: a file of several exchanges and months makes a segment of each`()
    async throws
  {
    let scratch = try Scratch()
    let month: Int64 = 31 * 86_400_000_000
    let events = [
      Event(time: march, exchange: "bybit"), Event(time: march - 1, exchange: "bybit"),
      Event(time: march), Event(time: march + month - 1), Event(time: march + month),
    ]
    try await scratch.importFile("a", [LiquidationBatch(events)])
    let segments = try Store.open(at: scratch.store, mode: .read).segments()
    let keys = segments.map { "\($0.partition.exchange) \($0.partition.month) \($0.rows)" }
    #expect(
      keys == [
        "binance-futures 2024-03 2", "binance-futures 2024-04 1", "bybit 2024-02 1",
        "bybit 2024-03 1",
      ])
    for segment in segments {
      #expect(segment.path.hasSuffix("/\(segment.id).parquet"))
    }
  }

  @Test func `the same file is imported once`() async throws {
    let scratch = try Scratch()
    let batch = LiquidationBatch.random(count: 10, seed: 1)
    let first = try await scratch.importFile("a", [batch])
    let store = try scratch.openForWriting()
    let identity = ImportIdentity(hash: "a", format: "tardis-liquidations", options: "")
    guard case .alreadyImported(let found) = try store.beginImport(identity, name: "a", bytes: 1)
    else {
      Issue.record("the import was started again")
      return
    }
    #expect(found == first)
  }

  @Test func `a file that is imported again changes no byte of the store`() async throws {
    let scratch = try Scratch()
    try await scratch.importFile("a", [LiquidationBatch.random(count: 10, seed: 1)])
    let before = try scratch.contents()
    await #expect(throws: StoreError.self) { try await scratch.importFile("a", []) }
    #expect(try scratch.contents() == before)
  }

  @Test func `a store opened for reading takes no import`() async throws {
    let scratch = try Scratch()
    try await scratch.importFile("a", [LiquidationBatch([Event(time: march)])])
    let store = try Store.open(at: scratch.store, mode: .read)
    let error = #expect(throws: StoreError.self) { try scratch.session(store, "b") }
    #expect(error?.kind == .readOnly)
  }

  @Test func `the ledger repeats everything that was reported`() async throws {
    let scratch = try Scratch()
    let events = [
      Event(time: march + 5, notional: 10), Event(time: march, symbol: "ETHUSDT"),
      Event(time: march + 9, notional: 0.5),
    ]
    let store = try scratch.openForWriting()
    let session = try scratch.session(store, "a")
    try await session.append(LiquidationBatch(events))
    let refused = [RefusedRow(line: 3, reason: "price is 'x'", raw: "1,x")]
    let record = try await session.commit(
      ImportSummary(
        path: "in/a", kind: .liquidations, rowsDuplicate: 2, rowsSkipped: 1, rowsRefused: 1,
        refused: refused))
    #expect(try store.imports() == [record])
    #expect(
      record.counts
        == ImportCounts(read: 7, accepted: 3, duplicate: 2, refused: 1, skipped: 1))
    #expect(record.firstTime == march && record.lastTime == march + 9)
    #expect(record.notional == 10.5 && record.notionalMissing == 1)
    #expect(record.symbols.map(\.symbol) == ["BTCUSDT", "ETHUSDT"])
    #expect(record.exchanges.map(\.rows) == [3])
    #expect(try store.refusedRows(ofImport: record.id) == refused)
  }

  @Test(arguments: [70, 1_000_000])
  func `the rows of each symbol are counted over all chunks`(rowsPerChunk: Int) async throws {
    let symbols = (0..<50).map { "S\($0 * 7_919 % 101)" }
    let batch = LiquidationBatch.random(count: 3_000, seed: 5, symbols: symbols)
    let scratch = try Scratch()
    let options = ImportOptions(jobs: 2, rowsPerChunk: rowsPerChunk)
    let record = try await scratch.importFile("a", batch.split(40), options: options)
    var expected: [InstrumentKey: Int] = [:]
    for row in 0..<batch.count {
      expected[batch.instruments[Int(batch.instrument[row])], default: 0] += 1
    }
    let keys = record.symbols.map { InstrumentKey(exchange: $0.exchange, symbol: $0.symbol) }
    #expect(keys == expected.keys.sorted())
    #expect(record.symbols.map(\.rows) == keys.map { expected[$0] })
  }

  @Test func `a file without rows is in the ledger and makes no segment`() async throws {
    let scratch = try Scratch()
    let record = try await scratch.importFile("a", [LiquidationBatch()])
    #expect(record.counts.read == 0 && record.firstTime == nil && record.notional == nil)
    #expect(try Store.open(at: scratch.store, mode: .read).segments().isEmpty)
  }

  @Test func `a cancelled import leaves nothing`() async throws {
    let scratch = try Scratch()
    let store = try scratch.openForWriting()
    let session = try scratch.session(store, "a", options: ImportOptions(rowsPerChunk: 100))
    try await session.append(LiquidationBatch.random(count: 1_000, seed: 1))
    #expect(try await session.finish().rowsAccepted == 1_000)
    await session.cancel()
    #expect(try store.imports().isEmpty && store.segments().isEmpty)
    #expect(try scratch.names("store/staging").isEmpty)
  }

  @Test func `an exchange id that is no folder name is refused`() async throws {
    for name in ["../x", "", "a/b", "A", "a..b", String(repeating: "a", count: 65)] {
      let scratch = try Scratch()
      let batch = LiquidationBatch([Event(time: march, exchange: name)])
      await #expect(throws: StoreError.self) { try await scratch.importFile("a", [batch]) }
    }
  }

  @Test func `rule 90: the same rows give the same bytes, whatever the number of jobs`()
    async throws
  {
    let batch = LiquidationBatch.random(count: 20_000, seed: 3, symbols: ["A", "B", "C"])
    var paths: Set<[String]> = []
    for jobs in [1, 4] {
      let scratch = try Scratch()
      let options = ImportOptions(jobs: jobs, rowsPerChunk: 7_000)
      try await scratch.importFile("a", batch.split(5), options: options)
      let store = try Store.open(at: scratch.store, mode: .read)
      paths.insert(try store.segments().map(\.path))
    }
    #expect(paths.count == 1)
  }

  @Test func `another format for the same exchange and time is noticed`() async throws {
    let scratch = try Scratch()
    let batch = LiquidationBatch([Event(time: march), Event(time: march + 10)])
    try await scratch.importFile("a", [batch])
    let store = try scratch.openForWriting()
    let other = try scratch.session(store, "b", format: "binance-force-order")
    try await other.append(LiquidationBatch([Event(time: march + 5, kind: .fill)]))
    let overlaps = try await other.finish().formatOverlaps
    #expect(overlaps.map(\.importID) == [1])
    #expect(overlaps.first?.path == "in/a")
    await other.cancel()
  }

  @Test func `a reader keeps seeing the store it opened`() async throws {
    let scratch = try Scratch()
    try await scratch.importFile("a", [LiquidationBatch([Event(time: march)])])
    let reader = try Store.open(at: scratch.store, mode: .read)
    try await scratch.importFile("b", [LiquidationBatch([Event(time: march + 1_000_000)])])
    #expect(try reader.imports().count == 1 && reader.plan(LiquidationQuery()).units.count == 1)
    #expect(try scratch.rows().count == 2)
  }
}
