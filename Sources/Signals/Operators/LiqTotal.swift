import Basics

/// The US dollars of stored totals in a window that ends with the last total that can be complete:
/// at an instant between two ends it is the same as at the end before.
///
/// Missing where the window is no whole number of totals and where one of its totals is missing.
enum LiqTotal: Operator {
  static let name = "liq_total"
  static let summary = "US dollars of stored liquidation totals in a window"
  static let examples = [
    #"{"liq_total":{"side":"both","window":"4m"}}"#,
    #"{"liq_total":{"side":"long","window":"2m"}}"#,
    #"{"liq_total":{"side":"short","window":"6m","lag":"3m"}}"#,
  ]
  static let shape = Shape.object(
    [
      "side": Shape.choice(LiquidationFilter.Sides.self), "window": Shape.duration,
      "lag": Shape.duration,
    ], required: ["side", "window"])

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let fields = try place.fields(["side", "window", "lag"], required: ["side", "window"])
    let sides = try fields.required("side").choice(LiquidationFilter.Sides.self)
    let window = try reader.window(try fields.required("window"))
    let lag = try fields["lag"].mapped(reader.span) ?? Span(value: 0, longest: 0)
    return reader.make(
      name, "\(sides) \(window.value) \(lag.value)",
      Apply(sides: sides, window: window.value, lag: lag.value),
      lookback: window.longest + lag.longest)
  }

  private struct Apply: Kernel {
    let sides: LiquidationFilter.Sides
    let window: Int64
    let lag: Int64
    /// How many totals are known.
    var known = 0

    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      let totals = tape.totals
      let interval = totals.interval
      let end = TimeText.floorDivide(time - lag, interval) * interval
      while known < totals.count, totals.closeTime(known) <= end { known += 1 }
      let count = Int(window / interval)
      guard count > 0, window % interval == 0, known >= count else { return .nan }
      let rows = (known - count)..<known
      // Opens rise by at least one interval, so both ends in place leave no room for a hole.
      guard totals.closeTime(known - 1) == end, totals.openTime[rows.lowerBound] == end - window
      else { return .nan }
      var sum = 0.0
      for row in rows {
        if sides != .short { sum += totals.long[row] }
        if sides != .long { sum += totals.short[row] }
      }
      return finite(sum)
    }
  }
}
