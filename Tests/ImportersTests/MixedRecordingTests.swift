import Importers
import MarketData
import Testing

/// Recordings of several channels in one file, and files of one channel only.
@Suite struct MixedRecordingTests {
  private static let order =
    #"{"e":"forceOrder","E":1,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"1","p":"2","#
    + #""ap":"3","X":"FILLED","l":"1","z":"1","T":1709251200000}}"#
  private static let candle =
    #"{"e":"kline","E":1709251260015,"s":"BTCUSDT","k":{"t":1709251200000,"T":1709251259999,"#
    + #""s":"BTCUSDT","i":"1m","o":"2","c":"2","h":"2","l":"2","v":"1","n":1,"x":true,"q":"2","#
    + #""V":"1","Q":"2"}}"#
  private static let trade = #"{"e":"aggTrade","E":1709251260015,"s":"BTCUSDT","p":"2","q":"1"}"#

  private func imported(
    _ lines: [String], _ options: ImportOptions = ImportOptions(), name: String = "r.jsonl"
  ) async throws -> Imported {
    let scratch = try Scratch()
    return try await importFile(
      scratch.write(lines.joined(separator: "\n") + "\n", name), options)
  }

  @Test func `a recording of orders and candles is taken for its orders`() async throws {
    let result = try await imported([Self.candle, Self.order, Self.trade])
    #expect(result.outcome.format == "binance-force-order")
    #expect((result.count, result.outcome.rowsSkipped) == (1, 2))
  }

  @Test func `candles among other channels do not make a file one of candles`() async throws {
    let result = try await imported([Self.trade, Self.candle])
    #expect(result.outcome.format == "binance-force-order")
    #expect((result.count, result.outcome.rowsSkipped) == (0, 2))
    let options = ImportOptions(format: "binance-klines-json", exchange: "binance-futures")
    #expect(try await imported([Self.trade, Self.candle], options).count == 1)
  }

  @Test func `heartbeats among candles do not hide what the file is`() async throws {
    let candle = {
      #"{"ch":"market.BTC-USDT.kline.1min","ts":\#(($0 + 60) * 1_000),"tick":{"id":\#($0),"#
        + #""open":2,"close":2,"low":2,"high":2,"amount":2,"vol":2,"trade_turnover":4,"count":1}}"#
    }
    let lines = [
      #"{"id":"1","status":"ok","subbed":"market.BTC-USDT.kline.1min","ts":1}"#,
      candle(1_583_501_760), #"{"ping":1583501821000}"#, candle(1_583_501_820),
    ]
    let result = try await imported(lines)
    #expect(result.outcome.format == "htx-klines")
    #expect((result.count, result.outcome.rowsSkipped) == (2, 2))
  }

  @Test func `a file of candles alone is one of candles`() async throws {
    let result = try await imported([Self.candle], ImportOptions(exchange: "binance-futures"))
    #expect(result.outcome.format == "binance-klines-json")
    #expect(result.candles?.count == 1)
  }

  private static let bars =
    #"[{"symbol":"BTCUSDT_PERP.A","history":[{"t":1709251200,"o":1,"h":1,"l":1,"c":1}]}]"#

  @Test func `the name tells funding rates from open interest`() async throws {
    let text = Self.bars
    for (name, format) in [
      ("x_open-interest-history_1min.json", "coinalyze-open-interest"),
      ("x_funding-rate-history_1min.json", "coinalyze-funding"),
    ] {
      let result = try await imported([text], name: name)
      #expect(result.outcome.format == format)
    }
    await #expect(throws: ImportError.self) { try await imported([text]) }
  }

  @Test func `the name tells forecasts of funding from rates`() async throws {
    let text = Self.bars
    let result = try await imported([text], name: "predicted-funding-rate-history_1min.json")
    #expect(result.series.name == [.predictedFundingRate])
    #expect(result.series.value == [0.01])
  }

  @Test func `what ccxt hands on as contracts is no volume`() async throws {
    let rows = ["[[1591478520000,1,2,0.5,1,3]]"]
    let options = { ImportOptions(exchange: $0, symbol: $1, interval: .minute) }
    #expect(try await imported(rows, options("bybit", "BTCUSDT")).count == 1)
    for (exchange, symbol) in [
      ("okex-swap", "BTC-USDT-SWAP"), ("bybit", "BTCUSD"), ("gate-io-futures", "BTC_USDT"),
    ] {
      let error = await #expect(throws: ImportError.self) {
        try await imported(rows, options(exchange, symbol))
      }
      #expect(error?.message.contains("--format ccxt-candles") == true)
      // Asked for by name, the prices come and the volume is nobody's guess.
      var asked = options(exchange, symbol)
      asked.format = "ccxt-candles"
      let result = try await imported(rows, asked)
      #expect(result.candles?.close == [1])
      #expect(result.candles?.volume.map(\.isNaN) == [true])
      #expect(
        result.outcome.warnings == ["the volumes of 1 candles are null: their unit is not known"])
    }
    let linear = try await imported(rows, options("bitget-futures", "BTCUSDT"))
    #expect(linear.candles?.volume == [3])
  }
}
