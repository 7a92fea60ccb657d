package import Basics
package import MarketData

/// Everything a synthetic market is made from: the truth that an analysis of it should find.
///
/// The defaults give a market like a large perpetual's; `plant` overrides them from a JSON object
/// with the names of `plantedParameters`. Same model, same bytes, on any machine.
package struct MarketModel: Sendable {
  /// The seed of every random stream.
  package var seed: UInt64
  /// What is generated; both ends are whole minutes.
  package var window: TimeRange
  /// The number of liquidations over all venues and symbols together, or nil: as many as come.
  ///
  /// The rates are multiplied by one factor, and what comes after row `rows` is cut.
  package var rows: Int?
  /// At least one; unlike each other.
  package var venues: [VenueShare]
  /// At least one; unlike each other.
  package var symbols: [SymbolModel]
  package var arrivals = Arrivals()
  package var rhythm = Rhythm()
  package var sides = Sides()
  package var sizes = Sizes()
  package var impact = Impact()
  package var volatility = Volatility()
  package var volume = Volume()
  /// Null: all symbols share the common part of the price at the same time.
  package var leadLag: LeadLag?

  /// The default market over `window`.
  ///
  /// - Parameters:
  ///   - seed: The seed of every random stream.
  ///   - window: What to generate; whole minutes.
  ///   - symbols: Base and quote currency together, such as `BTCUSDT`.
  ///   - exchanges: Names of `SyntheticVenue`; the first gets 60 % of the liquidations when there
  ///     are two, otherwise all get the same.
  ///   - rows: The number of liquidations, or nil.
  /// - Throws: `MarketModelError` for an unknown venue, or a symbol that cannot be taken apart.
  package init(
    seed: UInt64, window: TimeRange, symbols: [String] = ["BTCUSDT", "ETHUSDT", "SOLUSDT"],
    exchanges: [String] = ["binance-futures", "bybit"], rows: Int? = nil
  ) throws(MarketModelError) {
    self.seed = seed
    self.window = window
    self.rows = rows
    self.symbols = []
    for (index, symbol) in symbols.enumerated() {
      self.symbols.append(try SymbolModel.preset(symbol, at: "symbols[\(index)].symbol"))
    }
    let first = exchanges.count == 2 ? 1.5 : 1
    venues = exchanges.enumerated().map { index, exchange in
      VenueShare(exchange: exchange, share: index == 0 ? first : 1)
    }
    try validate()
  }

  /// Overrides parameters by the object `parameters`: the names and nesting of `plantedParameters`.
  ///
  /// - Throws: `MarketModelError` with the place, for unknown names, wrong types and bounds.
  package mutating func plant(_ parameters: JSONValue) throws(MarketModelError) {
    var changed = self
    try changed.read(parameters, at: "")
    try changed.validate()
    self = changed
  }

  /// Every parameter but seed, window and rows, as `plant` reads them.
  package var plantedParameters: JSONValue { json }

  /// The length of the window in days.
  var days: Double { Double(window.to - window.from) / Double(TimeText.microsecondsPerDay) }
}

extension MarketModel: ModelPart {
  static let fields: [ModelField<MarketModel>] = [
    .list("venues", \.venues, most: 4) { _, _ in VenueShare(exchange: "", share: 1) },
    .list("symbols", \.symbols, most: 1000) { (value, path) throws(MarketModelError) in
      try SymbolModel.preset(value["symbol"]?.text ?? "", at: "\(path).symbol")
    },
    .part("arrivals", \.arrivals),
    .part("rhythm", \.rhythm),
    .part("sides", \.sides),
    .part("sizes", \.sizes),
    .part("impact", \.impact),
    .part("volatility", \.volatility),
    .part("volume", \.volume),
    .optional("lead_lag", \.leadLag, from: LeadLag()),
  ]
}
