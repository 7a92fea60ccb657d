/// The blocks `clock`, `data` and `universe`.
extension StrategyDecoder {
  mutating func data(_ place: Place) throws(StrategyError) -> DataRules {
    let fields = try place.fields(
      ["liquidations", "candles", "funding", "mark"], required: ["liquidations", "candles"])
    let rows = try fields.required("liquidations").fields([
      "time", "assumed_latency", "dedupe", "venues", "min_coverage", "sampled_feed", "price",
    ])
    let candles = try fields.required("candles").fields(
      ["interval", "price", "fill_interval", "on_gap", "max_gap"], required: ["interval"])
    reader.candleInterval = try reader.window(try candles.required("interval")).value
    if let price = candles["price"], try price.choice(CandlePrice.self) != .last {
      throw price.error("the store has only candles of last prices")
    }
    return DataRules(
      timeBasis: try rows["time"].choice(DataRules.TimeBasis.self) ?? .availability,
      assumedLatency: try rows["assumed_latency"].mapped(reader.duration) ?? 0,
      deduplication: try rows["dedupe"].choice(DataRules.Deduplication.self) ?? .auto,
      venues: try reader.venues(rows["venues"]),
      minimumCoverage: try fraction(rows["min_coverage"]) ?? 0.95,
      sampledFeed: try rows["sampled_feed"].choice(DataRules.SampledFeed.self) ?? .warn,
      price: try rows["price"].choice(DataRules.LiquidationPrice.self) ?? .averageFill,
      interval: reader.candleInterval, fillInterval: try fillInterval(candles["fill_interval"]),
      onGap: try candles["on_gap"].choice(DataRules.GapRule.self) ?? .haltSignals,
      longestGap: try candles["max_gap"].mapped(reader.duration) ?? 300_000_000,
      funding: try fields["funding"].choice(DataRules.Funding.self) ?? .actual,
      mark: try fields["mark"].choice(DataRules.Mark.self) ?? .lastAsMark)
  }

  private enum CandlePrice: String, CaseIterable {
    case last, mark, index
  }

  private func fraction(_ place: Place?) throws(StrategyError) -> Double? {
    guard let place else { return nil }
    let value = try place.number()
    guard (0...1).contains(value) else { throw place.error("must be from 0 to 1") }
    return value
  }

  /// F, which must divide D (rule 22).
  private func fillInterval(_ place: Place?) throws(StrategyError) -> Int64? {
    guard let place else { return nil }
    let interval = try reader.window(place).value
    guard reader.candleInterval % interval == 0 else {
      throw place.error("must divide the interval of the candles")
    }
    return interval
  }

  func clock(_ place: Place, _ data: DataRules) throws(StrategyError) -> ClockRules {
    let fields = try place.fields(
      ["on", "interval", "min_spacing", "decision_delay"], required: ["on"])
    let kind = try fields.required("on").choice(ClockRules.Kind.self)
    var interval = data.interval
    if let place = fields["interval"] {
      interval = try reader.window(place).value
      guard interval % data.interval == 0 else {
        throw place.error("must be a multiple of the candles' interval")
      }
    }
    return ClockRules(
      kind: kind, interval: interval,
      minimumSpacing: try fields["min_spacing"].mapped(reader.duration) ?? 0,
      decisionDelay: try fields["decision_delay"].mapped(reader.duration) ?? 0)
  }

  func universe(_ place: Place) throws(StrategyError) -> UniverseRules {
    let fields = try place.fields(["symbols", "select", "exclude", "include_delisted"])
    guard (fields["symbols"] == nil) != (fields["select"] == nil) else {
      throw place.error("needs either 'symbols' or 'select'")
    }
    let choice: UniverseRules.Choice =
      if let select = fields["select"] {
        .select(try selection(select))
      } else {
        .symbols(try names(try fields.required("symbols"), atLeast: 1))
      }
    return UniverseRules(
      choice: choice,
      excluded: try fields["exclude"].mapped { (place) throws(StrategyError) in
        try names(place, atLeast: 0)
      } ?? [],
      includesDelisted: try fields["include_delisted"].mapped { (place) throws(StrategyError) in
        try place.flag()
      } ?? true)
  }

  private func names(_ place: Place, atLeast minimum: Int) throws(StrategyError) -> [String] {
    var names: [String] = []
    for element in try place.elements(minimum...Int.max) {
      let name = try element.text()
      guard !name.isEmpty else { throw element.error("must not be empty") }
      guard !names.contains(name) else { throw element.error("stands twice") }
      names.append(name)
    }
    return names
  }

  private func selection(_ place: Place) throws(StrategyError) -> UniverseRules.Selection {
    let fields = try place.fields(
      ["top", "by", "lookback", "refresh", "min_age"],
      required: ["top", "by", "lookback", "refresh"])
    let measure = try fields.required("by").choice(UniverseRules.Selection.Measure.self)
    guard measure != .openInterest else {
      throw try fields.required("by").error("the store has no open interest")
    }
    return UniverseRules.Selection(
      top: try fields.required("top").integer(atLeast: 1), by: measure,
      lookback: try reader.window(try fields.required("lookback")).value,
      refresh: try reader.window(try fields.required("refresh")).value,
      minimumAge: try fields["min_age"].mapped(reader.duration) ?? 0)
  }
}
