import Basics

/// The smallest; missing when an operand is (rule 34).
enum Minimum: Operator {
  static let name = "min"
  static let summary = "the smallest"
  static let examples = [
    #"{"min":[{"price":{"field":"close"}},{"return":{"window":"5m"}},2]}"#
  ]
  static let shape = Shape.chain

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    try reader.chain(name, of: place, .numbers) { Apply() }
  }

  private struct Apply: PointwiseKernel {
    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      x.isNaN || y.isNaN ? .nan : min(x, y)
    }
  }
}
