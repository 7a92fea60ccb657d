import Basics

/// Whether a number lies in a closed interval: `x ≥ low and x ≤ high` (rule 35).
enum Between: Operator {
  static let name = "between"
  static let summary = "true when the first is neither below the second nor above the third"
  static let examples = [
    #"{"between":[{"price":{"field":"close"}},95,{"price":{"field":"high","bars_ago":3}}]}"#
  ]
  static let shape = Shape.array(of: Shape.expression, atLeast: 3, atMost: 3)

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let places = try place.elements(3...3)
    let value = try reader.number(places[0])
    let low = try reader.number(places[1])
    let high = try reader.number(places[2])
    let above = reader.make(
      GreaterOrEqual.name, "", GreaterOrEqual.Apply(), [value, low], isFlag: true)
    let below = reader.make(LessOrEqual.name, "", LessOrEqual.Apply(), [value, high], isFlag: true)
    return reader.make(And.name, "", And.Apply(), [above, below], isFlag: true)
  }
}
