/// OKX `liquidation-orders` of swaps, one message with one liquidation a line (FORMATS §4).
///
/// All numbers are strings; `sz` counts contracts, `bkPx` is the bankruptcy price.
enum OKXLiquidationOrdersWriter: LiquidationWriter {
  static let name = "okx-liquidation-orders"
  static let exchange: String? = "okex-swap"
  static let header = ""
  static let row =
    #"{"arg":{"channel":"liquidation-orders","instType":"SWAP"},"data":[{"details":[{"#
    + #""bkLoss":"0","bkPx":"<limit>","ccy":"","posSide":"<position>","side":"<order_side>","#
    + #""sz":"<amount>","ts":"<time_ms>"}],"instFamily":"<family>","instId":"<symbol>","#
    + #""instType":"SWAP","uly":"<family>"}]}"# + "\n"
}
