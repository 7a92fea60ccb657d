import MarketData

extension ColumnMapping {
  /// A field of ours that a column can become; the number is its place in tables of targets.
  enum Target: Int, CaseIterable, Sendable {
    case time, received, symbol, exchange, side, price, quantity, contracts, notional, orderID
    case open, high, low, close, volume, quoteVolume, trades, takerBuyVolume
    case long, short
    case value

    /// How the option calls it.
    var name: String {
      switch self {
      case .time: "time"
      case .received: "received"
      case .symbol: "symbol"
      case .exchange: "exchange"
      case .side: "side"
      case .price: "price"
      case .quantity: "quantity"
      case .contracts: "contracts"
      case .notional: "notional"
      case .orderID: "order_id"
      case .open: "open"
      case .high: "high"
      case .low: "low"
      case .close: "close"
      case .volume: "volume"
      case .quoteVolume: "quote_volume"
      case .trades: "trades"
      case .takerBuyVolume: "taker_buy_volume"
      case .long: "long"
      case .short: "short"
      case .value: "value"
      }
    }

    init?(name: some StringProtocol) {
      guard let target = Self.allCases.first(where: { $0.name == name }) else { return nil }
      self = target
    }

    /// What rows of `kind` cannot be without.
    static func needed(_ kind: ImportKind) -> [Target] {
      switch kind {
      case .liquidations: [.time, .side, .price]
      case .candles: [.time, .open, .high, .low, .close, .volume]
      case .aggregates: [.time, .long, .short]
      case .series: [.time, .value]
      }
    }

    /// What rows of `kind` can have.
    static func allowed(_ kind: ImportKind) -> Set<Target> {
      let more: [Target]
      switch kind {
      case .liquidations: more = [.received, .quantity, .contracts, .notional, .orderID]
      case .candles: more = [.quoteVolume, .trades, .takerBuyVolume]
      case .aggregates, .series: more = []
      }
      return Set(needed(kind) + more + [.symbol, .exchange])
    }
  }
}

/// Where each mapped field of one row lies; empty where it is missing.
struct TargetRanges {
  private var ranges = InlineArray<21, Range<Int>>(repeating: 0..<0)

  subscript(target: ColumnMapping.Target) -> Range<Int> {
    get { ranges[target.rawValue] }
    set { ranges[target.rawValue] = newValue }
  }
}
