extension ExpressionReader {
  /// Whether the operands of a chain are numbers or true and false.
  enum ChainKind {
    case numbers
    case flags
  }

  /// Two or more operands, combined from left to right.
  mutating func chain(
    _ name: String, of place: Place, _ kind: ChainKind, _ kernel: () -> any Kernel
  ) throws(StrategyError) -> Operand {
    var operands: [Operand] = []
    for element in try place.elements(2...Int.max) {
      operands.append(try kind == .flags ? flag(element) : number(element))
    }
    var result = operands[0]
    for operand in operands.dropFirst() {
      result = make(name, "", kernel(), [result, operand], isFlag: kind == .flags)
    }
    return result
  }

  /// Two numbers.
  mutating func pair(_ place: Place) throws(StrategyError) -> (Operand, Operand) {
    let places = try place.elements(2...2)
    return (try number(places[0]), try number(places[1]))
  }

  /// A rule and a window, for operators that look back at a rule.
  mutating func rule(_ place: Place) throws(StrategyError) -> (when: Operand, window: Span) {
    let fields = try place.fields(["when", "window"], required: ["when", "window"])
    let body = try fields.required("when")
    let when = try flag(body)
    try refusePosition(when, at: body)
    return (when, try window(try fields.required("window")))
  }
}
