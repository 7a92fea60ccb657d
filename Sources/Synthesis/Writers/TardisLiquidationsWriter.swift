/// Tardis.dev's `liquidations` CSV of any venue (FORMATS §1).
///
/// `side` is the side of the closing order, `price` what the venue's feed has (an order's limit or
/// the bankruptcy price), `amount` as the venue counts; `id` is empty for these venues.
enum TardisLiquidationsWriter: LiquidationWriter {
  static let name = "tardis-liquidations"
  static let exchange: String? = nil
  static let header = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
  static let row =
    "<exchange>,<symbol>,<time_us>,<received_us>,,<order_side>,<limit>,<amount>\n"
}
