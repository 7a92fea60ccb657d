extension ExpressionReader {
  /// `venues`: names of venues, at least one.
  mutating func venues(_ place: Place?) throws(StrategyError) -> [String]? {
    guard let place else { return nil }
    var names: [String] = []
    for element in try place.elements(1...Int.max) {
      let name = try element.text()
      guard !name.isEmpty else { throw element.error("must not be empty") }
      names.append(name)
    }
    namedVenues.formUnion(names)
    return names
  }

  /// `scope`: the symbol, or the whole universe.
  func scope(_ fields: Fields) throws(StrategyError) -> LiquidationFilter.Scope {
    try fields["scope"].mapped { (place) throws(StrategyError) in
      try place.choice(LiquidationFilter.Scope.self)
    } ?? .symbol
  }

  /// Adds a measure of a window of liquidations to the pool.
  mutating func make(
    _ name: String, _ settings: String, over fields: Fields, _ filter: LiquidationFilter,
    _ measure: some RowMeasure
  ) throws(StrategyError) -> Operand {
    let window = try window(try fields.required("window"))
    let lag = try fields["lag"].mapped(span) ?? Span(value: 0, longest: 0)
    let kernel = LiquidationWindow(
      LiquidationSpan(window: window.value, lag: lag.value), filter, measure)
    return make(
      name, "\(settings) \(window.value) \(lag.value) \(filter.identity)", kernel,
      lookback: window.longest + lag.longest, readsUniverse: filter.scope == .universe)
  }
}
