import Basics
import Glibc

/// The change of the closing price over a window (rule 49), as a fraction or its logarithm.
enum Return: Operator {
  static let name = "return"
  static let summary = "the change of the closing price over a window"
  static let examples = [
    #"{"return":{"window":"5m"}}"#,
    #"{"return":{"window":"3m","kind":"log","lag":"90s"}}"#,
  ]
  static let shape = Shape.object(
    [
      "window": Shape.duration, "kind": Shape.choice(Kind.self), "lag": Shape.duration,
    ], required: ["window"])

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let fields = try place.fields(["window", "kind", "lag"], required: ["window"])
    let window = try reader.window(try fields.required("window"))
    let lag = try fields["lag"].mapped(reader.span) ?? Span(value: 0, longest: 0)
    let isLog = try fields["kind"].mapped { (place) throws(StrategyError) in
      try place.choice(Kind.self) == .log
    }
    return reader.make(
      name, "\(window.value) \(lag.value) \(isLog ?? false)",
      Apply(window: window.value, lag: lag.value, isLog: isLog ?? false),
      lookback: window.longest + lag.longest)
  }

  private enum Kind: String, CaseIterable {
    case simple, log
  }

  private struct Apply: Kernel {
    let window: Int64
    let lag: Int64
    let isLog: Bool
    var now = CandleCursor()
    var before = CandleCursor()

    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      guard let last = now.candle(at: time - lag, in: tape),
        let first = before.candle(at: time - lag - window, in: tape)
      else { return .nan }
      let ratio = tape.candles.close[last] / tape.candles.close[first]
      return finite(isLog ? log(ratio) : ratio - 1)
    }
  }
}
