import Basics
import MarketData
import Signals
import Testing

/// What reads volumes says so, or it would find none.
@Suite struct VolumeUseTests {
  @Test(arguments: OperatorsTests.examples.filter { $0.name != "position" })
  func `an expression that changes without volumes asks for them`(
    _ example: (name: String, text: String)
  ) throws {
    let file =
      try (try? Sample.file(feature: example.text))
      ?? Sample.file(feature: example.text, isFlag: true)
    let (pool, id) = try Sample.feature(example.text)
    let market = RandomMarket(seed: 1)
    let grid = market.grid(onEvents: false)
    var bare = market
    for index in bare.candles.indices {
      bare.candles[index].volume = .nan
      bare.candles[index].quoteVolume = .nan
    }
    let with = pool.columns(for: [id], over: grid, market.tape()).column(id)
    let without = pool.columns(for: [id], over: grid, bare.tape()).column(id)
    let isSame = grid.indices.allSatisfy { with[$0].bitPattern == without[$0].bitPattern }
    #expect(isSame || file.readsVolumes, "\(example.text)")
  }

  @Test func `columns that were not read are volumes that are not known`() {
    var batch = CandleBatch(interval: .minute)
    batch.instruments = [InstrumentKey(exchange: "x", symbol: "A")]
    for index in 0..<4 {
      batch.instrument.append(0)
      batch.openTime.append(Int64(index) * 60_000_000)
      for column in [\CandleBatch.open, \.high, \.low, \.close] {
        batch[keyPath: column].append(Double(index))
      }
    }
    var candles = Candles(interval: 60_000_000)
    candles.append(batch, 0..<2)
    #expect(candles.volume(1).isNaN && candles[1].quoteVolume.isNaN)
    // A part that has them follows one that has not, and the other way round.
    var full = batch
    full.volume = [1, 2, 3, 4]
    candles.append(full, 2..<4)
    #expect(candles.volume(1).isNaN && candles.volume(3) == 4 && candles.quoteVolume(3).isNaN)
    var other = Candles(interval: 60_000_000)
    other.append(full, 0..<3)
    other.append(batch, 3..<4)
    #expect(other.volume(2) == 3 && other.volume(3).isNaN)
    #expect(other.close == [0, 1, 2, 3] && other.isUnbroken(0..<4))
  }
}
