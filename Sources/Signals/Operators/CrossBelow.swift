import Basics

/// Whether the first operand has just come below the second (rule 35): it was not at the instant
/// before, and is now. False when either half is known to be false.
enum CrossBelow: Operator {
  static let name = "cross_below"
  static let summary = "true when the first has just come below the second"
  static let examples = [
    #"""
    {"cross_below":[{"price":{"field":"close"}},
    {"sma":{"of":{"price":{"field":"close"}},"window":"9m"}}]}
    """#
  ]
  static let shape = Shape.pair

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let (left, right) = try reader.pair(place)
    try reader.refusePosition(left, at: place)
    try reader.refusePosition(right, at: place)
    return reader.make(
      name, "", Apply(), [left, right], isFlag: true, lookback: reader.candleInterval)
  }

  private struct Apply: Kernel {
    private var lastX = Double.nan
    private var lastY = Double.nan

    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      let before = lastX.isNaN || lastY.isNaN ? Double.nan : truth(lastX >= lastY)
      let now = x.isNaN || y.isNaN ? Double.nan : truth(x < y)
      lastX = x
      lastY = y
      if before == 0 || now == 0 { return 0 }
      return before.isNaN || now.isNaN ? .nan : 1
    }
  }
}
