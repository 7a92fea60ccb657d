import Basics

/// The balance of longs and shorts liquidated in a window, from −1 to 1 (rule 46).
enum LiqImbalance: Operator {
  static let name = "liq_imbalance"
  static let summary = "longs less shorts liquidated, as a share of both"
  static let examples = [
    #"{"liq_imbalance":{"window":"5m"}}"#,
    #"{"liq_imbalance":{"window":"3m","measure":"count","lag":"30s","min_total":4}}"#,
    #"{"liq_imbalance":{"window":"2m","scope":"universe","min_total":1000}}"#,
  ]
  static let shape = Shape.object(
    [
      "measure": Shape.choice(Measure.self), "window": Shape.duration, "lag": Shape.duration,
      "scope": Shape.choice(LiquidationFilter.Scope.self), "min_total": Shape.number,
    ], required: ["window"])

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let fields = try place.fields(
      ["measure", "window", "lag", "scope", "min_total"], required: ["window"])
    let measure = try fields["measure"].mapped { (place) throws(StrategyError) in
      try place.choice(Measure.self)
    }
    let minimum = try fields["min_total"].mapped(reader.plainNumber) ?? 0
    let balance = SideBalance(countsRows: measure == .count, minimumTotal: minimum)
    let filter = LiquidationFilter(sides: .both, scope: try reader.scope(fields))
    return try reader.make(
      name, "\(measure ?? .notional) \(minimum)", over: fields, filter, balance)
  }

  private enum Measure: String, CaseIterable {
    case notional, count
  }
}
