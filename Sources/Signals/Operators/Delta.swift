import Basics

/// The change since a window ago: at the latest instant of the grid up to `t − window` (rule 42).
enum Delta: Operator {
  static let name = "delta"
  static let summary = "the change since a window ago"
  static let examples = [#"{"delta":{"of":{"price":{"field":"close"}},"window":"7m"}}"#]
  static let shape = Shape.rolling()

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let body = try reader.rolling(place)
    return reader.make(
      name, "\(body.settings.window)", Apply(window: body.settings.window), [body.sample],
      lookback: body.longestWindow)
  }

  private struct Apply: Kernel {
    let window: Int64
    var queue = SampleQueue()
    var past = Double.nan

    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      queue.append(x, at: time)
      while let first = queue.firstTime, first <= time - window {
        past = queue.removeFirst().value
      }
      return finite(x - past)
    }
  }
}
