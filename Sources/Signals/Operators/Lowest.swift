import Basics

/// The smallest sample in the window.
enum Lowest: Operator {
  static let name = "lowest"
  static let summary = "the smallest sample"
  static let examples = [
    #"{"lowest":{"of":{"price":{"field":"close"}},"window":"15m"}}"#,
    #"""
    {"lowest":{"of":{"liq":{"measure":"notional","side":"long","window":"3m"}},
    "window":"20m","min_obs":4,"exclude_current":false}}
    """#,
  ]
  static let shape = Shape.rolling()

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let body = try reader.rolling(place)
    return reader.make(name, body, ExtremeStatistic(sign: -1))
  }
}
