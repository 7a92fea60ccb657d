import Basics

/// A fact about the latest cascade: a run of liquidations in quick succession (rules 47, 48).
enum Cascade: Operator {
  static let name = "cascade"
  static let summary = "a fact about the latest run of liquidations in quick succession"
  static let examples = CascadeField.allCases.map {
    let body = #""side":"both","gap":"3s","min_events":3,"min_notional":900,"max_age":"8m""#
    let example = #"{"cascade":{"field":"\#($0.rawValue)",\#(body)}}"#
    return $0 == .active ? #"{"not":\#(example)}"# : example
  }
  static let shape = Shape.object(
    [
      "field": Shape.choice(CascadeField.self), "side": Shape.choice(LiquidationFilter.Sides.self),
      "gap": Shape.duration, "min_events": Shape.number, "min_notional": Shape.number,
      "scope": Shape.choice(LiquidationFilter.Scope.self), "max_age": Shape.duration,
    ], required: ["field", "side", "gap", "min_events", "min_notional"])

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let fields = try place.fields(
      ["field", "side", "gap", "min_events", "min_notional", "scope", "max_age"],
      required: ["field", "side", "gap", "min_events", "min_notional"])
    let field = try fields.required("field").choice(CascadeField.self)
    let filter = LiquidationFilter(
      sides: try fields.required("side").choice(LiquidationFilter.Sides.self),
      scope: try reader.scope(fields))
    let hour = Span(value: 3_600_000_000, longest: 3_600_000_000)
    let longestAge = try fields["max_age"].mapped(reader.span) ?? hour
    let rule = CascadeRule(
      gap: try reader.window(try fields.required("gap")).value,
      minimumCount: try reader.plainNumber(try fields.required("min_events")),
      minimumNotional: try reader.plainNumber(try fields.required("min_notional")),
      longestAge: longestAge.value)
    return reader.make(
      name, "\(field) \(filter.identity) \(rule)",
      CascadeKernel(field: field, rule: rule, filter: filter), isFlag: field == .active,
      lookback: longestAge.longest, readsUniverse: filter.scope == .universe)
  }
}
