import Basics

/// The sum of the samples in the window.
enum Sum: Operator {
  static let name = "sum"
  static let summary = "the sum of the samples"
  static let examples = [
    #"{"sum":{"of":{"price":{"field":"close"}},"window":"15m"}}"#,
    #"""
    {"sum":{"of":{"liq":{"measure":"notional","side":"long","window":"3m"}},
    "window":"20m","min_obs":4,"exclude_current":false}}
    """#,
  ]
  static let shape = Shape.rolling()

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let body = try reader.rolling(place)
    return reader.make(name, body, MomentStatistic(.sum))
  }
}
