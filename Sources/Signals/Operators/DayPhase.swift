import Basics
import Glibc

/// Where in the day, UTC, an instant lies: the sine or cosine of its angle, midnight being 0.
enum DayPhase: Operator {
  static let name = "day_phase"
  static let summary = "the sine or cosine of the time of day, UTC"
  static let examples = [#"{"day_phase":"sin"}"#, #"{"day_phase":"cos"}"#]

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let isSine = try place.choice(Wave.self) == .sin
    return reader.make(name, isSine ? "sin" : "cos", Apply(isSine: isSine))
  }

  private enum Wave: String, CaseIterable {
    case sin, cos
  }

  private struct Apply: Kernel {
    let isSine: Bool

    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      let day = TimeText.microsecondsPerDay
      let angle = 2 * Double.pi * Double(TimeText.floorModulo(time, day)) / Double(day)
      return isSine ? sin(angle) : cos(angle)
    }
  }
}
