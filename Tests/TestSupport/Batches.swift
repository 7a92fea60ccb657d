import Basics
package import MarketData

extension LiquidationBatch {
  /// `count` random liquidations of `symbols`, in time order, from 2024-03-01.
  package static func random(
    count: Int, seed: UInt64, exchange: String = "binance-futures",
    symbols: [String] = ["BTCUSDT", "ETHUSDT"]
  ) -> LiquidationBatch {
    var random = SplitMix64(seed: seed)
    var batch = LiquidationBatch()
    batch.instruments = symbols.map { InstrumentKey(exchange: exchange, symbol: $0) }
    var time: Int64 = 1_709_251_200_000_000
    for _ in 0..<count {
      time += Int64(random.uniform() * 2_000_000)
      let price = 100 + random.uniform() * 10
      let quantity = 0.001 + random.uniform() * 10
      batch.instrument.append(UInt32(random.index(below: symbols.count)))
      batch.time.append(time)
      batch.received.append(noTime)
      batch.side.append(random.uniform() < 0.5 ? .long : .short)
      batch.price.append(price)
      batch.priceKind.append(.fill)
      batch.quantity.append(quantity)
      batch.contracts.append(.nan)
      batch.notional.append(price * quantity)
      batch.orderID.append(nil)
      batch.importID.append(0)
    }
    return batch
  }
}
