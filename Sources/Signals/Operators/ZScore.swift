import Basics

/// How many standard deviations the value lies above the mean of the samples (rule 38).
enum ZScore: Operator {
  static let name = "zscore"
  static let summary = "distance from the mean of the samples in standard deviations"
  static let examples = [
    #"{"zscore":{"of":{"price":{"field":"close"}},"window":"15m"}}"#,
    #"""
    {"zscore":{"of":{"liq":{"measure":"notional","side":"both","window":"5m"}},
    "window":"30m","min_obs":5,"robust":true}}
    """#,
  ]
  static let shape = Shape.rolling([JSONMember("robust", Shape.flag)])

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let body = try reader.rolling(place, minimumCount: 2, extra: ["robust"])
    let isRobust = try body.fields["robust"].mapped { (place) throws(StrategyError) in
      try place.flag()
    }
    return isRobust ?? false
      ? reader.make(name, body, OrderStatistic(.robustScore), settings: "robust")
      : reader.make(name, body, MomentStatistic(.zScore))
  }
}
