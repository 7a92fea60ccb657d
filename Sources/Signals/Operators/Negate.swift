import Basics

/// The negative.
enum Negate: Operator {
  static let name = "neg"
  static let summary = "the negative"
  static let examples = [
    #"{"neg":{"return":{"window":"5m"}}}"#
  ]
  static let shape = Shape.expression

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let operand = try reader.number(place)
    return reader.make(name, "", Apply(), [operand])
  }

  private struct Apply: PointwiseKernel {
    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      -x
    }
  }
}
