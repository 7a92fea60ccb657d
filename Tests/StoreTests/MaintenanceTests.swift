import Foundation
import MarketData
import Store
import TestSupport
import Testing

@Suite struct MaintenanceTests {
  /// Three overlapping imports in two months.
  static func fill(_ scratch: Scratch) async throws {
    let events = (0..<300).map {
      Event(time: march - 100_000_000 + Int64($0) * 1_000_000, symbol: "S\($0 % 4)", notional: 1)
    }
    for (name, range) in [("a", 0..<100), ("b", 50..<200), ("c", 150..<300)] {
      try await scratch.importFile(name, [LiquidationBatch(Array(events[range]))])
    }
  }

  @Test func `rule 89: compacting keeps rows, order and imports`() async throws {
    let scratch = try Scratch()
    try await Self.fill(scratch)
    let before = try scratch.rows()
    let store = try scratch.openForWriting()
    let report = try await store.compact()
    #expect(report.segmentsBefore == 3 && report.segmentsAfter == 2)
    let after = try scratch.rows()
    #expect(after.lines.sorted() == before.lines.sorted())
    #expect(Set(after.importID) == [1, 2, 3])
    #expect(try await store.verify().isGood)
    #expect(try await store.compact().segmentsBefore == 2)
    #expect(try scratch.files().count == 2)
  }

  @Test func `rule 72: a removed import takes its rows along and no others`() async throws {
    let scratch = try Scratch()
    try await Self.fill(scratch)
    let before = try scratch.rows()
    let store = try scratch.openForWriting()
    try await store.compact()
    let report = try await store.remove(importID: 2)
    #expect(report.rowsRemoved == 100 && report.incomplete.map(\.id) == [3])
    let kept = (0..<before.count).filter { before.importID[$0] != 2 }.map(Int32.init)
    #expect(try scratch.rows().lines.sorted() == before.gather(kept).lines.sorted())
    #expect(try await store.verify().isGood)
    #expect(try store.imports().map(\.id) == [1, 3])
    let error = await #expect(throws: StoreError.self) { try await store.remove(importID: 2) }
    #expect(error?.kind == .invalid)
  }

  @Test func `after a removal the files that leant on it can be imported again`() async throws {
    let scratch = try Scratch()
    try await Self.fill(scratch)
    try await scratch.openForWriting().remove(importID: 1)
    try await scratch.openForWriting().remove(importID: 3)
    let events = (0..<300).map {
      Event(time: march - 100_000_000 + Int64($0) * 1_000_000, symbol: "S\($0 % 4)", notional: 1)
    }
    let record = try await scratch.importFile("b", [LiquidationBatch(Array(events[50..<200]))])
    #expect(record.id == 4 && record.counts.accepted == 50)
  }

  @Test func `rule 73: repricing fills in what contracts are worth`() async throws {
    let scratch = try Scratch()
    let events = [
      Event(time: march, quantity: .nan, contracts: 5), Event(time: march + 1, quantity: 2),
      Event(time: march + 2, symbol: "X", exchange: "okex-swap", quantity: .nan, contracts: 7),
    ]
    try await scratch.importFile("a", [LiquidationBatch(events)])
    let store = try scratch.openForWriting()
    let rules = InstrumentRules([
      InstrumentKey(exchange: "binance-futures", symbol: "BTCUSDT"): .init(
        kind: .linear, multiplier: 0.1, base: "BTC", quote: "USDT")
    ])
    let report = try await store.reprice(rules)
    #expect(report.rowsRepriced == 1 && report.rowsUnknown == 1 && report.segmentsRewritten == 1)
    let rows = try scratch.rows()
    #expect(rows.quantity[0] == 0.5 && rows.notional[0] == 50 && rows.quantity[1] == 2)
    #expect(rows.quantity[2].isNaN && rows.contracts[0] == 5 && rows.contracts[2] == 7)
    #expect(try await store.verify().isGood)
    #expect(try scratch.names("store/staging").isEmpty)
  }

  @Test func `an ordered scan goes by exchange, symbol, time and import`() async throws {
    let scratch = try Scratch()
    try await Self.fill(scratch)
    try await scratch.importFile("d", [LiquidationBatch([Event(time: march, exchange: "aster")])])
    let store = try Store.open(at: scratch.store, mode: .read)
    var rows = LiquidationBatch()
    try await store.forEachInOrder(LiquidationQuery(), jobs: 2) { rows.append(contentsOf: $0) }
    #expect(rows.lines.sorted() == (try scratch.rows().lines.sorted()))
    let keys = (0..<rows.count).map { (rows.instruments[Int(rows.instrument[$0])], rows.time[$0]) }
    #expect(
      zip(keys, keys.dropFirst()).allSatisfy { $0.0 < $1.0 || ($0.0 == $1.0 && $0.1 <= $1.1) })
  }

  @Test func `a dry run counts and changes nothing`() async throws {
    let scratch = try Scratch()
    for isThere in [false, true] {
      if isThere { try await Self.fill(scratch) }
      let files = try isThere ? scratch.files() : []
      let store = try Store.open(at: scratch.store, mode: .dryRun)
      let session = try scratch.session(store, "dry", options: ImportOptions(rowsPerChunk: 2))
      let events = [
        Event(time: march, symbol: "S0", notional: 1), Event(time: march, id: "1"),
        Event(time: march, id: "2"), Event(time: march, id: "1"),
      ]
      for event in events { try await session.append(LiquidationBatch([event])) }
      let outcome = try await session.finish()
      #expect(
        outcome.rowsAccepted == (isThere ? 2 : 3) && outcome.rowsDuplicate == (isThere ? 2 : 1))
      await #expect(throws: StoreError.self) {
        try await session.commit(ImportSummary(path: "x", kind: .liquidations))
      }
      #expect(FileManager.default.fileExists(atPath: scratch.store) == isThere)
      if isThere { #expect(try scratch.files() == files) }
    }
  }

  @Test func `candles can be replaced`() async throws {
    let scratch = try Scratch()
    let batch = CandleBatch.random(count: 100, seed: 1)
    try await scratch.importCandles("a", [batch])
    var changed = batch
    changed.close[40] += 0.5
    let options = ImportOptions(replacesRows: true)
    let (record, outcome) = try await scratch.importCandles("b", [changed], options: options)
    #expect(record.counts.accepted == 1 && record.counts.duplicate == 99)
    #expect(outcome.conflicts.isEmpty)
    #expect(try scratch.candles().sorted() == changed.lines.sorted())
    #expect(try await scratch.openForWriting().verify().isGood)
  }
}

@Suite struct RepairTests {
  @Test(arguments: ["lost", "garbage", "fine"])
  func `rule 88: the catalog is rebuilt from the segments`(
    state: String
  ) async throws {
    let scratch = try Scratch()
    try await MaintenanceTests.fill(scratch)
    try await scratch.importCandles("k", [CandleBatch.random(count: 9, seed: 1)])
    try await scratch.openForWriting().compact()
    let (rows, candles) = (try scratch.rows(), try scratch.candles())
    let before = try Store.open(at: scratch.store, mode: .read)
    let (imports, coverage) = (try before.imports(), try before.coverage())
    let catalog = URL(filePath: scratch.store + "/catalog.sqlite")
    if state == "lost" { try FileManager.default.removeItem(at: catalog) }
    if state == "garbage" { try Data("nothing that SQLite knows".utf8).write(to: catalog) }

    let report = try Store.repair(at: scratch.store, wait: .seconds(20))
    #expect(report.problems.isEmpty && report.imports == 4)
    #expect(report.keptLedger == (state == "fine"))
    #expect(try scratch.rows().lines == rows.lines && scratch.candles() == candles)
    let store = try scratch.openForWriting()
    #expect(try await store.verify().isGood)
    #expect(try store.coverage() == coverage || state != "fine")
    let restored = try store.imports()
    #expect(restored.map(\.identity) == imports.map(\.identity))
    #expect(restored.map(\.symbols) == imports.map(\.symbols))
    #expect(restored.map(\.notional) == imports.map(\.notional))
    guard case .alreadyImported = try store.beginImport(imports[0].identity, name: "a", bytes: 0)
    else {
      Issue.record("an import was forgotten")
      return
    }
  }

  @Test func `a damaged file is named and left alone`() async throws {
    let scratch = try Scratch()
    try await MaintenanceTests.fill(scratch)
    let path = try #require(try scratch.files().first)
    var bytes = try Data(contentsOf: URL(filePath: path))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(filePath: path))
    let report = try Store.repair(at: scratch.store, wait: .seconds(20))
    #expect(report.segments == 2 && report.problems.count == 1)
    #expect(path.hasSuffix(report.problems.first?.path ?? "none"))
    #expect(FileManager.default.fileExists(atPath: path))
  }

  @Test func `where there is no store there is nothing to repair`() throws {
    let scratch = try Scratch()
    let error = #expect(throws: StoreError.self) { try Store.repair(at: scratch.store) }
    #expect(error?.kind == .notFound)
  }
}
