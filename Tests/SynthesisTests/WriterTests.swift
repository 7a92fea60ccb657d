import Basics
import MarketData
import Synthesis
import Testing

@Suite struct WriterTests {
  /// A venue that sends the format.
  static func exchange(_ name: String) throws -> String {
    try #require(LiquidationWriters.named(name)).exchange ?? "bybit"
  }

  static func model(_ name: String, rows: Int? = nil, seed: UInt64 = 1) throws -> MarketModel {
    try Models.make(
      seed: seed, window: Windows.hours(2), rows: rows,
      symbols: ["BTCUSDT", "ETHUSDT", "SOLUSDC"],
      exchanges: [try exchange(name)])
  }

  @Test func `names are unique and in order`() {
    let names = LiquidationWriters.all.map { $0.name }
    #expect(names == names.sorted() && Set(names).count == names.count)
    #expect(SyntheticVenue.all.map(\.exchange) == SyntheticVenue.all.map(\.exchange).sorted())
  }

  @Test(arguments: LiquidationWriters.all.map { $0.name })
  func `the same seed gives the same bytes and another gives others`(name: String) async throws {
    let content = MarketFile.Content.liquidations(
      format: name, exchange: try Self.exchange(name))
    let first = try await bytes(Self.model(name), content)
    #expect(try await bytes(Self.model(name), content) == first)
    #expect(try await bytes(Self.model(name, seed: 2), content) != first)
  }

  @Test(arguments: LiquidationWriters.all.map { $0.name }, [1, 2, 57, 3_000])
  func `a file has exactly the rows asked for`(name: String, rows: Int) async throws {
    let content = MarketFile.Content.liquidations(
      format: name, exchange: try Self.exchange(name))
    let header = try #require(LiquidationWriters.named(name)).header.isEmpty ? 0 : 1
    #expect(try await lines(Self.model(name, rows: rows), content).count == rows + header)
  }

  @Test func `forceOrder messages are Binance's`() async throws {
    let model = try Self.model("binance-force-order")
    let batch = try generateMarket(model).liquidations(exchange: "binance-futures")
    let rows = try await lines(
      model, .liquidations(format: "binance-force-order", exchange: "binance-futures"))
    #expect(rows.count == batch.count)
    for (row, line) in rows.enumerated() {
      let message = try JSONValue(parsing: line)
      let order = try #require(message["data"]?["o"])
      #expect(message["stream"]?.text == "!forceOrder@arr")
      #expect(message["data"]?["e"]?.text == "forceOrder")
      #expect(
        order.members?.map(\.key) == [
          "s", "S", "o", "f", "q", "p", "ap", "X", "l", "z", "T",
        ])
      #expect(order["s"]?.text == batch.instruments[Int(batch.instrument[row])].symbol)
      #expect(order["S"]?.text == (batch.side[row] == .long ? "SELL" : "BUY"))
      #expect(order["X"]?.text == "FILLED" && order["f"]?.text == "IOC")
      #expect(order["T"]?.int == batch.time[row] / 1_000)
      let sent = try #require(message["data"]?["E"]?.int)
      #expect((10...1_300).contains(sent - batch.time[row] / 1_000))
      #expect(order["q"] == order["z"])
      #expect(order["z"]?.text.flatMap(Double.init) == batch.quantity[row])
      #expect(order["ap"]?.text.flatMap(Double.init) == batch.price[row])
      let last = try #require(order["l"]?.text.flatMap(Double.init))
      #expect(last > 0 && last <= batch.quantity[row])
    }
  }

  @Test func `order prices are worse than fills as measured`() async throws {
    let model = try Self.model("binance-force-order")
    let rows = try await lines(
      model, .liquidations(format: "binance-force-order", exchange: "binance-futures"))
    var isPartial = 0
    for line in rows {
      let order = try #require(try JSONValue(parsing: line)["data"]?["o"])
      let limit = try #require(order["p"]?.text.flatMap(Double.init))
      let fill = try #require(order["ap"]?.text.flatMap(Double.init))
      let distance = (order["S"]?.text == "SELL" ? 1 : -1) * (1 - limit / fill) * 1e4
      // Two roundings to the tick, of which SOL's is largest: 0.01 / 130.
      #expect((49...151).contains(distance), "\(line)")
      isPartial += order["l"] == order["z"] ? 0 : 1
    }
    // A half, less where there is only one lot; four binomial deviations.
    let share = Double(isPartial) / Double(rows.count)
    #expect(abs(share - 0.5) < 4 * (0.25 / Double(rows.count)).squareRoot() + 0.02)
  }

  @Test func `the CSV dump of forceOrder has its columns and habits`() async throws {
    let model = try Self.model("binance-force-order-csv")
    let batch = try generateMarket(model).liquidations(exchange: "binance-futures")
    let rows = try await lines(
      model, .liquidations(format: "binance-force-order-csv", exchange: "binance-futures"))
    #expect(
      rows.first == "symbol,side,order_type,time_in_force,original_quantity,price,average_price,"
        + "order_status,order_last_filled_quantity,order_filled_accumulated_quantity,"
        + "order_trade_time,usd_size")
    for (row, line) in rows.dropFirst().enumerated() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      try #require(cells.count == 12)
      let symbol = batch.instruments[Int(batch.instrument[row])].symbol
      #expect(cells[0] == (symbol.hasSuffix("USDT") ? String(symbol.dropLast(4)) : symbol))
      #expect(cells[1] == (batch.side[row] == .long ? "SELL" : "BUY"))
      #expect(cells[2] == "LIMIT" && cells[3] == "IOC" && cells[7] == "FILLED")
      #expect(Double(cells[6]) == batch.price[row])
      #expect(Double(cells[9]) == batch.quantity[row])
      #expect(Int64(cells[10]) == batch.time[row] / 1_000)
      let value = try #require(Double(cells[5])) * batch.quantity[row]
      #expect(abs(try #require(Double(cells[11])) / value - 1) < 1e-12)
    }
  }

  @Test func `allLiquidation messages are Bybit's`() async throws {
    let model = try Self.model("bybit-liquidation")
    let batch = try generateMarket(model).liquidations(exchange: "bybit")
    let rows = try await lines(
      model, .liquidations(format: "bybit-liquidation", exchange: "bybit"))
    #expect(rows.count == batch.count)
    for (row, line) in rows.enumerated() {
      let message = try JSONValue(parsing: line)
      let symbol = batch.instruments[Int(batch.instrument[row])].symbol
      #expect(message["topic"]?.text == "allLiquidation.\(symbol)")
      #expect(message["type"]?.text == "snapshot")
      let data = try #require(message["data"]?.elements?.first)
      #expect(data.members?.map(\.key) == ["T", "s", "S", "v", "p"])
      #expect(data["s"]?.text == symbol)
      #expect(data["T"]?.int == batch.time[row] / 1_000)
      // The side of the position: `Buy` is a long.
      #expect(data["S"]?.text == (batch.side[row] == .long ? "Buy" : "Sell"))
      #expect(data["v"]?.text.flatMap(Double.init) == batch.quantity[row])
      #expect(data["p"]?.text.flatMap(Double.init) == batch.price[row])
      #expect(batch.priceKind[row] == .bankruptcy)
    }
  }

  @Test func `liquidation-orders messages are OKX's and count contracts`() async throws {
    let model = try Self.model("okx-liquidation-orders")
    let batch = try generateMarket(model).liquidations(exchange: "okex-swap")
    let rows = try await lines(
      model, .liquidations(format: "okx-liquidation-orders", exchange: "okex-swap"))
    #expect(rows.count == batch.count)
    for (row, line) in rows.enumerated() {
      let message = try JSONValue(parsing: line)
      #expect(message["arg"]?["channel"]?.text == "liquidation-orders")
      let data = try #require(message["data"]?.elements?.first)
      let symbol = batch.instruments[Int(batch.instrument[row])].symbol
      #expect(data["instId"]?.text == symbol && symbol.hasSuffix("-SWAP"))
      #expect(data["uly"]?.text == String(symbol.dropLast(5)))
      let detail = try #require(data["details"]?.elements?.first)
      #expect(detail["posSide"]?.text == batch.side[row].name)
      #expect(detail["side"]?.text == (batch.side[row] == .long ? "sell" : "buy"))
      #expect(detail["ts"]?.text == String(batch.time[row] / 1_000))
      #expect(detail["bkPx"]?.text.flatMap(Double.init) == batch.price[row])
      let contracts = try #require(detail["sz"]?.text.flatMap(Double.init))
      #expect(abs(contracts / batch.contracts[row] - 1) < 1e-12)
    }
  }

  @Test func `Tardis rows are in both orders of time`() async throws {
    let model = try Self.model("tardis-liquidations")
    let batch = try generateMarket(model).liquidations(exchange: "bybit")
    let rows = try await lines(
      model, .liquidations(format: "tardis-liquidations", exchange: "bybit"))
    #expect(rows.first == "exchange,symbol,timestamp,local_timestamp,id,side,price,amount")
    var received = Int64.min
    for (row, line) in rows.dropFirst().enumerated() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      try #require(cells.count == 8)
      #expect(cells[0] == "bybit" && cells[4].isEmpty)
      #expect(cells[1] == batch.instruments[Int(batch.instrument[row])].symbol)
      #expect(Int64(cells[2]) == batch.time[row])
      let local = try #require(Int64(cells[3]))
      #expect(local >= received && local > batch.time[row])
      received = local
      #expect(cells[5] == (batch.side[row] == .long ? "sell" : "buy"))
      #expect(Double(cells[6]) == batch.price[row])
      #expect(Double(cells[7]) == batch.quantity[row])
    }
  }

  @Test(arguments: ["1m", "5m", "1h"])
  func `klines are Binance's`(text: String) async throws {
    let interval = try #require(Interval(text))
    let model = try Models.make()
    let candles = try generateMarket(model).candles(
      exchange: "binance-futures", interval: interval)
    let rows = try await lines(
      model, .candles(format: "binance-klines", symbol: "BTCUSDT", interval: interval))
    #expect(rows.count == candles.count + 1)
    #expect(Int64(candles.count) == 6 * 3_600_000_000 / interval.microseconds)
    for (row, line) in rows.dropFirst().enumerated() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      try #require(cells.count == 12)
      #expect(Int64(cells[0]) == candles.openTime[row] / 1_000)
      #expect(Int64(cells[6]) == (candles.openTime[row] + interval.microseconds) / 1_000 - 1)
      let numbers = [
        candles.open[row], candles.high[row], candles.low[row], candles.close[row],
        candles.volume[row],
      ]
      #expect(cells[1...5].map { Double($0) } == numbers)
      #expect(Double(cells[7]) == candles.quoteVolume[row])
      #expect(Int64(cells[8]) == candles.trades[row])
      #expect(Double(cells[9]) == candles.takerBuyVolume[row])
      #expect(cells[11] == "0")
    }
  }

  @Test func `blocks have a mebibyte but for the last`() async throws {
    let model = try Models.make(
      window: Windows.hours(1), rows: 20_000, exchanges: ["binance-futures"])
    var sizes: [Int] = []
    let content = MarketFile.Content.liquidations(
      format: "binance-force-order", exchange: "binance-futures")
    try await writeMarket(model, to: [MarketFile(content) { sizes.append($0.count) }])
    #expect(sizes.count > 2)
    #expect(sizes.dropLast().allSatisfy { $0 >= 1 << 20 })
  }

  @Test(
    arguments: [
      (
        MarketFile.Content.liquidations(format: "binance-forceorder", exchange: "bybit"),
        "'binance-forceorder' is not known in formats; did you mean 'binance-force-order'?"
      ),
      (
        .liquidations(format: "binance-force-order", exchange: "bybit"),
        "binance-force-order is sent by binance-futures, not by bybit"
      ),
      (
        .liquidations(format: "tardis-liquidations", exchange: "okex-swap"),
        "'okex-swap' is not known in venues; known are binance-futures, bybit"
      ),
      (
        .candles(format: "binance-klines", symbol: "DOGEUSDT", interval: .minute),
        "'DOGEUSDT' is not known in symbols; known are BTCUSDT"
      ),
      (
        .candles(
          format: "binance-klines", symbol: "BTCUSDT",
          interval: Interval(microseconds: 604_800_000_000)),
        "interval is 1w; it must be whole minutes and divide a day"
      ),
    ])
  func `a file that cannot be written is refused`(
    content: MarketFile.Content, message: String
  ) async throws {
    let model = try Models.make()
    let error = await #expect(throws: MarketModelError.self) {
      try await bytes(model, content)
    }
    #expect(error?.description == message)
  }
}
