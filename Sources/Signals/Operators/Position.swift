import Basics

/// A fact about the open position (rule 54); exit rules only.
enum Position: Operator {
  static let name = "position"
  static let summary = "a fact about the open position; exit rules only"
  static let examples = [
    #"{"position":{"field":"return"}}"#
  ]
  static let shape = Shape.object(["field": Shape.choice(PositionField.self)], required: ["field"])

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let fields = try place.fields(["field"], required: ["field"])
    return reader.make(position: try fields.required("field").choice(PositionField.self))
  }
}
