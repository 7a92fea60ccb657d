/// Small input files written out in full, so that a test shows what it feeds.
enum Samples {
  static let tardisName = "binance-futures_liquidations_2024-03-01_BTCUSDT.csv"

  static let tardisHeader = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"

  /// `count` rows of Tardis CSV, one a second from 2024-03-01T00:00:00Z, sides alternating.
  static func tardis(_ count: Int, symbol: String = "BTCUSDT") -> String {
    var text = tardisHeader
    for row in 0..<count {
      let time = 1_709_251_200_000_000 + row * 1_000_000
      let side = row % 2 == 0 ? "sell" : "buy"
      text += "binance-futures,\(symbol),\(time),\(time + 5_000),,\(side),\(60_000 + row).5,0.25\n"
    }
    return text
  }

  /// `count` one-minute candles as Binance writes them, from 2024-03-01T00:00:00Z.
  static func klines(_ count: Int, price: (Int) -> Double = { 60_000 + Double($0) }) -> String {
    var text =
      "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,"
      + "taker_buy_quote_volume,ignore\n"
    for row in 0..<count {
      let time = 1_709_251_200_000 + row * 60_000
      let open = price(row)
      let close = price(row + 1)
      let high = max(open, close) + 1
      let low = min(open, close) - 1
      text += "\(time),\(open),\(high),\(low),\(close),10,\(time + 59_999),600000,100,5,300000,0\n"
    }
    return text
  }
}
