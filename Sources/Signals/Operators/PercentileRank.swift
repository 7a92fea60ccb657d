import Basics

/// (#{s < x} + ½·#{s = x}) ÷ n over the samples, x being the value now (rule 39).
enum PercentileRank: Operator {
  static let name = "percentile_rank"
  static let summary = "the share of samples below the value at the instant"
  static let examples = [
    #"{"percentile_rank":{"of":{"price":{"field":"close"}},"window":"15m"}}"#,
    #"""
    {"percentile_rank":{"of":{"liq":{"measure":"notional","side":"long","window":"3m"}},
    "window":"20m","min_obs":4,"exclude_current":false}}
    """#,
  ]
  static let shape = Shape.rolling()

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let body = try reader.rolling(place)
    return reader.make(name, body, OrderStatistic(.rank))
  }
}
