import Basics

/// The funding of the last settlements (rule 53): its rate, the rate of a year at this pace, and
/// the time to the next settlement if it keeps the pace of the last two.
enum Funding: Operator {
  static let name = "funding"
  static let summary = "the last settled funding rate; missing where the store has none"
  static let examples = [
    #"{"funding":{"field":"last_rate"}}"#,
    #"{"funding":{"field":"annualized"}}"#,
    #"{"funding":{"field":"time_to_next"}}"#,
  ]
  static let shape = Shape.object(["field": Shape.choice(Field.self)], required: ["field"])

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let fields = try place.fields(["field"], required: ["field"])
    let field = try fields.required("field").choice(Field.self)
    return reader.make(name, field.rawValue, Apply(field: field))
  }

  private enum Field: String, CaseIterable {
    case lastRate = "last_rate"
    case annualized
    case timeToNext = "time_to_next"
  }

  private struct Apply: Kernel {
    private static let year = 365 * 86_400.0 * 1e6
    let field: Field
    /// How many settlements are known.
    var known = 0

    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      let rates = tape.funding
      while known < rates.count, rates.time[known] <= time { known += 1 }
      guard known > 0 else { return .nan }
      let last = known - 1
      if field == .lastRate { return finite(rates.rate[last]) }
      guard last > 0 else { return .nan }
      let pace = rates.time[last] - rates.time[last - 1]
      if field == .annualized { return finite(rates.rate[last] * Self.year / Double(pace)) }
      let wait = rates.time[last] + pace - time
      return wait >= 0 ? Double(wait) / 1e6 : .nan
    }
  }
}
