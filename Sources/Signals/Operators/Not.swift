import Basics

/// Negation; unknown stays unknown.
enum Not: Operator {
  static let name = "not"
  static let summary = "true when false"
  static let examples = [
    #"{"not":{">":[{"price":{"field":"close"}},100]}}"#
  ]
  static let shape = Shape.expression

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let operand = try reader.flag(place)
    return reader.make(name, "", Apply(), [operand], isFlag: true)
  }

  private struct Apply: PointwiseKernel {
    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      1 - x
    }
  }
}
