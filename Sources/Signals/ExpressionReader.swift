import Basics
import MarketData

/// Reads expressions of one strategy with its parameters bound, into a pool.
package struct ExpressionReader: Sendable {
  /// The pool being filled.
  private(set) var pool: ExpressionPool
  /// The interval D of the candles, in microseconds; known once `data` has been read.
  var candleInterval: Int64 = 0
  /// Every venue that `data` or an expression names.
  var namedVenues: Set<String> = []
  private let parameters: [String: Parameter]
  private let binding: [String: ParameterValue]
  private let features: [String: Place]
  private let operators: [any Operator.Type]
  private var finished: [String: Operand] = [:]
  private var open: [String] = []
  private var depth = 0

  init(
    pool: ExpressionPool, parameters: [Parameter], binding: [String: ParameterValue],
    features: Fields?, operators: [any Operator.Type]
  ) {
    self.pool = pool
    self.operators = operators
    self.parameters = Dictionary(
      parameters.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.binding = binding
    self.features = Dictionary(
      (features?.places ?? []).map { ($0.name, $0.place) }, uniquingKeysWith: { first, _ in first })
  }

  // MARK: Expressions

  /// Any expression.
  mutating func expression(_ place: Place) throws(StrategyError) -> Operand {
    guard depth < 256 else { throw place.error("is nested too deeply") }
    depth += 1
    defer { depth -= 1 }
    switch place.value {
    case .integer, .number: return constant(try place.number())
    case .bool(let flag): return constant(truth(flag), isFlag: true)
    case .object(let members):
      guard members.count == 1 else {
        throw place.error("an expression has one key, this has \(members.count)")
      }
      return try applied(members[0], at: place)
    default: throw place.error("must be a number, true, false or an object with one key")
    }
  }

  /// An expression whose value is a number.
  mutating func number(_ place: Place) throws(StrategyError) -> Operand {
    let operand = try expression(place)
    guard !operand.isFlag else { throw place.error("needs a number, this is true or false") }
    return operand
  }

  /// An expression whose value is true or false.
  mutating func flag(_ place: Place) throws(StrategyError) -> Operand {
    let operand = try expression(place)
    guard operand.isFlag else { throw place.error("needs true or false, this is a number") }
    return operand
  }

  private mutating func applied(
    _ member: JSONMember, at place: Place
  ) throws(StrategyError) -> Operand {
    let inner = Place(member.value, at: place.path.appending(member.key))
    switch member.key {
    case "$": return constant(try parameter(inner).number)
    case "@": return try feature(inner)
    default:
      guard let type = operators.first(where: { $0.name == member.key }) else {
        throw StrategyError(
          path: place.path.text, problem: "unknown operator '\(member.key)'",
          suggestion: Spelling.nearest(to: member.key, among: operators.map { $0.name }))
      }
      return try type.read(inner, &self)
    }
  }

  private mutating func constant(_ value: Double, isFlag: Bool = false) -> Operand {
    let id = pool.intern(
      "constant", "\(value)", kernel: Constant(value: value), constant: value)
    return Operand(id: id, isFlag: isFlag, lookback: 0)
  }

  private mutating func feature(_ place: Place) throws(StrategyError) -> Operand {
    let name = try place.text()
    if let operand = finished[name] { return operand }
    guard !open.contains(name) else {
      throw place.error("features refer to each other: \((open + [name]).joined(separator: " > "))")
    }
    guard let definition = features[name] else {
      throw place.error(
        "unknown feature '\(name)'",
        suggestion: Spelling.nearest(to: name, among: features.keys.sorted(by: precedes)))
    }
    open.append(name)
    let operand = try expression(definition)
    open.removeLast()
    finished[name] = operand
    return operand
  }

  // MARK: Parameters

  private func parameter(_ place: Place) throws(StrategyError) -> ParameterValue {
    let name = try place.text()
    guard let value = binding[name] else {
      throw place.error(
        "unknown parameter '\(name)'",
        suggestion: Spelling.nearest(to: name, among: binding.keys.sorted(by: precedes)))
    }
    return value
  }

  /// The place of `p` when `place` is `{"$": p}`.
  private func reference(_ place: Place) throws(StrategyError) -> Place? {
    guard case .object = place.value else { return nil }
    return try place.fields(["$"], required: ["$"])["$"]
  }

  /// A number or a numeric parameter.
  func plainNumber(_ place: Place) throws(StrategyError) -> Double {
    guard let reference = try reference(place) else { return try place.number() }
    guard case .number(let value) = try parameter(reference) else {
      throw reference.error("needs a number, the parameter is a duration")
    }
    return value
  }

  /// A number or a numeric parameter above 0.
  func positiveNumber(_ place: Place) throws(StrategyError) -> Double {
    let value = try plainNumber(place)
    guard value > 0 else { throw place.error("must be positive") }
    return value
  }

  /// A duration or a duration parameter, in microseconds.
  func duration(_ place: Place) throws(StrategyError) -> Int64 { try span(place).value }

  /// A duration that may not be 0 (rule 32), with the longest value its parameter takes.
  func window(_ place: Place) throws(StrategyError) -> Span {
    let span = try span(place)
    guard span.value > 0 else { throw place.error("must be longer than 0") }
    return span
  }

  /// A duration and the longest one that its parameter ever takes (rule 29).
  func span(_ place: Place) throws(StrategyError) -> Span {
    guard let reference = try reference(place) else {
      let value = try place.duration()
      return Span(value: value, longest: value)
    }
    guard case .duration(let value) = try parameter(reference) else {
      throw reference.error("needs a duration, the parameter is a number")
    }
    let listed = try parameters[reference.text()]?.longest ?? value
    return Span(value: value, longest: max(value, listed))
  }

  // MARK: Building nodes

  /// Adds an operator to the pool.
  package mutating func make(
    _ name: String, _ settings: String = "", _ kernel: any Kernel, _ inputs: [Operand] = [],
    isFlag: Bool = false, lookback: Int64 = 0, readsUniverse: Bool = false
  ) -> Operand {
    let id = pool.intern(
      name, settings, kernel: kernel, inputs: inputs.map(\.id), readsUniverse: readsUniverse)
    let longest = inputs.map(\.lookback).max() ?? 0
    return Operand(id: id, isFlag: isFlag, lookback: longest + lookback)
  }

  /// Adds a field of the open position to the pool.
  mutating func make(position field: PositionField) -> Operand {
    let id = pool.intern(
      "position", field.rawValue, kernel: Constant(value: .nan), positionField: field)
    return Operand(id: id, isFlag: false, lookback: 0)
  }

  /// Refuses an input that depends on the open position, in an operator with a memory (rule 54).
  func refusePosition(_ operand: Operand, at place: Place) throws(StrategyError) {
    if pool.readsPosition(operand.id) {
      throw place.error("'position' cannot stand inside an operator that looks back")
    }
  }
}

/// A duration in microseconds, and the longest value that a sweep may give it.
struct Span: Sendable {
  let value: Int64
  let longest: Int64
}

/// The same number at every instant.
struct Constant: Kernel {
  let value: Double

  mutating func step(at time: Int64, _ x: Double, _ y: Double, _ tape: SymbolTape) -> Double {
    value
  }
}
