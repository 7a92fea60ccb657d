import Basics

/// A measure of the liquidations of a window (rule 45).
enum Liq: Operator {
  static let name = "liq"
  static let summary = "a measure of the liquidations of a window"
  static let examples =
    Measure.allCases.map {
      #"{"liq":{"measure":"\#($0.rawValue)","side":"both","window":"5m"}}"#
    } + [
      #"{"liq":{"measure":"notional","side":"long","window":"2m","lag":"45s"}}"#,
      #"""
      {"liq":{"measure":"count","side":"short","window":"3m","scope":"universe",
      "venues":["binance"],"min_notional":300}}
      """#,
    ]
  static let shape = Shape.object(
    [
      "measure": Shape.choice(Measure.self), "side": Shape.choice(LiquidationFilter.Sides.self),
      "window": Shape.duration, "lag": Shape.duration,
      "scope": Shape.choice(LiquidationFilter.Scope.self),
      "venues": Shape.array(of: Shape.text, atLeast: 1), "min_notional": Shape.number,
    ], required: ["measure", "side", "window"])

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let fields = try place.fields(
      ["measure", "side", "window", "lag", "scope", "venues", "min_notional"],
      required: ["measure", "side", "window"])
    let measure = try fields.required("measure").choice(Measure.self)
    let filter = LiquidationFilter(
      sides: try fields.required("side").choice(LiquidationFilter.Sides.self),
      scope: try reader.scope(fields), venues: try reader.venues(fields["venues"]),
      minimumNotional: try fields["min_notional"].mapped(reader.plainNumber) ?? -.infinity)
    return try read(measure, fields, filter, &reader)
  }

  private static func read(
    _ measure: Measure, _ fields: Fields, _ filter: LiquidationFilter,
    _ reader: inout ExpressionReader
  ) throws(StrategyError) -> Operand {
    let name = "\(name) \(measure)"
    switch measure {
    case .notional: return try reader.make(name, "", over: fields, filter, RowTotals(.notional))
    case .qty: return try reader.make(name, "", over: fields, filter, RowTotals(.quantity))
    case .count: return try reader.make(name, "", over: fields, filter, RowTotals(.count))
    case .mean: return try reader.make(name, "", over: fields, filter, RowTotals(.mean))
    case .rate:
      let window = try reader.window(try fields.required("window")).value
      let totals = RowTotals(.rate(seconds: Double(window) / 1e6))
      return try reader.make(name, "", over: fields, filter, totals)
    case .max: return try reader.make(name, "", over: fields, filter, LargestRow())
    case .vwap: return try reader.make(name, "", over: fields, filter, AveragePrice())
    case .distinctVenues:
      return try reader.make(name, "", over: fields, filter, DistinctExchanges())
    }
  }

  private enum Measure: String, CaseIterable {
    case notional, count, qty, max, mean, vwap, rate
    case distinctVenues = "distinct_venues"
  }
}
