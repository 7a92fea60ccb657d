import Basics

/// Whether the first operand is > the second; unknown when one is missing.
enum Greater: Operator {
  static let name = ">"
  static let summary = "true when the first is larger"
  static let examples = [
    #"{">":[{"price":{"field":"close"}},100]}"#
  ]
  static let shape = Shape.pair

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let (left, right) = try reader.pair(place)
    return reader.make(name, "", Apply(), [left, right], isFlag: true)
  }

  struct Apply: PointwiseKernel {
    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      x.isNaN || y.isNaN ? .nan : truth(x > y)
    }
  }
}
