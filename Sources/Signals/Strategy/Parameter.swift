import Basics

/// A value a parameter takes.
package enum ParameterValue: Sendable, Equatable {
  case number(Double)
  /// In microseconds.
  case duration(Int64)

  /// What the value is inside an expression: a duration is its seconds (rule 33).
  package var number: Double {
    switch self {
    case .number(let value): value
    case .duration(let microseconds): Double(microseconds) / 1e6
    }
  }

  /// As it is written in a strategy file or on a command line.
  package var text: String {
    switch self {
    case .number(let value): JSONValue(value).text()
    case .duration(let microseconds): DurationText.format(microseconds)
    }
  }
}

/// One parameter of a strategy: its default and the grid that a sweep walks.
package struct Parameter: Sendable, Equatable {
  package enum Kind: String, CaseIterable, Sendable {
    case number, integer, duration, choice
  }

  package let name: String
  package let kind: Kind
  package let standard: ParameterValue
  /// What a sweep tries, in order: as listed, else ascending (rules 135, 136).
  package let grid: [ParameterValue]
  /// What it means, in the author's words.
  package let note: String?

  /// The longest duration of the grid and the default (rule 29).
  var longest: Int64 {
    (grid + [standard]).reduce(0) { longest, value in
      if case .duration(let microseconds) = value { max(longest, microseconds) } else { longest }
    }
  }

  /// The value that `text` stands for on a command line, or nil.
  package func value(of text: String) -> ParameterValue? {
    switch kind {
    case .duration:
      return (try? Place(.string(text)).duration()).map { .duration($0) }
    case .number, .integer, .choice:
      guard let number = Double(text), number.isFinite else { return nil }
      guard kind == .number || number == number.rounded() else { return nil }
      return .number(number)
    }
  }
}

extension Parameter {
  /// Reads one member of `params`.
  init(_ name: String, _ place: Place) throws(StrategyError) {
    let fields = try place.fields(
      ["type", "default", "values", "min", "max", "step", "scale", "n", "doc"],
      required: ["type", "default"])
    guard Self.isName(name) else {
      throw place.error("a parameter's name is made of a-z, 0-9 and _, and begins with a letter")
    }
    self.name = name
    kind = try fields.required("type").choice(Kind.self)
    guard kind != .choice else {
      throw try fields.required("type").error(
        "'choice' has no place in an expression; use number, integer or duration")
    }
    note = try fields["doc"].mapped { (place) throws(StrategyError) in try place.text() }
    let standard = try Self.value(try fields.required("default"), kind)
    let grid = try Self.grid(fields, kind)
    guard !grid.isEmpty else {
      self.standard = standard
      self.grid = [standard]
      return
    }
    guard let member = grid.firstIndex(where: { Self.isSame($0, standard) }) else {
      throw try fields.required("default").error("is not among the values of the sweep")
    }
    self.standard = standard
    self.grid = grid.enumerated().map { $0 == member ? standard : $1 }
  }

  static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, (0x61...0x7A).contains(first) else { return false }
    return name.utf8.allSatisfy {
      (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
    }
  }

  private static func value(_ place: Place, _ kind: Kind) throws(StrategyError) -> ParameterValue {
    if kind == .duration { return .duration(try place.duration()) }
    let number = try place.number()
    if kind == .integer, number != number.rounded() {
      throw place.error("must be a whole number")
    }
    return .number(number)
  }

  private static func isSame(_ left: ParameterValue, _ right: ParameterValue) -> Bool {
    switch (left, right) {
    case (.number(let a), .number(let b)): abs(a - b) <= 1e-9 * max(abs(a), abs(b))
    default: left == right
    }
  }

  private static func grid(_ fields: Fields, _ kind: Kind) throws(StrategyError)
    -> [ParameterValue]
  {
    if let list = fields["values"] {
      for key in ["min", "max", "step", "n", "scale"] {
        if let place = fields[key] { throw place.error("cannot stand beside 'values'") }
      }
      var values: [ParameterValue] = []
      for element in try list.elements(1...100_000) { values.append(try value(element, kind)) }
      return values
    }
    guard
      fields["min"] != nil || fields["max"] != nil || fields["step"] != nil
        || fields["n"] != nil || fields["scale"] != nil
    else { return [] }
    guard kind != .duration else {
      throw StrategyError(
        path: fields.path.text, problem: "a duration's sweep is a list of 'values'")
    }
    return try range(fields, kind).map { .number($0) }
  }

  /// `min`, `max` and either `step` or `n` with a scale (rule 136).
  private static func range(_ fields: Fields, _ kind: Kind) throws(StrategyError) -> [Double] {
    let low = try fields.required("min").number()
    let high = try fields.required("max").number()
    guard high >= low else { throw try fields.required("max").error("must not be below 'min'") }
    if let place = fields["step"] {
      if let other = fields["n"] ?? fields["scale"] {
        throw other.error("cannot stand beside 'step'")
      }
      let step = try place.number()
      let steps = ((high - low) / step).rounded()
      guard step > 0, steps.isFinite, steps < 100_000 else {
        throw place.error("must be positive and give fewer than 100000 values")
      }
      return (0...Int(steps)).map { low + Double($0) * step }
    }
    let count = try fields.required("n").integer(atLeast: 1)
    guard count <= 100_000 else { throw try fields.required("n").error("must be at most 100000") }
    guard count > 1 else { return [low] }
    let isLogarithmic = try fields["scale"].mapped { (place) throws(StrategyError) in
      try place.choice(Scale.self) == .log
    }
    guard isLogarithmic ?? false else {
      return (0..<count).map { low + Double($0) * (high - low) / Double(count - 1) }
    }
    guard low > 0 else { throw try fields.required("min").error("must be positive on a log scale") }
    return (0..<count).map { low * power(high / low, Double($0) / Double(count - 1)) }
  }

  private enum Scale: String, CaseIterable {
    case linear, log
  }
}
