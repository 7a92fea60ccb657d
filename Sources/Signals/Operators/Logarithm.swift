import Basics
import Glibc

/// The natural logarithm; missing for 0 and below.
enum Logarithm: Operator {
  static let name = "log"
  static let summary = "the natural logarithm"
  static let examples = [
    #"{"log":{"price":{"field":"close"}}}"#
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
      x > 0 ? finite(log(x)) : .nan
    }
  }
}
