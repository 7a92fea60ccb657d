/// Liquidations in memory, as columns of equal length; the rows may be in any order.
///
/// Nulls are values that valid rows never have: NaN for measurements (rows must be finite),
/// `LiquidationBatch.noTime` for times (rows lie in 2009…2099), an empty string for ids.
@usableFromInline package struct LiquidationBatch: Sendable, Equatable {
  /// The null of `received`.
  @inlinable @inline(__always) package static var noTime: Int64 { .min }

  /// The instruments that `instrument` refers to; each at most once.
  package var instruments: [InstrumentKey] = []
  /// Row → index into `instruments`.
  package var instrument: [UInt32] = []
  /// When it happened at the venue, in microseconds UTC.
  package var time: [Int64] = []
  /// When a recorder first saw it, in microseconds UTC, or `noTime`.
  package var received: [Int64] = []
  /// The position that was closed.
  package var side: [LiquidationSide] = []
  /// In the quote currency; finite and positive.
  package var price: [Double] = []
  /// What `price` is.
  package var priceKind: [PriceKind] = []
  /// In the base currency, or NaN when the contracts could not be converted.
  package var quantity: [Double] = []
  /// As the venue counts, or NaN when it counts in base or quote currency.
  package var contracts: [Double] = []
  /// In US dollars, or NaN when not known.
  package var notional: [Double] = []
  /// The venue's id, or null.
  package var orderID = StringColumn()
  /// The import the row came from; 0 before it has one.
  package var importID: [Int64] = []

  package init() {}

  /// The number of rows.
  package var count: Int { time.count }
}
