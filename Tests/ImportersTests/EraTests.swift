import Importers
import MarketData
import Testing

/// One venue's change of format, unit or meaning, with a message from before and from after it.
struct Era: Sendable, CustomTestStringConvertible {
  let change: String
  var name = "era.jsonl"
  var exchange: String?
  var symbol: String?
  let before: String
  /// The row of `before`, without the receive time.
  let rowBefore: String
  let after: String
  let rowAfter: String

  var testDescription: String { change }

  static let all: [Era] = [
    Era(
      change: "Binance, 2026: force orders carry ps and st",
      before: #"{"e":"forceOrder","E":1733331542309,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","#
        + #""f":"IOC","q":"0.190","p":"82338.30","ap":"82651.90","X":"FILLED","l":"0.155","#
        + #""z":"0.190","T":1733331542120}}"#,
      rowBefore: "2024-12-04T16:59:02.120Z,binance-futures,BTCUSDT,long,82651.9,fill,0.19,,"
        + "15703.860999999999",
      after: #"{"stream":"!forceOrder@arr","data":{"e":"forceOrder","E":1791565603055,"o":{"#
        + #""s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"0.190","p":"82338.30","#
        + #""ap":"82651.90","X":"FILLED","l":"0.155","z":"0.190","T":1791565602120,"#
        + #""ps":"BTCUSDT","st":1}}}"#,
      rowAfter: "2026-10-09T17:06:42.120Z,binance-futures,BTCUSDT,long,82651.9,fill,0.19,,"
        + "15703.860999999999"),
    Era(
      change: "Binance, 2026: COIN-M orders come on the USD-M stream",
      before: #"{"e":"forceOrder","E":1,"o":{"s":"ETHUSDT","S":"BUY","o":"LIMIT","f":"IOC","#
        + #""q":"2","p":"10","ap":"10","X":"FILLED","l":"2","z":"2","T":1733331542120}}"#,
      rowBefore: "2024-12-04T16:59:02.120Z,binance-futures,ETHUSDT,short,10.0,fill,2.0,,20.0",
      after: #"{"e":"forceOrder","E":1,"o":{"s":"ETHUSD_PERP","ps":"ETHUSD","S":"BUY","o":"LIMIT","#
        + #""f":"IOC","q":"2","p":"10","ap":"10","X":"FILLED","l":"2","z":"2","T":1791565602120}}"#,
      rowAfter: "2026-10-09T17:06:42.120Z,binance-delivery,ETHUSD_PERP,short,10.0,fill,"
        + "2.0,2.0,20.0"),
    Era(
      change: "Binance, 2021-04: allForceOrders is retired, the stream goes on",
      before: #"[{"symbol":"BTCUSDT","price":"7918.33","origQty":"0.014","executedQty":"0.014","#
        + #""averagePrice":"7918.33","status":"FILLED","timeInForce":"IOC","type":"LIMIT","#
        + #""side":"SELL","time":1568014460893}]"#,
      rowBefore: "2019-09-09T07:34:20.893Z,binance-futures,BTCUSDT,long,7918.33,fill,"
        + "0.014,,110.85662",
      after: #"{"e":"forceOrder","E":1,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","#
        + #""q":"0.014","p":"7900","ap":"7918.33","X":"FILLED","l":"0.014","z":"0.014","#
        + #""T":1620000000000}}"#,
      rowAfter: "2021-05-03T00:00:00Z,binance-futures,BTCUSDT,long,7918.33,fill,0.014,,110.85662"),
    Era(
      change: "Bybit, v2 to v5: qty and time become size and updatedTime",
      before: #"{"topic":"liquidation.BTCUSDT","data":{"symbol":"BTCUSDT","side":"Sell","#
        + #""price":"45212.50","qty":"0.009","time":1632123952732}}"#,
      rowBefore: "2021-09-20T07:45:52.732Z,bybit,BTCUSDT,short,45212.5,bankruptcy,0.009,,"
        + "406.91249999999997",
      after: #"{"topic":"liquidation.BTCUSDT","type":"snapshot","ts":1703485237953,"data":{"#
        + #""updatedTime":1703485237953,"symbol":"BTCUSDT","side":"Sell","size":"0.003","#
        + #""price":"43511.70"}}"#,
      rowAfter: "2023-12-25T06:20:37.953Z,bybit,BTCUSDT,short,43511.7,bankruptcy,0.003,,130.5351"),
    Era(
      change: "Bybit, 2025-02: liquidation becomes allLiquidation, an array",
      before: #"{"topic":"liquidation.BTCUSD","type":"snapshot","ts":1703485237953,"data":{"#
        + #""updateTime":1703485237953,"symbol":"BTCUSD","side":"Buy","size":"100","#
        + #""price":"40000"}}"#,
      rowBefore: "2023-12-25T06:20:37.953Z,bybit,BTCUSD,long,40000.0,bankruptcy,0.0025,100.0,100.0",
      after: #"{"topic":"allLiquidation.BTCUSD","type":"snapshot","ts":1791565601482,"data":[{"#
        + #""T":1791565600992,"s":"BTCUSD","S":"Buy","v":"100","p":"40000"}]}"#,
      rowAfter: "2026-10-09T17:06:40.992Z,bybit,BTCUSD,long,40000.0,bankruptcy,0.0025,100.0,100.0"),
    Era(
      change: "OKX, v3 to v5: types of closing become sides and positions",
      before: #"{"table":"swap/liquidation","generated":true,"data":[{"loss":"0","size":"30","#
        + #""price":"22376.9","created_at":"2020-12-18T00:31:08.794Z","type":"3","#
        + #""instrument_id":"BTC-USDT-SWAP"}]}"#,
      rowBefore: "2020-12-18T00:31:08.794Z,okex-swap,BTC-USDT-SWAP,long,22376.9,bankruptcy,,30.0,",
      after: #"{"arg":{"channel":"liquidation-orders","instType":"SWAP"},"data":[{"details":[{"#
        + #""bkLoss":"0","bkPx":"82655.7","ccy":"","posSide":"long","side":"sell","sz":"8.55","#
        + #""ts":"1791565600771"}],"instId":"BTC-USDT-SWAP","instType":"SWAP"}]}"#,
      rowAfter: "2026-10-09T17:06:40.771Z,okex-swap,BTC-USDT-SWAP,long,82655.7,bankruptcy,,8.55,"),
    Era(
      change: "HTX, linear REST v3 to v5 (2026): amount turns from base units into contracts",
      before: #"{"code":200,"data":[{"query_id":1,"contract_code":"BTC-USDT","direction":"buy","#
        + #""offset":"close","volume":2,"price":62978.5,"created_at":1638593647864,"#
        + #""amount":0.002,"trade_turnover":125.957}],"ts":1}"#,
      rowBefore:
        "2021-12-04T04:54:07.864Z,huobi-dm-linear-swap,BTC-USDT,short,62978.5,order,0.002,"
        + "2.0,125.957",
      after: #"{"code":200,"data":[{"id":"7","contract_code":"BTC-USDT","side":"buy","#
        + #""liquidation_time":"1781849094165","position_side":"short","volume":"2","amount":"2","#
        + #""bankrupt_price":"62978.5","trade_turnover":"125.957"}],"ts":1}"#,
      rowAfter:
        "2026-06-19T06:04:54.165Z,huobi-dm-linear-swap,BTC-USDT,short,62978.5,bankruptcy,,"
        + "2.0,125.957"),
    Era(
      change: "Gate: sizes become strings with decimals",
      before: #"{"channel":"futures.public_liquidates","event":"update","time":1541505434,"#
        + #""result":["#
        + #"{"price":215.1,"size":-124,"time_ms":1541486601123,"contract":"BTC_USD"}]}"#,
      rowBefore: "2018-11-06T06:43:21.123Z,gate-io-futures,BTC_USD,long,215.1,order,,124.0,",
      after: #"{"channel":"futures.public_liquidates","event":"update","time":1791565600,"#
        + #""result":["#
        + #"{"price":"215.1","size":"-12.5","time_ms":1791565600771,"contract":"BTC_USD"}]}"#,
      rowAfter: "2026-10-09T17:06:40.771Z,gate-io-futures,BTC_USD,long,215.1,order,,12.5,"),
    Era(
      change: "dYdX v4: the first messages have no createdAt, and are timed by their receipt",
      before: #"1698364800.5: {"type":"channel_data","id":"BTC-USD","channel":"v4_trades","#
        + #""contents":{"trades":[{"id":"a","side":"SELL","size":"2","price":"10","#
        + #""type":"LIQUIDATED"}]}}"#,
      rowBefore: "2023-10-27T00:00:00.500Z,dydx-v4,BTC-USD,long,10.0,fill,2.0,,20.0",
      after: #"1791565602: {"type":"channel_data","id":"BTC-USD","channel":"v4_trades","#
        + #""contents":{"trades":[{"id":"b","side":"SELL","size":"2","price":"10","#
        + #""type":"LIQUIDATED","createdAt":"2026-10-09T17:06:41.250Z"}]}}"#,
      rowAfter: "2026-10-09T17:06:41.250Z,dydx-v4,BTC-USD,long,10.0,fill,2.0,,20.0"),
    Era(
      change: "FTX, 2019-09: trades get ids",
      before: #"{"channel":"trades","market":"BTC-PERP","type":"update","data":[{"id":null,"#
        + #""price":10683.5,"size":0.5,"side":"buy","liquidation":true,"#
        + #""time":"2019-08-01T00:02:05.787437+00:00"}]}"#,
      rowBefore: "2019-08-01T00:02:05.787437Z,ftx,BTC-PERP,short,10683.5,fill,0.5,,5341.75",
      after: #"{"channel":"trades","market":"BTC-PERP","type":"update","data":[{"id":114724653,"#
        + #""price":10683.5,"size":0.5,"side":"buy","liquidation":true,"#
        + #""time":"2020-09-15T00:02:05.787437+00:00"}]}"#,
      rowAfter: "2020-09-15T00:02:05.787437Z,ftx,BTC-PERP,short,10683.5,fill,0.5,,5341.75"),
    Era(
      change: "Bitfinex: times with a fraction of a millisecond, and without",
      before: #"[[["pos",1,1574697680828.2002,null,"tETHUSD",0.5,150,null,0,1,null,140]]]"#,
      rowBefore: "2019-11-25T16:01:20.828200Z,bitfinex,tETHUSD,long,140.0,bankruptcy,0.5,,70.0",
      after: #"[[["pos",1,1594036710534,null,"tETHF0:USTF0",-8,222,null,0,1,null,null]]]"#,
      rowAfter:
        "2020-07-06T11:58:30.534Z,bitfinex-derivatives,tETHF0:USTF0,short,222.0,entry,8.0,,1776.0"),
    Era(
      change: "cryptofeed: Bybit's times in milliseconds among seconds",
      before: #"{"exchange":"BYBIT","symbol":"BTC-USDT-PERP","side":"buy","quantity":2.0,"#
        + #""price":10.0,"id":null,"status":null,"timestamp":1703485237953.0,"#
        + #""receipt_timestamp":1703485238.5}"#,
      rowBefore: "2023-12-25T06:20:37.953Z,bybit,BTCUSDT,long,10.0,bankruptcy,2.0,,20.0",
      after: #"{"exchange":"BYBIT","symbol":"BTC-USDT-PERP","side":"buy","quantity":2.0,"#
        + #""price":10.0,"id":null,"status":null,"timestamp":1703485237.953,"#
        + #""receipt_timestamp":1703485238.5}"#,
      rowAfter: "2023-12-25T06:20:37.953Z,bybit,BTCUSDT,long,10.0,bankruptcy,2.0,,20.0"),
    Era(
      change: "Binance Vision: liquidationSnapshot of USD-M has a symbol column",
      name: "BTCUSD_PERP-liquidationSnapshot-2023-06-25.csv",
      before: "time,side,order_type,time_in_force,original_quantity,price,average_price,"
        + "order_status,last_fill_quantity,accumulated_fill_quantity\n"
        + "1687656471926,BUY,LIMIT,IOC,7,30741.3,30631.6,FILLED,6,7",
      rowBefore: "2023-06-25T01:27:51.926Z,binance-delivery,BTCUSD_PERP,short,30631.6,fill,"
        + "0.022852217970984214,7.0,700.0",
      after: "time,symbol,side,order_type,time_in_force,original_quantity,price,average_price,"
        + "order_status,last_fill_quantity,accumulated_fill_quantity\n"
        + "1704067200000,BTCUSDT,SELL,LIMIT,IOC,0.5,42000,42010,FILLED,0.5,0.5",
      rowAfter: "2024-01-01T00:00:00Z,binance-futures,BTCUSDT,long,42010.0,fill,0.5,,21005.0"),
  ]
}

@Suite struct EraTests {
  @Test(arguments: Era.all)
  func `both sides of a venue's change are read`(era: Era) async throws {
    for (text, row) in [(era.before, era.rowBefore), (era.after, era.rowAfter)] {
      let scratch = try Scratch()
      let result = try await importFile(
        scratch.write(text + "\n", era.name),
        ImportOptions(exchange: era.exchange, symbol: era.symbol))
      #expect(withoutReceipt(result.text.split(separator: "\n")[1]) == row)
      #expect(result.refused.isEmpty)
    }
  }

  /// A line of `Imported.text` without receive time and id.
  private func withoutReceipt(_ line: Substring) -> String {
    var fields = line.split(separator: ",", omittingEmptySubsequences: false)
    fields.remove(at: 1)
    fields.removeLast()
    return fields.joined(separator: ",")
  }

  @Test func `spot klines turn from ms to µs on 2025-01-01, also within one file`() async throws {
    let lines = [
      "1735689540000,2,4,1,3,10,1735689599999,30,5,4,12,0",
      "1735689600000000,2,4,1,3,10,1735689659999999,30,5,4,12,0",
    ]
    let scratch = try Scratch()
    let path = try scratch.write(
      lines.joined(separator: "\n") + "\n", "spot/BTCUSDT-1m-2025-01.csv")
    let candles = try #require(try await importFile(path, ImportOptions()).candles)
    #expect(candles.openTime == [1_735_689_540_000_000, 1_735_689_600_000_000])
    #expect(candles.instruments == [InstrumentKey(exchange: "binance", symbol: "BTCUSDT")])
  }

  @Test func `futures klines of Binance have a header or none`() async throws {
    let row = "1735689540000,2,4,1,3,10,1735689599999,30,5,4,12,0"
    let header =
      "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,"
      + "taker_buy_quote_volume,ignore"
    for text in [row, header + "\n" + row] {
      let scratch = try Scratch()
      let path = try scratch.write(text + "\n", "futures/um/BTCUSDT-1m-2025-01.csv")
      #expect(try await importFile(path, ImportOptions()).candles?.count == 1)
    }
  }

  @Test func `an interval that changes within a file is refused`() async throws {
    // A dump of CoinGlass that goes from half hours to five minutes under the same name.
    let header = "timestamp,datetime_utc,longUsd,shortUsd,totalUsd\n"
    let rows = [0, 30, 60, 65, 70].map { "\(1_764_828_000_000 + $0 * 60_000),x,1,2,3" }
    let scratch = try Scratch()
    let path = try scratch.write(
      header + rows.joined(separator: "\n") + "\n", "coinglass_BTC_30m.csv")
    await #expect(throws: ImportError.self) { try await importFile(path, ImportOptions()) }
  }
}
