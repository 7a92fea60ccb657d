/// The widespread CSV dump of Binance's `forceOrder` stream (FORMATS §2.3), with its header.
///
/// Its habits are kept: symbols lose a final `USDT`, and `usd_size` is quantity times *limit*
/// price.
enum BinanceForceOrderCSVWriter: LiquidationWriter {
  static let name = "binance-force-order-csv"
  static let exchange: String? = "binance-futures"
  static let header =
    "symbol,side,order_type,time_in_force,original_quantity,price,average_price,order_status,"
    + "order_last_filled_quantity,order_filled_accumulated_quantity,order_trade_time,usd_size\n"
  static let row =
    "<short_symbol>,<ORDER_SIDE>,LIMIT,IOC,<quantity>,<limit>,<fill>,FILLED,"
    + "<last_quantity>,<quantity>,<time_ms>,<limit_value>\n"
}
