import Basics

/// The standard deviation of the samples in the window, with n − 1 (rule 37).
enum StandardDeviation: Operator {
  static let name = "stdev"
  static let summary = "the sample standard deviation of the samples"
  static let examples = [
    #"{"stdev":{"of":{"price":{"field":"close"}},"window":"15m"}}"#,
    #"""
    {"stdev":{"of":{"liq":{"measure":"notional","side":"long","window":"3m"}},
    "window":"20m","min_obs":4,"exclude_current":false}}
    """#,
  ]
  static let shape = Shape.rolling()

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let body = try reader.rolling(place, minimumCount: 2)
    return reader.make(name, body, MomentStatistic(.standardDeviation))
  }
}
