import Basics

/// A price of the candle that was the last closed one `bars_ago` candles ago (rule 27).
enum Price: Operator {
  static let name = "price"
  static let summary = "a price of the last closed candle, or of one before"
  static let examples = [
    #"{"price":{"field":"typical"}}"#,
    #"{"price":{"field":"high","bars_ago":3}}"#,
    #"{"price":{"field":"open"}}"#,
    #"{"price":{"field":"low"}}"#,
    #"{"price":{"field":"close"}}"#,
    #"{"price":{"field":"mark"}}"#,
  ]
  static let shape = Shape.object(
    ["field": Shape.choice(Field.self), "bars_ago": Shape.integer(atLeast: 0)], required: ["field"])

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let fields = try place.fields(["field", "bars_ago"], required: ["field"])
    let field = try fields.required("field").choice(Field.self)
    var ago: Int64 = 0
    if let place = fields["bars_ago"] {
      ago = Int64(try place.integer(atLeast: 0))
      guard ago <= 1_000_000 else { throw place.error("must be at most 1000000") }
    }
    let (back, overflow) = ago.multipliedReportingOverflow(by: reader.candleInterval)
    guard !overflow else { throw place.error("reaches back too far") }
    return reader.make(
      name, "\(field.rawValue) \(ago)", Apply(field: field, back: back),
      lookback: back + reader.candleInterval)
  }

  private enum Field: String, CaseIterable {
    case open, high, low, close, typical
    /// The store has no candles of these prices: missing.
    case mark, index
  }

  private struct Apply: Kernel {
    let field: Field
    let back: Int64
    var cursor = CandleCursor()

    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      guard let index = cursor.candle(at: tape.floor(time) - back, in: tape) else { return .nan }
      let candles = tape.candles
      switch field {
      case .open: return finite(candles.open[index])
      case .high: return finite(candles.high[index])
      case .low: return finite(candles.low[index])
      case .close: return finite(candles.close[index])
      case .typical:
        return finite((candles.high[index] + candles.low[index] + candles.close[index]) / 3)
      case .mark, .index: return .nan
      }
    }
  }
}
