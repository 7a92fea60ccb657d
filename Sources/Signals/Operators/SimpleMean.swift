import Basics

/// The mean of the samples in the window.
enum SimpleMean: Operator {
  static let name = "sma"
  static let summary = "the mean of the samples"
  static let examples = [
    #"{"sma":{"of":{"price":{"field":"close"}},"window":"15m"}}"#,
    #"""
    {"sma":{"of":{"liq":{"measure":"notional","side":"long","window":"3m"}},
    "window":"20m","min_obs":4,"exclude_current":false}}
    """#,
  ]
  static let shape = Shape.rolling()

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let body = try reader.rolling(place)
    return reader.make(name, body, MomentStatistic(.mean))
  }
}
