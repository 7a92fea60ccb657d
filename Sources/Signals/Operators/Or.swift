import Basics

/// Kleene's disjunction: true as soon as one is true, else unknown as soon as one is unknown.
enum Or: Operator {
  static let name = "or"
  static let summary = "true when at least one is true"
  static let examples = [
    #"{"or":[{">":[{"price":{"field":"close"}},100]},{">":[{"return":{"window":"5m"}},0]}]}"#
  ]
  static let shape = Shape.chain

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    try reader.chain(name, of: place, .flags) { Apply() }
  }

  private struct Apply: PointwiseKernel {
    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      if x == 1 || y == 1 { return 1 }
      return x.isNaN || y.isNaN ? .nan : 0
    }
  }
}
