package import Basics
import MarketData

/// A strategy file that has been read and checked: a closed vocabulary, every name known, every
/// type right (`liqtool.strategy/1`).
package struct StrategyFile: Sendable {
  /// The document as it was written.
  package let document: JSONValue
  /// By name, in the order of bytes.
  package let parameters: [Parameter]
  /// The strategy with every parameter at its default.
  package let strategy: Strategy
  /// The expressions of `strategy`.
  package let pool: ExpressionPool
  private let operators: [any Operator.Type]

  /// Reads a strategy file.
  ///
  /// - Parameters:
  ///   - bytes: The file, UTF-8.
  ///   - operators: The vocabulary of expressions.
  /// - Throws: `StrategyError` with the JSON path of the first thing that is wrong.
  package init(
    parsing bytes: [UInt8], operators: [any Operator.Type] = Operators.all
  ) throws(StrategyError) {
    let document: JSONValue
    do {
      document = try JSONValue(parsing: bytes)
    } catch {
      throw StrategyError(path: "$", problem: "not JSON: \(error)")
    }
    try self.init(document, operators: operators)
  }

  /// Checks a document.
  package init(
    _ document: JSONValue, operators: [any Operator.Type] = Operators.all
  ) throws(StrategyError) {
    self.document = document
    self.operators = operators
    let fields = try Self.fields(of: document)
    parameters = try Self.parameters(fields["params"])
    try Self.refuseUnused(parameters, in: fields)
    var decoder = StrategyDecoder(
      fields: fields, parameters: parameters, binding: Self.defaults(parameters),
      pool: ExpressionPool(), operators: operators)
    strategy = try decoder.strategy()
    pool = decoder.reader.pool
  }

  /// The strategy with some parameters at other values than their defaults.
  ///
  /// - Parameters:
  ///   - values: Parameter name → value; names must exist and kinds must match.
  ///   - pool: Gains the expressions of the strategy; shared by many sets of parameters.
  /// - Returns: The strategy, its expressions in `pool`.
  /// - Throws: `StrategyError` when a name is unknown or a rule refuses the values.
  package func strategy(
    with values: [String: ParameterValue], in pool: inout ExpressionPool
  ) throws(StrategyError) -> Strategy {
    var binding = Self.defaults(parameters)
    for (name, value) in values {
      guard binding[name] != nil else { throw unknown(name) }
      binding[name] = value
    }
    var decoder = StrategyDecoder(
      fields: try Self.fields(of: document), parameters: parameters, binding: binding, pool: pool,
      operators: operators)
    let strategy = try decoder.strategy()
    pool = decoder.reader.pool
    return strategy
  }

  /// The file with comments, layout and key order removed: what its identity is hashed from.
  package var canonicalText: String { document.canonicalText }

  /// The error of a parameter that does not exist.
  package func unknown(_ name: String) -> StrategyError {
    StrategyError(
      path: "$.params", problem: "unknown parameter '\(name)'",
      suggestion: Spelling.nearest(to: name, among: parameters.map(\.name)))
  }

  private static func defaults(_ parameters: [Parameter]) -> [String: ParameterValue] {
    Dictionary(
      parameters.map { ($0.name, $0.standard) }, uniquingKeysWith: { first, _ in first })
  }

  private static func fields(of document: JSONValue) throws(StrategyError) -> Fields {
    let root = Place(document)
    let fields = try root.fields(
      StrategyDecoder.blocks, required: StrategyDecoder.requiredBlocks)
    let schema = try fields.required("schema")
    guard try schema.text() == StrategySchema.identifier else {
      throw schema.error("must be '\(StrategySchema.identifier)'")
    }
    return fields
  }

  private static func parameters(_ place: Place?) throws(StrategyError) -> [Parameter] {
    guard let place else { return [] }
    var parameters: [Parameter] = []
    for (name, place) in try place.anyFields().places {
      parameters.append(try Parameter(name, place))
    }
    return parameters.sorted { precedes($0.name, $1.name) }
  }

  /// A parameter that nothing refers to is a mistake: its sweep would run the same thing again.
  private static func refuseUnused(
    _ parameters: [Parameter], in fields: Fields
  ) throws(StrategyError) {
    var used: Set<String> = []
    for member in fields.members where member.key != "params" { collect(member.value, into: &used) }
    for parameter in parameters where !used.contains(parameter.name) {
      throw StrategyError(
        path: "$.params.\(parameter.name)", problem: "nothing uses this parameter")
    }
  }

  private static func collect(_ value: JSONValue, into names: inout Set<String>) {
    switch value {
    case .array(let elements): for element in elements { collect(element, into: &names) }
    case .object(let members):
      for member in members {
        if member.key == "$", let name = member.value.text { names.insert(name) }
        collect(member.value, into: &names)
      }
    default: break
    }
  }
}
