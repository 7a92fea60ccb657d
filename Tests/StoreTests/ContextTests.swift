import MarketData
import Store
import Testing

/// Totals per interval and series: kept apart from events, one row a key.
@Suite struct ContextTests {
  static let key = InstrumentKey(exchange: "coinalyze", symbol: "BTCUSDT_PERP.A")

  /// One total an hour from `march` on.
  static func totals(_ count: Int, unit: AggregateUnit = .usd) -> AggregateBatch {
    var batch = AggregateBatch(interval: .hour)
    batch.instruments = [key]
    for index in 0..<count {
      batch.instrument.append(0)
      batch.openTime.append(march + Int64(index) * Interval.hour.microseconds)
      batch.long.append(Double(index))
      batch.short.append(Double(index) / 3)
      batch.unit.append(unit)
      batch.importID.append(0)
    }
    return batch
  }

  /// Funding and open interest, one of each every eight hours.
  static func values(_ count: Int) -> SeriesBatch {
    var batch = SeriesBatch()
    batch.instruments = [InstrumentKey(exchange: "binance-futures", symbol: "BTCUSDT")]
    for index in 0..<count {
      for name in [SeriesName.fundingRate, .openInterest] {
        batch.instrument.append(0)
        batch.name.append(name)
        batch.time.append(march + Int64(index) * 8 * Interval.hour.microseconds)
        batch.value.append(name == .fundingRate ? -0.0001 * Double(index) : 1_000 + Double(index))
        batch.importID.append(0)
      }
    }
    return batch
  }

  static func importAll(
    _ scratch: Scratch, _ name: String, totals: AggregateBatch? = nil, values: SeriesBatch? = nil
  ) async throws -> (record: ImportRecord, outcome: ImportOutcome) {
    let session = try scratch.session(scratch.openForWriting(), name, format: "test")
    if let totals { try await session.append(totals) }
    if let values { try await session.append(values) }
    let outcome = try await session.finish()
    let kind: SegmentKind = totals == nil ? .series : .aggregates
    let summary = ImportSummary(path: name, kind: kind, rowsRefused: outcome.conflicts.count)
    return (try await session.commit(summary), outcome)
  }

  static func readTotals(
    _ scratch: Scratch, _ query: AggregateQuery = AggregateQuery()
  ) async throws -> AggregateBatch {
    var all = AggregateBatch(interval: .hour)
    let store = try Store.open(at: scratch.store, mode: .read)
    try await store.forEachInOrder(query) { all.append(contentsOf: $0) }
    return all
  }

  static func readValues(
    _ scratch: Scratch, _ query: SeriesQuery = SeriesQuery()
  ) async throws -> SeriesBatch {
    var all = SeriesBatch()
    let store = try Store.open(at: scratch.store, mode: .read)
    try await store.forEachInOrder(query) { all.append(contentsOf: $0) }
    return all
  }

  @Test func `totals come out as they went in, and no event scan sees them`() async throws {
    let scratch = try Scratch()
    let record = try await Self.importAll(scratch, "a", totals: Self.totals(900)).record
    #expect(record.counts.accepted == 900)
    let rows = try await Self.readTotals(scratch)
    #expect(rows.openTime == Self.totals(900).openTime && rows.long == Self.totals(900).long)
    #expect(rows.short == Self.totals(900).short && Set(rows.unit) == [.usd])
    #expect(rows.instruments == [Self.key] && Set(rows.importID) == [1])
    #expect(try scratch.rows().count == 0 && scratch.candles().isEmpty)
    #expect(
      try scratch.files().allSatisfy {
        $0.contains("aggregates/exchange=coinalyze/interval=1h/month=")
      })
    let store = try Store.open(at: scratch.store, mode: .read)
    #expect(try store.coverage().isEmpty)
    #expect(try await store.verify().isGood)
  }

  @Test func `a total is a duplicate, a conflict, or one in another unit`() async throws {
    let scratch = try Scratch()
    _ = try await Self.importAll(scratch, "a", totals: Self.totals(10))
    var changed = Self.totals(10)
    changed.long[4] += 1
    let (record, outcome) = try await Self.importAll(scratch, "b", totals: changed)
    #expect(record.counts.duplicate == 9 && record.counts.refused == 1)
    #expect(outcome.conflicts.map(\.time) == [changed.openTime[4]])
    let coins = try await Self.importAll(scratch, "c", totals: Self.totals(10, unit: .base))
    #expect(coins.record.counts.accepted == 10)
  }

  @Test func `series are stored by name and read by name and window`() async throws {
    let scratch = try Scratch()
    let record = try await Self.importAll(scratch, "a", values: Self.values(100)).record
    #expect(record.counts.accepted == 200)
    #expect(
      try scratch.names("store/series/exchange=binance-futures")
        == ["name=funding_rate", "name=open_interest"])
    let day = TimeRange(from: march, to: march + 24 * Interval.hour.microseconds)
    let rates = try await Self.readValues(
      scratch, SeriesQuery(window: day, names: [.fundingRate]))
    #expect(rates.value == [0, -0.0001, -0.0002] && Set(rates.name) == [.fundingRate])
    let all = try await Self.readValues(scratch)
    #expect(all.count == 200)
  }

  @Test func `a value of a series is a duplicate or a conflict`() async throws {
    let scratch = try Scratch()
    _ = try await Self.importAll(scratch, "a", values: Self.values(10))
    var changed = Self.values(12)
    changed.value[3] += 1
    let (record, outcome) = try await Self.importAll(scratch, "b", values: changed)
    #expect(record.counts.accepted == 4 && record.counts.duplicate == 19)
    #expect(outcome.conflicts.count == 1)
  }

  @Test func `compacting, removing and repairing keep every kind`() async throws {
    let scratch = try Scratch()
    _ = try await Self.importAll(
      scratch, "a", totals: Self.totals(10), values: Self.values(10))
    _ = try await Self.importAll(
      scratch, "b", totals: Self.totals(20), values: Self.values(20))
    let before = try await (Self.readTotals(scratch), Self.readValues(scratch))
    let report = try await scratch.openForWriting().compact()
    #expect(report.segmentsBefore == 6 && report.segmentsAfter == 3)
    try scratch.execute("DELETE FROM segments")
    _ = try Store.repair(at: scratch.store)
    #expect(try await Self.readTotals(scratch) == before.0)
    #expect(try await Self.readValues(scratch) == before.1)
    try await scratch.openForWriting().remove(importID: 1)
    #expect(try await Self.readTotals(scratch).count == 10)
    #expect(try await Self.readValues(scratch).count == 20)
    #expect(try await Store.open(at: scratch.store, mode: .read).verify().isGood)
  }

  @Test func `series and totals can be exported`() async throws {
    let scratch = try Scratch()
    _ = try await Self.importAll(scratch, "a", totals: Self.totals(1), values: Self.values(1))
    var series = TextExport(of: .series, as: .csv).header
    let store = try Store.open(at: scratch.store, mode: .read)
    try await store.forEachInOrder(SeriesQuery()) {
      series += TextExport(of: .series, as: .csv).bytes(of: $0)
    }
    #expect(
      String(decoding: series, as: UTF8.self) == """
        exchange,name,time,symbol,value
        binance-futures,funding_rate,2024-03-01T00:00:00Z,BTCUSDT,-0
        binance-futures,open_interest,2024-03-01T00:00:00Z,BTCUSDT,1000

        """)
    var totals: [UInt8] = []
    try await store.forEachInOrder(AggregateQuery()) {
      totals += TextExport(of: .aggregates, as: .jsonl).bytes(of: $0)
    }
    #expect(
      String(decoding: totals, as: UTF8.self) == """
        {"exchange":"coinalyze","interval":"1h","open_time":"2024-03-01T00:00:00Z",\
        "symbol":"BTCUSDT_PERP.A","long":0,"short":0,"unit":"usd"}

        """)
  }

  @Test func `an import may learn its hash at its end`() async throws {
    let scratch = try Scratch()
    try await Self.importLate(scratch)
    try scratch.execute("DELETE FROM imports")
    _ = try Store.repair(at: scratch.store)
    #expect(try Store.open(at: scratch.store, mode: .read).imports().first?.identity.hash == "abc")
  }

  private static func importLate(_ scratch: Scratch) async throws {
    let store = try scratch.openForWriting()
    let group = ImportGroup(store)
    #expect(try !group.hasImport(ofBytes: 77))
    let session = try group.beginNewImport(format: "test", reading: "", name: "late")
    try await session.append(LiquidationBatch([Event(time: march)]))
    _ = try await session.finish((hash: "abc", bytes: 77))
    let record = try await session.commit(ImportSummary(path: "late", kind: .liquidations))
    #expect(record.identity.hash == "abc" && record.bytes == 77)
    #expect(try group.hasImport(ofBytes: 77) && store.imports().isEmpty)
    try await group.commit()
    #expect(try group.hasImport(ofBytes: 77) && store.imports().count == 1)
    #expect(try await store.verify().isGood)
  }
}
