import Basics

/// The largest; missing when an operand is (rule 34).
enum Maximum: Operator {
  static let name = "max"
  static let summary = "the largest"
  static let examples = [
    #"{"max":[{"price":{"field":"close"}},{"return":{"window":"5m"}},2]}"#
  ]
  static let shape = Shape.chain

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    try reader.chain(name, of: place, .numbers) { Apply() }
  }

  private struct Apply: PointwiseKernel {
    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      x.isNaN || y.isNaN ? .nan : max(x, y)
    }
  }
}
