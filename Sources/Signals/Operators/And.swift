import Basics

/// Kleene's conjunction: false as soon as one is false, else unknown as soon as one is unknown.
enum And: Operator {
  static let name = "and"
  static let summary = "true when all are true"
  static let examples = [
    #"{"and":[{">":[{"price":{"field":"close"}},100]},{">":[{"return":{"window":"5m"}},0]}]}"#
  ]
  static let shape = Shape.chain

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    try reader.chain(name, of: place, .flags) { Apply() }
  }

  struct Apply: PointwiseKernel {
    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      if x == 0 || y == 0 { return 0 }
      return x.isNaN || y.isNaN ? .nan : 1
    }
  }
}
