/// Bybit v5 `allLiquidation.{symbol}`, one message with one liquidation a line (FORMATS §3).
///
/// `S` is the side of the *position* (`Buy`: a long was liquidated), `p` the bankruptcy price.
enum BybitLiquidationWriter: LiquidationWriter {
  static let name = "bybit-liquidation"
  static let exchange: String? = "bybit"
  static let header = ""
  static let row =
    #"{"topic":"allLiquidation.<symbol>","type":"snapshot","ts":<sent_ms>,"#
    + #""data":[{"T":<time_ms>,"s":"<symbol>","S":"<PositionWord>","v":"<quantity>","#
    + #""p":"<limit>"}]}"# + "\n"
}
