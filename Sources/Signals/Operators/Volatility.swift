import Basics

/// The volatility of the candles that closed in a window (rule 50), a year's or the window's.
enum Volatility: Operator {
  static let name = "vol"
  static let summary = "the volatility of the candles of a window"
  static let examples = [
    #"{"vol":{"window":"10m"}}"#,
    #"{"vol":{"window":"10m","kind":"parkinson","annualize":false}}"#,
    #"{"vol":{"window":"7m","kind":"garman_klass"}}"#,
  ]
  static let shape = Shape.object(
    [
      "window": Shape.duration, "kind": Shape.choice(CandleVariance.Kind.self),
      "annualize": Shape.flag,
    ], required: ["window"])

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let fields = try place.fields(["window", "kind", "annualize"], required: ["window"])
    let window = try reader.window(try fields.required("window"))
    let kind = try fields["kind"].mapped { (place) throws(StrategyError) in
      try place.choice(CandleVariance.Kind.self)
    }
    let isAnnual = try fields["annualize"].mapped { (place) throws(StrategyError) in
      try place.flag()
    }
    let span = isAnnual ?? true ? year : Double(window.value)
    let kernel = CandleVariance(
      kind ?? .close, window: window.value,
      scale: (span / Double(reader.candleInterval)).squareRoot())
    return reader.make(
      name, "\(window.value) \(kind ?? .close) \(isAnnual ?? true)", kernel,
      lookback: window.longest)
  }

  /// 365 days, in microseconds.
  private static let year = 365.0 * 86_400_000_000
}
