import Basics

/// The mean of the samples with weights that halve every `halflife` (rule 41).
enum ExponentialMean: Operator {
  static let name = "ema"
  static let summary = "the mean of the samples, recent ones weighing more"
  static let examples = [
    #"{"ema":{"of":{"price":{"field":"close"}},"window":"15m"}}"#,
    #"{"ema":{"of":{"return":{"window":"2m"}},"window":"30m","halflife":"45s"}}"#,
  ]
  static let shape = Shape.rolling([JSONMember("halflife", Shape.duration)])

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let body = try reader.rolling(place, extra: ["halflife"])
    let halflife =
      try body.fields["halflife"].mapped { (place) throws(StrategyError) in
        Double(try reader.window(place).value)
      } ?? Double(body.settings.window) / 4
    return reader.make(name, body, FadingMean(halflife: halflife), settings: "\(halflife)")
  }
}
