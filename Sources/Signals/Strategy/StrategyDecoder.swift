import Basics
import MarketData

/// Reads the blocks of a strategy file with its parameters bound.
struct StrategyDecoder {
  static let blocks = [
    "schema", "name", "description", "hypothesis", "params", "clock", "data", "universe",
    "features", "filters", "entry", "exit", "sizing", "portfolio", "costs", "execution",
    "benchmark", "sweep", "walk_forward", "validation", "report",
  ]
  static let requiredBlocks = [
    "schema", "name", "clock", "data", "universe", "entry", "exit", "sizing", "costs", "execution",
  ]

  let fields: Fields
  var reader: ExpressionReader
  /// The longest look-back of any rule so far.
  private var warmUp: Int64 = 0
  /// The longest `max_hold` that the file allows; 0 without one.
  var longestHold: Int64 = 0

  init(
    fields: Fields, parameters: [Parameter], binding: [String: ParameterValue],
    pool: ExpressionPool, operators: [any Operator.Type]
  ) {
    self.fields = fields
    var features: Fields?
    if let place = fields["features"], case .object(let members) = place.value {
      features = Fields(members: members, path: place.path)
    }
    reader = ExpressionReader(
      pool: pool, parameters: parameters, binding: binding, features: features,
      operators: operators)
  }

  mutating func strategy() throws(StrategyError) -> Strategy {
    let data = try data(try fields.required("data"))
    let exit = try exit(try fields.required("exit"))
    let strategy = Strategy(
      name: try name(try fields.required("name")),
      summary: try text("description"), hypothesis: try text("hypothesis"),
      clock: try clock(try fields.required("clock"), data), data: data,
      universe: try universe(try fields.required("universe")),
      features: try features(fields["features"]), filters: try filters(fields["filters"]),
      entry: try entry(try fields.required("entry")), exit: exit,
      sizing: try sizing(try fields.required("sizing"), hasStop: exit.stopLoss != nil),
      portfolio: try portfolio(fields["portfolio"]),
      costs: try costs(try fields.required("costs")),
      execution: try execution(try fields.required("execution")),
      benchmark: try fields["benchmark"].choice(Benchmark.self) ?? .holdUniverse,
      research: try research(), warmUp: 0, namedVenues: [])
    var result = strategy
    result.namedVenues = reader.namedVenues.sorted(by: precedes)
    result.warmUp = warmUp
    return result
  }

  private func text(_ key: String) throws(StrategyError) -> String? {
    try fields[key].mapped { (place) throws(StrategyError) in try place.text() }
  }

  private func name(_ place: Place) throws(StrategyError) -> String {
    let name = try place.text()
    let isStart = { (byte: UInt8) in
      (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }
    let isValid = name.utf8.first.map(isStart) ?? false
    guard isValid, name.utf8.count <= 64,
      name.utf8.allSatisfy({ isStart($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") })
    else { throw place.error("a name is 1 to 64 of a-z, 0-9, _ and -, and begins with a-z or 0-9") }
    return name
  }

  // MARK: Expressions of the blocks

  /// A number that is evaluated at decisions.
  mutating func number(_ place: Place, inExit: Bool = false) throws(StrategyError) -> ExpressionID {
    try root(try reader.number(place), at: place, inExit: inExit)
  }

  /// A rule that fires when it is true.
  mutating func flag(_ place: Place, inExit: Bool = false) throws(StrategyError) -> ExpressionID {
    try root(try reader.flag(place), at: place, inExit: inExit)
  }

  private mutating func root(
    _ operand: Operand, at place: Place, inExit: Bool
  ) throws(StrategyError) -> ExpressionID {
    if !inExit, reader.pool.readsPosition(operand.id) {
      throw place.error("'position' can only be used in exit rules")
    }
    look(back: operand.lookback)
    return operand.id
  }

  /// Counts a look-back into the warm-up.
  mutating func look(back lookback: Int64) { warmUp = max(warmUp, lookback) }

  mutating func rule(_ place: Place, inExit: Bool) throws(StrategyError) -> Strategy.Rule {
    let fields = try place.fields(["when", "tag"], required: ["when"])
    return Strategy.Rule(
      when: try flag(try fields.required("when"), inExit: inExit),
      tag: try fields["tag"].mapped { (place) throws(StrategyError) in try place.text() })
  }

  private mutating func features(_ place: Place?) throws(StrategyError) -> [Strategy.Feature] {
    guard let place else { return [] }
    var features: [Strategy.Feature] = []
    for (name, definition) in try place.anyFields().places {
      guard Parameter.isName(name) else {
        throw definition.error(
          "a feature's name is made of a-z, 0-9 and _, and begins with a letter")
      }
      let reference = Place(.object([JSONMember("@", .string(name))]), at: definition.path)
      let operand = try reader.expression(reference)
      features.append(
        Strategy.Feature(name: name, expression: operand.id, isFlag: operand.isFlag))
    }
    return features.sorted { precedes($0.name, $1.name) }
  }

  private mutating func filters(_ place: Place?) throws(StrategyError) -> [Strategy.Filter] {
    guard let place else { return [] }
    var filters: [Strategy.Filter] = []
    for element in try place.elements() {
      let fields = try element.fields(["name", "when"], required: ["name", "when"])
      filters.append(
        Strategy.Filter(
          name: try fields.required("name").text(), when: try flag(try fields.required("when"))))
    }
    return filters
  }
}

extension Optional where Wrapped == Place {
  /// One word of a closed list, when it is given.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ type: Choice.Type
  ) throws(StrategyError) -> Choice? {
    try mapped { (place) throws(StrategyError) in try place.choice(type) }
  }
}
