import MarketData
import Store
import TestSupport
import Testing

@Suite struct ScanTests {
  @Test func `a query finds its rows and no others`() async throws {
    let scratch = try Scratch()
    let batch = LiquidationBatch.random(count: 20_000, seed: 5, symbols: ["A", "B", "C"])
    try await scratch.importFile("a", batch.split(4), options: ImportOptions(rowsPerChunk: 5_000))
    let window = TimeRange(from: batch.time[6_000], to: batch.time[6_100])
    let found = try scratch.rows(LiquidationQuery(window: window, symbols: ["B"]))
    let expected = (0..<batch.count).filter {
      window.contains(batch.time[$0]) && batch.instruments[Int(batch.instrument[$0])].symbol == "B"
    }
    #expect(found.lines == batch.gather(expected.map(Int32.init)).lines)
    let none = LiquidationQuery(exchanges: ["bybit"])
    #expect(try scratch.rows(none).count == 0)
  }

  @Test func `segments and row groups outside the window are not planned`() async throws {
    let scratch = try Scratch()
    let batch = LiquidationBatch.random(count: 4_000, seed: 5)
    try await scratch.importFile("a", batch.split(4), options: ImportOptions(rowsPerChunk: 1_000))
    let store = try Store.open(at: scratch.store, mode: .read)
    let window = TimeRange(from: batch.time[1_500], to: batch.time[1_600])
    let plan = try store.plan(LiquidationQuery(window: window))
    #expect(plan.segments.count == 1 && plan.units.count == 1)
    #expect(try store.plan(LiquidationQuery()).rowsAtMost == 4_000)
    #expect(try store.plan(LiquidationQuery(symbols: ["XRP"])).units.isEmpty)
  }

  @Test func `only the columns asked for are read`() async throws {
    let scratch = try Scratch()
    try await scratch.importFile("a", [LiquidationBatch.random(count: 10, seed: 5)])
    let store = try Store.open(at: scratch.store, mode: .read)
    let unit = try #require(try store.plan(LiquidationQuery()).units.first)
    let batch = try store.read(unit, columns: [LiquidationColumn.price])
    #expect(batch.price.count == 10 && batch.time.count == 10 && batch.instrument.count == 10)
    #expect(batch.quantity.isEmpty && batch.side.isEmpty)
  }

  @Test func `the catalog tells what there is`() async throws {
    let scratch = try Scratch()
    let events = [
      Event(time: march), Event(time: march + 9), Event(time: march + 5, symbol: "ETHUSDT"),
    ]
    try await scratch.importFile("a", [LiquidationBatch(events)])
    try await scratch.importCandles("b", [CandleBatch.random(count: 3, seed: 1)])
    let store = try Store.open(at: scratch.store, mode: .read)
    let symbols = try store.symbols()
    #expect(symbols.map(\.symbol) == ["BTCUSDT", "ETHUSDT", "BTCUSDT"])
    #expect(symbols.map(\.rows) == [2, 1, 3])
    #expect(symbols[0].firstTime == march && symbols[0].lastTime == march + 9)
    let partitions = try store.partitions()
    #expect(partitions.map(\.kind) == [.liquidations, .candles])
    #expect(partitions.map(\.variant) == [nil, "1m"])
    #expect(partitions.allSatisfy { $0.bytes > 100 && $0.segments == 1 })
    let coverage = try store.coverage()
    #expect(coverage.map(\.periods) == [[TimeRange(from: march, to: march + 10)]])
  }
}
