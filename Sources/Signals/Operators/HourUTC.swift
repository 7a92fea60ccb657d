import Basics

/// Whether the hour of the day, UTC, is one of a list.
enum HourUTC: Operator {
  static let name = "hour_utc"
  static let summary = "true in the listed hours of the day, UTC"
  static let examples = [#"{"hour_utc":{"in":[0,1,2,13]}}"#]
  static let shape = Shape.object(
    [
      "in": Shape.array(
        of: JSONValue([
          "type": .string("integer"), "minimum": .integer(0), "maximum": .integer(23),
        ]))
    ], required: ["in"])

  static func read(_ place: Place, _ reader: inout ExpressionReader) throws(StrategyError)
    -> Operand
  {
    let fields = try place.fields(["in"], required: ["in"])
    var isListed = [Bool](repeating: false, count: 24)
    for hour in try fields.required("in").elements() {
      let index = try hour.integer(atLeast: 0)
      guard index < 24 else { throw hour.error("must be an hour from 0 to 23") }
      isListed[index] = true
    }
    let settings = isListed.map { $0 ? "1" : "0" }.joined()
    return reader.make(name, settings, Apply(isListed: isListed), isFlag: true)
  }

  private struct Apply: Kernel {
    let isListed: [Bool]

    mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
      let hour = TimeText.floorModulo(TimeText.floorDivide(time, 3_600_000_000), 24)
      return truth(isListed[Int(hour)])
    }
  }
}
