import MarketData
import TestSupport
import Testing

@Suite struct LiquidationBatchTests {
  @Test func `appending translates instruments`() {
    var batch = LiquidationBatch.random(count: 10, seed: 1, symbols: ["A", "B"])
    let other = LiquidationBatch.random(count: 10, seed: 2, symbols: ["B", "C"])
    batch.append(contentsOf: other)
    #expect(batch.instruments.map(\.symbol) == ["A", "B", "C"])
    for row in 0..<10 {
      let key = other.instruments[Int(other.instrument[row])]
      #expect(batch.instruments[Int(batch.instrument[10 + row])] == key)
    }
  }

  @Test func `gathering picks rows in the order given`() {
    let batch = LiquidationBatch.random(count: 5, seed: 1)
    let picked = batch.gather([3, 0])
    #expect(picked.time == [batch.time[3], batch.time[0]])
    #expect(picked.count == 2)
  }

  /// A string's own equality would make one of them, whichever came first.
  @Test func `two spellings of an accent are two instruments`() {
    let composed = InstrumentKey(exchange: "a", symbol: "CAF\u{C9}USDT")
    let decomposed = InstrumentKey(exchange: "a", symbol: "CAFE\u{301}USDT")
    #expect(composed.symbol == decomposed.symbol && composed != decomposed)
    #expect(Set([composed, decomposed]).count == 2)
    #expect(decomposed < composed && composed == composed)
  }

  @Test func `names are ordered by their bytes`() {
    #expect(precedes("Z", "a"))
    #expect(precedes("z", "é"))
    #expect(InstrumentKey(exchange: "a", symbol: "z") < InstrumentKey(exchange: "b", symbol: "a"))
  }
}
