import MarketData
import ParquetFormat
import Store
import Testing

@Suite struct CandleTests {
  @Test func `what goes in comes out, nulls too`() async throws {
    let scratch = try Scratch()
    let batch = CandleBatch.random(count: 2_000, seed: 1)
    let record = try await scratch.importCandles("a", [batch]).record
    #expect(record.counts.accepted == 2_000)
    #expect(try scratch.candles() == batch.lines)
  }

  @Test func `rules 32 and 78: the same candle is a duplicate, another one a conflict`()
    async throws
  {
    let scratch = try Scratch()
    let batch = CandleBatch.random(count: 100, seed: 1)
    try await scratch.importCandles("a", [batch])
    var changed = batch
    changed.close[40] += 0.5
    changed.trades[41] = 7
    let (record, outcome) = try await scratch.importCandles("b", [changed])
    #expect(
      record.counts == ImportCounts(read: 100, accepted: 0, duplicate: 98, refused: 2, skipped: 0))
    #expect(outcome.conflicts.map(\.row) == [40, 41])
    #expect(outcome.conflicts.first?.reason == "conflicts with import 1")
    #expect(try scratch.candles() == batch.lines)
  }

  @Test(arguments: [1, 1_000]) func `a file may contradict itself`(rowsPerChunk: Int) async throws {
    let scratch = try Scratch()
    let batch = CandleBatch.random(count: 10, seed: 1)
    var changed = batch
    changed.close[3] += 0.5
    let options = ImportOptions(rowsPerChunk: rowsPerChunk)
    let (record, outcome) = try await scratch.importCandles(
      "a", [batch, changed], options: options)
    #expect(record.counts.accepted == 10 && record.counts.duplicate == 9)
    #expect(outcome.conflicts.map(\.row) == [13])
    #expect(outcome.conflicts.first?.importID == record.id)
  }

  @Test func `intervals are apart`() async throws {
    let scratch = try Scratch()
    let minutes = CandleBatch.random(count: 60, seed: 1)
    let hours = CandleBatch.random(count: 2, seed: 2, interval: .hour)
    try await scratch.importCandles("a", [minutes, hours])
    #expect(try scratch.candles(CandleQuery(intervals: [.hour])) == hours.lines)
    #expect(try scratch.candles(CandleQuery(intervals: [.minute])) == minutes.lines)
  }

  @Test func `a volume may be unknown, and only such segments say that it may`() async throws {
    let scratch = try Scratch()
    let known = CandleBatch.random(count: 60, seed: 1)
    var unknown = CandleBatch.random(
      count: 60, seed: 2, start: march + 3_600_000_000, symbol: "ETHUSDT")
    for row in unknown.volume.indices where row != 7 { unknown.volume[row] = .nan }
    try await scratch.importCandles("a", [known])
    try await scratch.importCandles("b", [unknown])
    #expect(try scratch.candles().sorted() == (known.lines + unknown.lines).sorted())
    let optional = try scratch.files().map { path in
      let file = try ParquetFile(FileSource(path: path))
      return file.schema.columns.first { $0.name == "volume" }?.isOptional
    }
    #expect(Set(optional) == [false, true])

    // Again, the same rows; with a volume, they contradict.
    let again = try await scratch.importCandles("c", [unknown])
    #expect(again.record.counts.duplicate == 60)
    var told = unknown
    told.volume[3] = 5
    let (_, outcome) = try await scratch.importCandles("d", [told])
    #expect(outcome.conflicts.map(\.row) == [3])

    let store = try scratch.openForWriting()
    try await store.compact()
    #expect(try await store.verify().isGood)
    #expect(try scratch.candles().sorted() == (known.lines + unknown.lines).sorted())
  }

  @Test func `candles without a volume leave as they are`() async throws {
    let scratch = try Scratch()
    var batch = CandleBatch.random(count: 3, seed: 1)
    batch.volume = [.nan, 2, .nan]
    try await scratch.importCandles("a", [batch])
    let store = try Store.open(at: scratch.store, mode: .read)
    let path = scratch.path("out.parquet")
    var export = try ParquetExport(of: .candles, to: path)
    try await store.forEachInOrder(CandleQuery()) { try export.append($0) }
    try export.finish()
    let foreign = try ForeignParquet(path: path)
    #expect(foreign.ownKind(hasExchange: false, hasInterval: false, hasName: false) == .candles)
    var volumes: [Double] = []
    try await foreign.forEachOwn(.candles, exchange: nil, interval: nil, series: nil) { rows in
      #expect(rows.problems.isEmpty)
      for candles in rows.candles { volumes += candles.volume }
    }
    #expect(volumes.map { $0.isNaN ? -1 : $0 } == [-1, 2, -1])
  }
}
