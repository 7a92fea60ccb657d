import Basics

/// The first over the second; missing for a divisor of 0.
enum Divide: Operator {
  static let name = "/"
  static let summary = "the quotient"
  static let examples = [
    #"{"/":[{"price":{"field":"close"}},100]}"#
  ]
  static let shape = Shape.pair

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let (left, right) = try reader.pair(place)
    return reader.make(name, "", Apply(), [left, right])
  }

  struct Apply: PointwiseKernel {
    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      finite(x / y)
    }
  }
}
