/// The funding rate. The store keeps no rates, so every field is missing (rule 53).
enum Funding: Operator {
  static let name = "funding"
  static let summary = "the funding rate: missing, the store has none"
  static let examples = [
    #"{"funding":{"field":"last_rate"}}"#
  ]

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let fields = try place.fields(["field"], required: ["field"])
    let field = try fields.required("field").choice(Field.self)
    return reader.make(name, field.rawValue, Constant(value: .nan))
  }

  private enum Field: String, CaseIterable {
    case lastRate = "last_rate"
    case annualized
    case timeToNext = "time_to_next"
  }
}
