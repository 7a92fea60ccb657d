import Basics

/// The sum, from left to right; missing when an operand is.
enum Add: Operator {
  static let name = "+"
  static let summary = "the sum"
  static let examples = [
    #"{"+":[{"price":{"field":"close"}},{"return":{"window":"5m"}},2]}"#
  ]
  static let shape = Shape.chain

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    try reader.chain(name, of: place, .numbers) { Apply() }
  }

  private struct Apply: PointwiseKernel {
    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      finite(x + y)
    }
  }
}
