import Analytics
import Basics
import Foundation
import MarketData

/// The fixture as the same batches the store would deliver.
struct Fixture {
  let liquidations: LiquidationBatch
  let candles: CandleBatch
  let openInterest: OpenInterest
  /// From the open of the first candle to the close of the last.
  let window: TimeRange

  init(_ folder: URL) throws {
    liquidations = Self.liquidations(try CSVTable(folder.appending(path: "liquidations.csv")))
    candles = Self.candles(try CSVTable(folder.appending(path: "candles.csv")))
    let interest = try CSVTable(folder.appending(path: "oi.csv"))
    openInterest = OpenInterest(
      symbol: "BTCUSDT", time: interest.integers("ts_ms").map { $0 * 1_000 },
      usd: interest.numbers("oi_usd"))
    let first = candles.openTime.first ?? 0
    let last = candles.openTime.last ?? 0
    window = TimeRange(from: first, to: last + candles.interval.microseconds)
  }

  private static func liquidations(_ table: CSVTable) -> LiquidationBatch {
    var batch = LiquidationBatch()
    batch.time = table.integers("ts_ms").map { $0 * 1_000 }
    batch.instrument = batch.intern(
      zip(table.texts("exchange"), table.texts("symbol")).map {
        InstrumentKey(exchange: $0, symbol: $1)
      })
    batch.side = table.texts("side").map { $0 == "long" ? .long : .short }
    batch.price = table.numbers("price")
    batch.quantity = table.numbers("qty")
    batch.notional = zip(batch.price, batch.quantity).map { $0 * $1 }
    batch.received = batch.time.map { _ in LiquidationBatch.noTime }
    batch.priceKind = batch.time.map { _ in .fill }
    batch.contracts = batch.time.map { _ in .nan }
    for _ in batch.time { batch.orderID.append(nil) }
    batch.importID = batch.time.map { _ in 0 }
    return batch
  }

  /// The oracle's candles are those of BTCUSDT.
  private static func candles(_ table: CSVTable) -> CandleBatch {
    var batch = CandleBatch(interval: .minute)
    batch.instruments = [InstrumentKey(exchange: "binance", symbol: "BTCUSDT")]
    batch.openTime = table.integers("ts_ms").map { $0 * 1_000 }
    batch.instrument = batch.openTime.map { _ in 0 }
    batch.open = table.numbers("open")
    batch.high = table.numbers("high")
    batch.low = table.numbers("low")
    batch.close = table.numbers("close")
    batch.volume = table.numbers("volume")
    batch.quoteVolume = table.numbers("quote_volume")
    batch.trades = batch.openTime.map { _ in CandleBatch.noTrades }
    batch.takerBuyVolume = batch.openTime.map { _ in .nan }
    batch.importID = batch.openTime.map { _ in 0 }
    return batch
  }

  /// Log returns of the candles, the first from its open.
  var minuteReturns: [Double] {
    let closes = [candles.open.first ?? .nan] + candles.close
    return zip(closes.dropFirst(), closes).map { log($0) - log($1) }
  }

  /// The inputs of the analyses, from the rows of `symbol` and `exchange`, or of all.
  func inputs(
    symbol: String? = nil, exchange: String? = nil, needs: InputNeeds
  ) -> MarketInputs {
    let plan = InputPlan(window: window, interval: .hour, needs: needs)
    var batch = liquidations
    let rows = (0..<batch.count).filter { row in
      let key = batch.instruments[Int(batch.instrument[row])]
      return key.symbol == symbol ?? key.symbol && key.exchange == exchange ?? key.exchange
    }
    batch = batch.gather(rows.map(Int32.init))
    var state = LiquidationState(plan: plan)
    state.update(batch)
    var prices = CandleState(window: window)
    prices.update(candles)
    return MarketInputs(liquidations: state, candles: prices, openInterest: [openInterest])
  }
}
