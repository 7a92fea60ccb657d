/// Binance `forceOrder`, combined stream of all symbols, one message a line (FORMATS §2.2).
///
/// | raw | ours | note |
/// | --- | --- | --- |
/// | `S` | order side | `SELL` closes a long |
/// | `p` | limit price | worse than `ap` by 50 to 150 bps |
/// | `ap` | fill price | inside the minute's candle |
/// | `q`, `z` | quantity | asked and filled, always equal |
/// | `l` | last fill | less than `z` in about half of the rows |
/// | `T`, `E` | time, sent | milliseconds |
///
/// Unlike the venue's feed it is complete: two orders of a symbol may come within a second.
enum BinanceForceOrderWriter: LiquidationWriter {
  static let name = "binance-force-order"
  static let exchange: String? = "binance-futures"
  static let header = ""
  static let row =
    #"{"stream":"!forceOrder@arr","data":{"e":"forceOrder","E":<sent_ms>,"#
    + #""o":{"s":"<symbol>","S":"<ORDER_SIDE>","o":"LIMIT","f":"IOC","q":"<quantity>","#
    + #""p":"<limit>","ap":"<fill>","X":"FILLED","l":"<last_quantity>","z":"<quantity>","#
    + #""T":<time_ms>}}}"# + "\n"
}
