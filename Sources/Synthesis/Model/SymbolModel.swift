/// One symbol of the market and its scale.
package struct SymbolModel: Sendable, ModelPart {
  /// Base and quote currency together: `BTCUSDT`.
  package private(set) var name: String
  package private(set) var base: String
  /// Counted 1:1 as US dollars.
  package private(set) var quote: String
  /// At the start, in the quote currency.
  package var price = 10.0
  /// The price step.
  package var tick = 0.001
  /// Digits after the point of prices in files.
  package var priceDecimals = 3
  /// The quantity step, in the base currency.
  package var lot = 0.1
  /// Digits after the point of quantities in files.
  package var quantityDecimals = 1
  /// Base currency in one contract of a venue that counts contracts; a power of ten.
  package var contractSize = 1.0
  /// Expected liquidations on all venues, averaged over the window.
  package var eventsPerDay = 150.0
  /// The median notional of a liquidation's log-normal body, in US dollars.
  package var medianUSD = 1_500.0
  /// The standard deviation of a day's log return, without the impact of liquidations.
  package var volatilityDay = 0.05
  /// Expected traded value a day, in the quote currency.
  package var quoteVolumeDay = 200e6

  static let fields: [ModelField<SymbolModel>] = [
    .text("symbol", \.nameToRead, expected: "a symbol such as BTCUSDT") { split($0) != nil },
    .number("price", \.price, 1e-6...1e6),
    .number("tick", \.tick, 1e-8...1e4),
    .integer("price_decimals", \.priceDecimals, 0...8),
    .number("lot", \.lot, 1e-8...1e6),
    .integer("quantity_decimals", \.quantityDecimals, 0...8),
    .number("contract_size", \.contractSize, 1e-6...1e6),
    .number("events_per_day", \.eventsPerDay, 0.01...1e8),
    .number("median_usd", \.medianUSD, 1...1e7),
    .number("volatility_day", \.volatilityDay, 0...0.5),
    .number("quote_volume_day", \.quoteVolumeDay, 1e3...1e13),
  ]

  /// The symbol called `name` with a scale that suits it, or a plain one when it is not known.
  static func preset(_ name: String, at path: String) throws(MarketModelError) -> SymbolModel {
    guard let parts = split(name) else {
      throw MarketModelError(
        path: path,
        kind: .invalid(
          "is '\(name)'; it must be capitals and digits ending in one of "
            + quotes.joined(separator: ", ")))
    }
    var symbol = SymbolModel(name: name, base: parts.base, quote: parts.quote)
    scales[parts.base]?(&symbol)
    return symbol
  }

  private static let quotes = ["USDT", "USDC", "FDUSD", "BUSD"]

  private init(name: String, base: String, quote: String) {
    self.name = name
    self.base = base
    self.quote = quote
  }

  /// Writing it takes the new name apart; the field's check has found that possible.
  private var nameToRead: String {
    get { name }
    set {
      guard let parts = Self.split(newValue) else { return }
      (name, base, quote) = (newValue, parts.base, parts.quote)
    }
  }

  private static func split(_ name: String) -> (base: String, quote: String)? {
    let isPlain = name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
    guard isPlain, name.utf8.count <= 32, let quote = quotes.first(where: name.hasSuffix) else {
      return nil
    }
    let base = String(name.dropLast(quote.count))
    return base.isEmpty ? nil : (base, quote)
  }

  private static let scales: [String: @Sendable (inout SymbolModel) -> Void] = [
    "BTC": { symbol in
      symbol.price = 62_000
      (symbol.tick, symbol.priceDecimals) = (0.1, 2)
      (symbol.lot, symbol.quantityDecimals, symbol.contractSize) = (0.001, 3, 0.01)
      (symbol.eventsPerDay, symbol.medianUSD) = (560, 4_000)
      (symbol.volatilityDay, symbol.quoteVolumeDay) = (0.024, 1_500e6)
    },
    "ETH": { symbol in
      symbol.price = 3_400
      (symbol.tick, symbol.priceDecimals) = (0.01, 2)
      (symbol.lot, symbol.quantityDecimals, symbol.contractSize) = (0.001, 3, 0.1)
      (symbol.eventsPerDay, symbol.medianUSD) = (420, 3_000)
      (symbol.volatilityDay, symbol.quoteVolumeDay) = (0.03, 900e6)
    },
    "SOL": { symbol in
      symbol.price = 130
      (symbol.tick, symbol.priceDecimals) = (0.01, 2)
      (symbol.lot, symbol.quantityDecimals, symbol.contractSize) = (0.01, 2, 1)
      (symbol.eventsPerDay, symbol.medianUSD) = (260, 1_800)
      (symbol.volatilityDay, symbol.quoteVolumeDay) = (0.042, 350e6)
    },
  ]
}
