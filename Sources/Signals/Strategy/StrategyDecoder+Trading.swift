/// The blocks `entry`, `exit` and `sizing`.
extension StrategyDecoder {
  mutating func entry(_ place: Place) throws(StrategyError) -> EntryRules {
    let fields = try place.fields([
      "long", "short", "trigger", "cooldown", "cooldown_from", "cooldown_scope",
      "max_entries_per_day", "on_conflict", "if_in_position", "max_pyramids",
    ])
    guard fields["long"] != nil || fields["short"] != nil else {
      throw place.error("needs 'long', 'short' or both")
    }
    var rules: [Strategy.Rule?] = []
    for side in ["long", "short"] {
      if let place = fields[side] {
        rules.append(try rule(place, inExit: false))
      } else {
        rules.append(nil)
      }
    }
    return EntryRules(
      long: rules[0], short: rules[1],
      trigger: try fields["trigger"].choice(EntryRules.Trigger.self) ?? .risingEdge,
      cooldown: try fields["cooldown"].mapped(reader.duration) ?? 0,
      cooldownFrom: try fields["cooldown_from"].choice(EntryRules.CooldownStart.self) ?? .exit,
      cooldownScope: try fields["cooldown_scope"].choice(EntryRules.CooldownScope.self) ?? .symbol,
      maximumPerDay: try fields["max_entries_per_day"].mapped(reader.plainNumber) ?? .infinity,
      onConflict: try fields["on_conflict"].choice(EntryRules.Conflict.self) ?? .skip,
      ifInPosition: try fields["if_in_position"].choice(EntryRules.InPosition.self) ?? .ignore,
      maximumPyramids: try fields["max_pyramids"].mapped(reader.plainNumber) ?? 1)
  }

  mutating func exit(_ place: Place) throws(StrategyError) -> ExitRules {
    let fields = try place.fields([
      "stop_loss", "take_profit", "trailing", "break_even_after", "max_hold", "signal_long",
      "signal_short", "intrabar", "at_end",
    ])
    let hasStop = fields["stop_loss"] != nil
    if let hold = fields["max_hold"] { longestHold = try reader.span(hold).longest }
    var rules: [Strategy.Rule?] = []
    for side in ["signal_long", "signal_short"] {
      if let place = fields[side] {
        rules.append(try rule(place, inExit: true))
      } else {
        rules.append(nil)
      }
    }
    return ExitRules(
      stopLoss: try level(fields["stop_loss"], allowsRisk: false),
      takeProfit: try level(fields["take_profit"], allowsRisk: hasStop),
      trailing: try trailing(fields["trailing"], hasStop: hasStop),
      breakEvenAfter: try level(fields["break_even_after"], allowsRisk: hasStop),
      maximumHold: try fields["max_hold"].mapped(reader.duration),
      signalLong: rules[0], signalShort: rules[1],
      intrabar: try fields["intrabar"].choice(ExitRules.Intrabar.self) ?? .worstCase,
      atEnd: try fields["at_end"].choice(ExitRules.AtEnd.self) ?? .closeAtLast)
  }

  private mutating func trailing(
    _ place: Place?, hasStop: Bool
  ) throws(StrategyError) -> ExitRules.Trailing? {
    guard let place else { return nil }
    let fields = try place.fields(["activate", "distance"], required: ["distance"])
    let activate = try level(fields["activate"], allowsRisk: hasStop)
    guard let distance = try level(fields["distance"], allowsRisk: hasStop) else { return nil }
    if case .price = distance, let place = fields["distance"] {
      throw place.error("'price' is a level, not a distance")
    }
    return ExitRules.Trailing(activate: activate, distance: distance)
  }

  /// A level; constant distances must be positive (rule 70).
  private mutating func level(
    _ place: Place?, allowsRisk: Bool
  ) throws(StrategyError) -> Level? {
    guard let place else { return nil }
    let kinds = ["fraction", "atr", "sigma", "r", "price"]
    let fields = try place.fields(kinds + ["window", "of"])
    let given = kinds.filter { fields[$0] != nil }
    guard given.count == 1, let kind = given.first, let value = fields[kind] else {
      throw place.error("needs exactly one of \(kinds.joined(separator: ", "))")
    }
    for (key, owner) in [("window", "atr"), ("of", "sigma")] where kind != owner {
      if let extra = fields[key] { throw extra.error("belongs to '\(owner)'") }
    }
    switch kind {
    case "fraction": return .fraction(try reader.positiveNumber(value))
    case "atr": return try averageTrueRange(value, window: fields["window"])
    case "sigma":
      return .sigma(try reader.plainNumber(value), try number(try fields.required("of")))
    case "r":
      guard allowsRisk else { throw value.error("'r' needs a stop_loss that is not in 'r'") }
      return .risk(try reader.positiveNumber(value))
    default: return .price(try number(value))
    }
  }

  private mutating func averageTrueRange(
    _ value: Place, window: Place?
  ) throws(StrategyError) -> Level {
    let fourteen = 14 * reader.candleInterval
    let span = try window.mapped(reader.window) ?? Span(value: fourteen, longest: fourteen)
    let operand = AverageTrueRange.make(span, isRelative: false, &reader)
    look(back: operand.lookback)
    return .averageTrueRange(try reader.positiveNumber(value), operand.id)
  }

  mutating func sizing(_ place: Place, hasStop: Bool) throws(StrategyError) -> Sizing {
    let type = try place.anyFields().required("type")
    switch try type.choice(SizingType.self) {
    case .fixedNotional:
      return .fixedNotional(try one("notional", place))
    case .fixedQuantity:
      return .fixedQuantity(try one("quantity", place))
    case .equityFraction:
      return .equityFraction(try one("fraction", place))
    case .riskFraction:
      guard hasStop else { throw type.error("'risk_fraction' needs exit.stop_loss") }
      return .riskFraction(try one("fraction", place))
    case .volTarget:
      let fields = try place.fields(
        ["type", "annual_vol", "vol", "max_leverage"], required: ["annual_vol", "vol"])
      return .volatilityTarget(
        annual: try reader.positiveNumber(try fields.required("annual_vol")),
        volatility: try number(try fields.required("vol")),
        maximumLeverage: try fields["max_leverage"].mapped(reader.plainNumber))
    case .kelly: return .kelly(try kelly(place))
    }
  }

  private enum SizingType: String, CaseIterable {
    case fixedNotional = "fixed_notional"
    case fixedQuantity = "fixed_quantity"
    case equityFraction = "equity_fraction"
    case riskFraction = "risk_fraction"
    case volTarget = "vol_target"
    case kelly
  }

  private func one(_ key: String, _ place: Place) throws(StrategyError) -> Double {
    try reader.positiveNumber(try place.fields(["type", key], required: [key]).required(key))
  }

  private func kelly(_ place: Place) throws(StrategyError) -> Sizing.Kelly {
    let fields = try place.fields(
      ["type", "multiplier", "window_trades", "min_trades", "cap_fraction"],
      required: ["multiplier", "window_trades"])
    let window = try fields.required("window_trades")
    let trades = try reader.plainNumber(window)
    guard trades >= 1, trades <= 1e9 else { throw window.error("must be from 1 to 1e9") }
    return Sizing.Kelly(
      multiplier: try reader.positiveNumber(try fields.required("multiplier")),
      windowTrades: trades,
      minimumTrades: try fields["min_trades"].mapped(reader.plainNumber) ?? trades,
      capFraction: try fields["cap_fraction"].mapped(reader.plainNumber) ?? 1)
  }
}
