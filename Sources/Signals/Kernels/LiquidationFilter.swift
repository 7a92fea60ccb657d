import MarketData

/// Which liquidations an operator looks at.
struct LiquidationFilter: Sendable {
  enum Sides: String, CaseIterable, Sendable {
    case long, short, both
  }

  enum Scope: String, CaseIterable, Sendable {
    case symbol, universe
  }

  let sides: Sides
  let scope: Scope
  /// Venue names as a strategy writes them; nil for all.
  let venues: [String]?
  /// Rows with a smaller or no notional fail; −∞ lets all pass.
  let minimumNotional: Double
  /// Exchange → whether `venues` names it; grows with the tape's list.
  private var isNamed: [Bool] = []

  init(
    sides: Sides, scope: Scope, venues: [String]? = nil, minimumNotional: Double = -.infinity
  ) {
    self.sides = sides
    self.scope = scope
    self.venues = venues
    self.minimumNotional = minimumNotional
  }

  /// The filter as part of an expression's identity.
  var identity: String {
    let names = venues.map { $0.map { "\($0.utf8.count):\($0)" }.joined(separator: ",") }
    return "\(sides) \(scope) \(minimumNotional) \(names ?? "all")"
  }

  /// The liquidations in scope.
  func rows(of tape: SymbolTape) -> LiquidationRows {
    scope == .symbol ? tape.liquidations : tape.universe
  }

  /// Whether row `index` of `rows` passes.
  mutating func passes(_ index: Int, of rows: LiquidationRows, _ tape: SymbolTape) -> Bool {
    switch sides {
    case .both: break
    case .long: guard rows.side[index] == .long else { return false }
    case .short: guard rows.side[index] == .short else { return false }
    }
    if minimumNotional > -.infinity {
      guard rows.notional[index] >= minimumNotional else { return false }
    }
    guard let venues else { return true }
    while isNamed.count < tape.exchanges.count {
      isNamed.append(Venue.isNamed(tape.exchanges[isNamed.count], by: venues))
    }
    return isNamed[Int(rows.exchange[index])]
  }
}

/// How strategies name venues (rule 9).
package enum Venue {
  /// Whether an exchange publishes at most one liquidation a symbol and second (FORMATS).
  package static func isSampled(_ exchange: String) -> Bool {
    ["binance-futures", "binance-delivery", "okex-swap", "okex-futures", "bitget-futures"]
      .contains(exchange)
  }

  /// Whether one of `names` is `exchange` or its beginning up to a `-`.
  package static func isNamed(_ exchange: String, by names: [String]) -> Bool {
    names.contains { name in
      exchange == name || exchange.utf8.starts(with: Array((name + "-").utf8))
    }
  }
}
