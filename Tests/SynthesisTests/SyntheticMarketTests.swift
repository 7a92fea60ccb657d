import Basics
import MarketData
import Synthesis
import Testing

@Suite struct SyntheticMarketTests {
  static let market = Result {
    try generateMarket(
      Models.make(window: Windows.hours(12), symbols: ["BTCUSDT", "ETHUSDT", "SOLUSDT"]))
  }

  @Test(arguments: ["binance-futures", "bybit"])
  func `liquidations are in time order inside the window`(exchange: String) throws {
    let market = try Self.market.get()
    let batch = market.liquidations(exchange: exchange)
    #expect(batch.count > 100)
    #expect(zip(batch.time, batch.time.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(batch.time.allSatisfy { market.model.window.contains($0) && $0 % 1_000 == 0 })
    #expect(batch.quantity.allSatisfy { $0 > 0 })
    #expect(zip(batch.notional, batch.price).allSatisfy { $0 > 0 && $1 > 0 })
  }

  /// IMPORT-RULES 33, and what a real exchange's candles keep besides.
  @Test func `candles are sane and follow each other`() throws {
    let market = try Self.market.get()
    let candles = try market.candles(exchange: "binance-futures")
    #expect(candles.count == 3 * 12 * 60)
    for row in 0..<candles.count {
      let (open, close) = (candles.open[row], candles.close[row])
      #expect(candles.high[row] >= max(open, close))
      #expect(candles.low[row] <= min(open, close) && candles.low[row] > 0)
      #expect(candles.volume[row] > 0 && candles.trades[row] > 0)
      #expect(candles.openTime[row] % 60_000_000 == 0)
      #expect((0...candles.volume[row]).contains(candles.takerBuyVolume[row]))
      // Rounded to six digits.
      let average = candles.quoteVolume[row] / candles.volume[row]
      #expect(average >= candles.low[row] * (1 - 1e-5))
      #expect(average <= candles.high[row] * (1 + 1e-5))
      if row > 0, candles.instrument[row] == candles.instrument[row - 1] {
        #expect(open == candles.close[row - 1])
        #expect(candles.openTime[row] == candles.openTime[row - 1] + 60_000_000)
      }
    }
  }

  @Test func `fills are inside their candle and bankruptcy prices are worse`() throws {
    let market = try Self.market.get()
    let candles = try market.candles(exchange: "binance-futures")
    for exchange in ["binance-futures", "bybit"] {
      let batch = market.liquidations(exchange: exchange)
      for row in 0..<batch.count {
        let minute = Int((batch.time[row] - Windows.start) / 60_000_000)
        let candle = Int(batch.instrument[row]) * 12 * 60 + minute
        let price = batch.price[row]
        if exchange == "binance-futures" {
          #expect(candles.low[candle] <= price && price <= candles.high[candle])
        } else if batch.side[row] == .long {
          #expect(price < candles.high[candle])
        } else {
          #expect(price > candles.low[candle])
        }
        let traded = candles.quoteVolume[candle]
        #expect(batch.notional[row] < traded * 1.02)
      }
    }
  }

  @Test func `a symbol's rows do not depend on the other symbols`() throws {
    let alone = try generateMarket(Models.make(symbols: ["ETHUSDT"]))
    let together = try generateMarket(Models.make(symbols: ["BTCUSDT", "ETHUSDT"]))
    let all = together.liquidations(exchange: "bybit")
    let rows = (0..<Int32(all.count)).filter { all.instrument[Int($0)] == 1 }
    let ours = alone.liquidations(exchange: "bybit")
    #expect(all.gather(rows).time == ours.time)
    #expect(all.gather(rows).price == ours.price)
    #expect(all.gather(rows).quantity == ours.quantity)
  }

  @Test func `memory and files hold the same truth`() async throws {
    let model = try Models.make()
    #expect(try generateMarket(model).truth == (try await writeMarket(model, to: [])))
  }

  @Test func `the truth counts what is there and can be planted again`() throws {
    let market = try Self.market.get()
    let batches = ["binance-futures", "bybit"].map { market.liquidations(exchange: $0) }
    let realised = try #require(market.truth["realised"])
    #expect(realised["liquidations"]?.int == Int64(batches[0].count + batches[1].count))
    let btc = try #require(realised["symbols"]?.elements?.first)
    #expect(
      btc["by_exchange"]?["bybit"]?.int == Int64(batches[1].instrument.count { $0 == 0 }))
    let long = batches.reduce(0) { sum, batch in
      sum + (0..<batch.count).count { batch.instrument[$0] == 0 && batch.side[$0] == .long }
    }
    let count = try #require(btc["liquidations"]?.double)
    #expect(btc["long_share"]?.double == Double(long) / count)
    var model = try Models.make(window: market.model.window)
    try model.plant(try #require(market.truth["planted"]))
    #expect(try generateMarket(model).truth == market.truth)
  }

  @Test func `an unknown venue has no liquidations`() throws {
    #expect(try Self.market.get().liquidations(exchange: "okex-swap").count == 0)
  }

  @Test func `extreme parameters do not trap`() throws {
    let market = try generateMarket(
      Models.make(
        window: Windows.hours(2), symbols: ["BTCUSDT", "XUSDT"], exchanges: ["okex-swap"],
        """
        {"impact":{"scale":100,"exponent":2,"permanent_share":1},
        "sizes":{"log_sd":4,"tail_share":0.5,"tail_index":1.05,"tail_from_medians":100000,
        "maximum_usd":1000000000},"volatility":{"log_sd":2,"hour_exponent":2},
        "symbols":[{"symbol":"BTCUSDT","price":1000000,"tick":0.00000001,"price_decimals":8,
        "lot":1000000,"quantity_decimals":8,"contract_size":0.000001,"volatility_day":0.5,
        "quote_volume_day":1000},
        {"symbol":"XUSDT","price":0.000001,"tick":0.00000001,"price_decimals":8,"lot":0.00000001,
        "quantity_decimals":8,"median_usd":10000000,"volatility_day":0.5}]}
        """))
    let batch = market.liquidations(exchange: "okex-swap")
    #expect(batch.count > 0)
    #expect(zip(batch.price, batch.quantity).allSatisfy { $0 > 0 && $1 > 0 && $1.isFinite })
  }
}
