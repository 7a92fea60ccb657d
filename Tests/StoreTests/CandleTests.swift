import MarketData
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
}
