import Basics
import MarketData

/// A price of the candle that was the last closed one `bars_ago` candles ago (rule 27). The mark
/// and the index price are the last that the venue stated within that candle.
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
    #"{"price":{"field":"index","bars_ago":2}}"#,
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
    let (settings, lookback) = ("\(field.rawValue) \(ago)", back + reader.candleInterval)
    guard let series = field.series else {
      return reader.make(name, settings, Apply(field: field, back: back), lookback: lookback)
    }
    return reader.make(name, settings, Stated(name: series, back: back), lookback: lookback)
  }

  private enum Field: String, CaseIterable {
    case open, high, low, close, typical, mark, index

    /// The stored series that the field is of, when it is of one.
    var series: SeriesName? {
      switch self {
      case .mark: .markPrice
      case .index: .indexPrice
      default: nil
      }
    }
  }

  /// Whether settings of this operator ask for a price that is stored as a series.
  static func readsSeries(_ settings: JSONValue) -> Bool {
    settings["field"]?.text.flatMap(Field.init)?.series != nil
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

  /// The close of a candle made of what the venue stated.
  private struct Stated: Kernel {
    let name: SeriesName
    let back: Int64
    /// How many prices were stated before the close of the candle.
    var before = 0

    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      let close = tape.floor(time) - back
      let prices = tape.series[name]
      while before < prices.count, prices.time[before] < close { before += 1 }
      guard before > 0, prices.time[before - 1] >= close - tape.candles.interval else {
        return .nan
      }
      return finite(prices.value[before - 1])
    }
  }
}
