import Basics

/// The mean true range of the candles of a window (rule 51): a simple mean, not Wilder's.
enum AverageTrueRange: Operator {
  static let name = "atr"
  static let summary = "the mean true range of the candles of a window"
  static let examples = [
    #"{"atr":{"window":"10m"}}"#,
    #"{"atr":{"window":"10m","relative":true}}"#,
  ]
  static let shape = Shape.object(
    ["window": Shape.duration, "relative": Shape.flag], required: ["window"])

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let fields = try place.fields(["window", "relative"], required: ["window"])
    let window = try reader.window(try fields.required("window"))
    let isRelative = try fields["relative"].mapped { (place) throws(StrategyError) in
      try place.flag()
    }
    return make(window, isRelative: isRelative ?? false, &reader)
  }

  /// The average true range over `window`, in price units or relative to the last close.
  static func make(
    _ window: Span, isRelative: Bool, _ reader: inout ExpressionReader
  ) -> Operand {
    reader.make(
      name, "\(window.value) \(isRelative)",
      Apply(isRelative: isRelative, sum: CandleSum(window: window.value)),
      lookback: window.longest)
  }

  private struct Apply: Kernel {
    let isRelative: Bool
    var sum: CandleSum
    var cursor = CandleCursor()

    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      let candles = tape.candles
      let total = sum.advance(to: time, tape) { Self.trueRange($0, candles) }
      guard let total else { return .nan }
      let mean = total.sum / Double(total.count)
      guard isRelative else { return finite(mean) }
      guard let last = cursor.candle(at: time, in: tape) else { return .nan }
      return finite(mean / candles.close[last])
    }

    /// The range of a candle, with the close before it; missing for the first candle.
    private static func trueRange(_ index: Int, _ candles: Candles) -> Double {
      guard index > 0 else { return .nan }
      let before = candles.close[index - 1]
      let (high, low) = (candles.high[index], candles.low[index])
      return max(high - low, abs(high - before), abs(low - before))
    }
  }
}
