import Basics

/// Whether a rule was true at some instant in `(t − window, t]` (rule 43).
enum Within: Operator {
  static let name = "within"
  static let summary = "true when the rule was true at some instant of the window"
  static let examples = [
    #"{"within":{"when":{">":[{"return":{"window":"2m"}},0]},"window":"6m"}}"#
  ]
  static let shape = Shape.lookingBack

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let (when, window) = try reader.rule(place)
    return reader.make(
      name, "\(window.value)", Apply(window: window.value), [when], isFlag: true,
      lookback: window.longest)
  }

  private struct Apply: Kernel {
    var verdicts: RecentVerdicts

    init(window: Int64) { verdicts = RecentVerdicts(window: window) }

    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      verdicts.add(x, at: time)
      if verdicts.trues > 0 { return 1 }
      let isWhole = verdicts.unknowns == 0 && time - verdicts.window >= tape.start
      return isWhole ? 0 : .nan
    }
  }
}
