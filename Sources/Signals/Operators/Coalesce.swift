import Basics

/// The first operand that is not missing: the only way to turn missing into a number.
enum Coalesce: Operator {
  static let name = "coalesce"
  static let summary = "the first that is not missing"
  static let examples = [
    #"{"coalesce":[{"liq":{"measure":"mean","side":"both","window":"1m"}},0]}"#
  ]
  static let shape = Shape.chain

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    try reader.chain(name, of: place, .numbers) { Apply() }
  }

  private struct Apply: PointwiseKernel {
    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      x.isNaN ? y : x
    }
  }
}
