import Basics

/// The volume of the candles of a window (rule 52); missing when that of any candle is.
enum Volume: Operator {
  static let name = "volume"
  static let summary = "the volume traded in the candles of a window"
  static let examples = [
    #"{"volume":{"window":"10m"}}"#,
    #"{"volume":{"window":"3m","unit":"base"}}"#,
  ]
  static let shape = Shape.object(
    ["window": Shape.duration, "unit": Shape.choice(Unit.self)], required: ["window"])

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let fields = try place.fields(["window", "unit"], required: ["window"])
    let window = try reader.window(try fields.required("window"))
    let isBase = try fields["unit"].mapped { (place) throws(StrategyError) in
      try place.choice(Unit.self) == .base
    }
    return reader.make(
      name, "\(window.value) \(isBase ?? false)",
      Apply(isBase: isBase ?? false, sum: CandleSum(window: window.value)),
      lookback: window.longest)
  }

  private enum Unit: String, CaseIterable {
    case quote, base
  }

  private struct Apply: Kernel {
    let isBase: Bool
    var sum: CandleSum

    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      let isBase = isBase
      let candles = tape.candles
      let total = sum.advance(to: time, tape) { index in
        isBase ? candles.volume(index) : candles.quoteVolume(index)
      }
      return finite(total?.sum ?? .nan)
    }
  }
}
