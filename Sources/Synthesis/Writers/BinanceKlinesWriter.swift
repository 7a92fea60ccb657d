/// Binance Vision's USD-M klines, one symbol and interval a file, with header, in milliseconds
/// (FORMATS §2.4).
enum BinanceKlinesWriter: CandleWriter {
  static let name = "binance-klines"
  static let header =
    "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,"
    + "taker_buy_quote_volume,ignore\n"
  static let row =
    "<open_ms>,<open>,<high>,<low>,<close>,<volume>,<close_ms>,<quote_volume>,<trades>,"
    + "<taker_volume>,<taker_quote_volume>,0\n"
}
