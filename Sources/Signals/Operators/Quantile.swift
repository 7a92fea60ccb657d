import Basics

/// A quantile of the samples, by linear interpolation (rule 40).
enum Quantile: Operator {
  static let name = "quantile"
  static let summary = "a quantile of the samples"
  static let examples = [
    #"{"quantile":{"of":{"price":{"field":"close"}},"window":"15m","q":0.9}}"#
  ]
  static let shape = Shape.rolling([JSONMember("q", Shape.number)], required: ["q"])

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let body = try reader.rolling(place, extra: ["q"])
    let field = try body.fields.required("q")
    let q = try reader.plainNumber(field)
    guard (0...1).contains(q) else { throw field.error("must be from 0 to 1") }
    return reader.make(name, body, OrderStatistic(.quantile(q)), settings: "\(q)")
  }
}
