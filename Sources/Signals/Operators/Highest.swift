import Basics

/// The largest sample in the window.
enum Highest: Operator {
  static let name = "highest"
  static let summary = "the largest sample"
  static let examples = [
    #"{"highest":{"of":{"price":{"field":"close"}},"window":"15m"}}"#,
    #"""
    {"highest":{"of":{"liq":{"measure":"notional","side":"long","window":"3m"}},
    "window":"20m","min_obs":4,"exclude_current":false}}
    """#,
  ]
  static let shape = Shape.rolling()

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let body = try reader.rolling(place)
    return reader.make(name, body, ExtremeStatistic(sign: 1))
  }
}
