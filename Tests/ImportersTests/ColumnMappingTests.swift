import Foundation
import Importers
import MarketData
import Testing

@Suite struct ColumnMappingTests {
  private func mapping(_ text: String) throws -> ColumnMapping { try ColumnMapping(parsing: text) }

  @Test(arguments: [
    ("time=t", "--columns: 'side' is missing"),
    ("time=t,side=s,price=p", "--columns: say whose side 's' is: side=s:order or side=s:position"),
    (
      "time=t,side=s:order,price=p", "--columns: one of quantity, contracts and notional is missing"
    ),
    (
      "when=t",
      "--columns: 'when' is none of time, received, symbol, exchange, side, price, "
        + "quantity, contracts, notional, order_id, open, high, low, close, volume, quote_volume, "
        + "trades, taker_buy_volume, long, short, value"
    ),
    (
      "time=t,long=l,short=s:usd",
      "--columns: say what 'l' counts: long=l:UNIT of usd, base, quote, contracts, count"
    ),
    ("time=t,long=l:usd,short=s:base", "--columns: 'short' has no modifier 'base'"),
    ("time=t,long=l:usd", "--columns: 'short' is missing"),
    ("time=t,open=o,high=h,low=l,close=c", "--columns: 'volume' is missing"),
    ("time=t,value=v:mark_price,price=p", "--columns: 'price' is no field of series"),
    ("time=t,value=v:volume", "--columns: 'value' has no modifier 'volume'"),
    ("time=t,time=u", "--columns: 'time' is there twice"),
    ("time=0", "--columns: 'time': columns are counted from 1"),
    ("time=t:iso@+25:00", "--columns: 'time' has no modifier 'iso@+25:00'"),
    // Found by fuzzing: room was made for as many fields.
    (
      "time=1,open=2,high=3,low=4,close=5,volume=6007219521",
      "--columns: there is no column 6007219521; they end at 65536"
    ),
    ("time", "--columns: 'time' is not ours=theirs"),
    ("time=t:hours", "--columns: 'time' has no modifier 'hours'"),
    ("time=", "--columns: 'time' has no field"),
  ])
  func `a wrong mapping is explained`(text: String, message: String) {
    let error = #expect(throws: ImportError.self) { try mapping(text) }
    #expect(error?.message == message)
    #expect(error?.category == .arguments)
  }

  private func rows(
    _ text: String, _ columns: String, exchange: String? = "binance-futures", symbol: String? = nil
  ) async throws -> Imported {
    let path = try Scratch().write(text, "x")
    return try await importFile(
      path, ImportOptions(exchange: exchange, symbol: symbol, columns: mapping(columns)))
  }

  @Test func `numbers name columns, and a first line that is no row is a header`() async throws {
    let columns = "time=1:s,symbol=2,side=3:position,price=4:bankruptcy,quantity=5"
    let row = "1733330785,BTCUSDT,buy,94809.6,0.013\n"
    for text in [row, "t,s,x,p,q\n" + row] {
      let result = try await rows(text, columns)
      #expect(result.outcome.rowsAccepted == 1)
      #expect(result.outcome.rowsRefused == 0)
      #expect(result.liquidations.side == [.long])
      #expect(result.liquidations.priceKind == [.bankruptcy])
    }
    let half = try await rows("t,s,x,94809,q\n" + row, columns)
    #expect(half.outcome.rowsRefused == 1)
  }

  @Test(arguments: [
    ("order-sign", [LiquidationSide.long, .short]), ("position-sign", [.short, .long]),
  ])
  func `a sign can be the side`(meaning: String, sides: [LiquidationSide]) async throws {
    let result = try await rows(
      "t,s,p,q\n1733330785,A,1,-2\n1733330785,A,1,3\n1733330785,A,1,0\n",
      "time=t,symbol=s,side=q:\(meaning),price=p,quantity=q")
    #expect(result.liquidations.side == sides)
    #expect(result.liquidations.quantity == [2, 3])
    #expect(result.refused.map(\.explanation) == ["q: zero: '0'"])
  }

  @Test func `paths lead into JSON, and messages without any field are skipped`() async throws {
    let result = try await rows(
      """
      {"d":{"t":"2024-12-04T16:46:25Z","s":"\\u5e01","px":1.5},"side":"SHORT","c":[7,8],"id":12}
      {"heartbeat":1}
      {"d":{"t":"2024-12-04T16:46:25Z","s":"B"},"side":"SHORT","c":[7,8]}
      """,
      "time=d.t,symbol=d.s,side=side:position,price=d.px:mark,contracts=c.2,order_id=id",
      exchange: "okex-swap")
    #expect(result.liquidations.instruments.map(\.symbol) == ["币"])
    #expect(result.liquidations.contracts == [8])
    #expect(result.liquidations.quantity[0].isNaN)
    #expect(result.liquidations.orderID[0] == "12")
    #expect(result.outcome.rowsSkipped == 1)
    #expect(result.refused.map(\.explanation) == ["d.px: missing"])
  }

  @Test func `order words are refused for positions and the reverse is read`() async throws {
    let text = "t,s,side,p,q\n1733330785,A,LONG,1,2\n1733330785,A,Ask,1,2\n1733330785,A,?,1,2\n"
    let order = try await rows(text, "time=t,symbol=s,side=side:order,price=p,quantity=q")
    #expect(order.liquidations.side == [.long])
    #expect(order.refused.map(\.line) == [2, 4])
    let position = try await rows(text, "time=t,symbol=s,side=side:position,price=p,quantity=q")
    #expect(position.liquidations.side == [.long, .short])
  }

  @Test func `candles, totals and series are mapped, too`() async throws {
    let dump = "2024-06-20 03:00:00,1,4,0.5,2,7,3,11,5\r\n2024-06-20 04:00:00,2,4,1,3,7,,12,5\r\n"
    let path = try Scratch().write(dump, "BTCUSDT_PERP.A_ohlcv-history.csv")
    func read(_ columns: String) async throws -> Imported {
      try await importFile(
        path,
        ImportOptions(
          exchange: "bybit", symbol: "A", interval: .hour, columns: mapping(columns)))
    }
    let candles = try await read(
      "time=1:iso@+06:00,open=2,high=3,low=4,close=5,volume=6,taker_buy_volume=7,trades=8")
    #expect(
      candles.text.split(separator: "\n").dropFirst().prefix(2) == [
        "2024-06-19T21:00:00Z,bybit,A,1h,1.0,4.0,0.5,2.0,7.0,,11,3.0",
        "2024-06-19T22:00:00Z,bybit,A,1h,2.0,4.0,1.0,3.0,7.0,,12,",
      ])
    let totals = try await read("time=1:iso@+06:00,long=2:base,short=3:base")
    #expect(totals.aggregates?.long == [1, 2] && totals.aggregates?.short == [4, 4])
    #expect(totals.aggregates?.unit == [.base, .base])
    let series = try await read("time=1,value=5:open_interest")
    #expect(series.series.value == [2, 3] && series.series.name == [.openInterest, .openInterest])
    #expect(series.outcome.kind == .series)
    let json = try Scratch().write(#"{"a":{"t":1718830800},"v":-0.5}"# + "\n", "x")
    let rates = try await importFile(
      json,
      ImportOptions(
        exchange: "bybit", symbol: "A", columns: mapping("time=a.t:s,value=v:funding_rate")))
    #expect(rates.series.value == [-0.5])
  }

  @Test func `what the file does not carry must be said`() async throws {
    let text = "t,side,p,q\n1733330785,buy,1,2\n"
    let columns = "time=t,side=side:order,price=p,quantity=q"
    let symbol = await #expect(throws: ImportError.self) { try await rows(text, columns) }
    #expect(symbol?.kind == .needsOption("symbol"))
    let exchange = await #expect(throws: ImportError.self) {
      try await rows(text, columns, exchange: nil, symbol: "A")
    }
    #expect(exchange?.kind == .needsOption("exchange"))
    let column = await #expect(throws: ImportError.self) {
      try await rows(text, columns + ",notional=usd", symbol: "A")
    }
    #expect(column?.message == "there is no column 'usd'; the header has t, side, p, q")
    let good = try await rows(text, columns, symbol: "AUSDT")
    #expect(good.liquidations.notional == [2])
  }
}
