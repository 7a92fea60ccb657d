package import MarketData

/// A venue that can be imitated: what its feed calls things and which price it prints.
package struct SyntheticVenue: Sendable {
  /// Tardis's spelling.
  package let exchange: String
  /// The price of its own liquidation messages that is not the fill: an order's limit price, or the
  /// bankruptcy price.
  package let limitKind: PriceKind
  /// What the venue's own messages let an importer know: the fill, or only `limitKind`.
  package let nativeKind: PriceKind
  /// How far the limit is from the fill, on the losing side, in basis points: uniform.
  let limitDistanceBasisPoints: ClosedRange<Double>
  /// Whether it counts contracts of `SymbolModel.contractSize` instead of base currency.
  package let countsContracts: Bool
  private let joinsWith: String
  private let ending: String

  /// The venue's spelling of a symbol: `BTCUSDT`, `BTC-USDT-SWAP`.
  package func symbol(_ symbol: SymbolModel) -> String {
    symbol.base + joinsWith + symbol.quote + ending
  }

  /// The venues, by the UTF-8 bytes of their names.
  ///
  /// Distances: FORMATS §2.2 measures 94–143 bps between order and fill price as medians of
  /// captures, §3 about 50 bps between bankruptcy and mark price.
  package static let all: [SyntheticVenue] = [
    SyntheticVenue(
      exchange: "binance-futures", limitKind: .order, nativeKind: .fill,
      limitDistanceBasisPoints: 50...150, countsContracts: false, joinsWith: "", ending: ""),
    SyntheticVenue(
      exchange: "bybit", limitKind: .bankruptcy, nativeKind: .bankruptcy,
      limitDistanceBasisPoints: 25...75, countsContracts: false, joinsWith: "", ending: ""),
    SyntheticVenue(
      exchange: "okex-swap", limitKind: .bankruptcy, nativeKind: .bankruptcy,
      limitDistanceBasisPoints: 25...75, countsContracts: true, joinsWith: "-", ending: "-SWAP"),
  ]

  /// The venue called `exchange`, or nil.
  package static func named(_ exchange: String) -> SyntheticVenue? {
    all.first { $0.exchange == exchange }
  }
}

/// A venue's part of all liquidations.
///
/// Whole families (a liquidation and those it set off) belong to one venue, so each venue's feed
/// alone, and all together, are self-exciting with the same branching ratio and kernel.
package struct VenueShare: Sendable, ModelPart {
  /// A name of `SyntheticVenue`.
  package var exchange: String
  /// Relative to the other venues' shares.
  package var share: Double

  static let fields: [ModelField<VenueShare>] = [
    .text("exchange", \.exchange, expected: "the name of a venue") { !$0.isEmpty },
    .number("share", \.share, 0.001...1_000),
  ]
}
