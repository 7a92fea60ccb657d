import Basics

/// The parts that JSON Schemas of strategies are made of.
enum Shape {
  static let expression = reference("expression")
  /// A number, or a parameter that is one.
  static let number = reference("number")
  /// A duration, or a parameter that is one.
  static let duration = reference("duration")
  /// A duration that cannot be swept.
  static let fixedDuration = reference("fixed_duration")
  static let level = reference("level")
  static let rule = reference("rule")
  static let text = JSONValue(["type": .string("string")])
  static let flag = JSONValue(["type": .string("boolean")])
  static let plainNumber = JSONValue(["type": .string("number")])
  static let integer = JSONValue(["type": .string("integer")])

  static func reference(_ name: String) -> JSONValue {
    JSONValue(["$ref": .string("#/$defs/\(name)")])
  }

  static func integer(atLeast minimum: Int64) -> JSONValue {
    JSONValue(["type": .string("integer"), "minimum": .integer(minimum)])
  }

  /// A word of a closed list: the very list that the reader takes.
  static func choice<Choice: CaseIterable & RawRepresentable<String>>(
    _ type: Choice.Type
  ) -> JSONValue {
    choice(type.allCases.map(\.rawValue))
  }

  static func choice(_ words: [String]) -> JSONValue {
    JSONValue(["enum": .array(words.map { .string($0) })])
  }

  static func constant(_ word: String) -> JSONValue { JSONValue(["const": .string(word)]) }

  static func pattern(_ pattern: String) -> JSONValue {
    JSONValue(["type": .string("string"), "pattern": .string(pattern)])
  }

  static func oneOf(_ shapes: [JSONValue]) -> JSONValue { JSONValue(["oneOf": .array(shapes)]) }

  static func array(
    of element: JSONValue, atLeast minimum: Int64 = 0, atMost maximum: Int64? = nil
  ) -> JSONValue {
    var members = [JSONMember("type", .string("array")), JSONMember("items", element)]
    if minimum > 0 { members.append(JSONMember("minItems", .integer(minimum))) }
    if let maximum { members.append(JSONMember("maxItems", .integer(maximum))) }
    return .object(members)
  }

  /// An object with these keys and no others.
  static func object(
    _ properties: KeyValuePairs<String, JSONValue>, required: [String] = [],
    _ more: [JSONMember] = []
  ) -> JSONValue {
    var members = [
      JSONMember("type", .string("object")), JSONMember("additionalProperties", .bool(false)),
    ]
    if !required.isEmpty {
      members.append(JSONMember("required", .array(required.map { .string($0) })))
    }
    members.append(JSONMember("properties", JSONValue(properties)))
    return .object(members + more)
  }
}

/// The shapes that operators share.
extension Shape {
  /// Two expressions.
  static let pair = array(of: expression, atLeast: 2, atMost: 2)
  /// Two expressions or more.
  static let chain = array(of: expression, atLeast: 2)
  /// A rule and how far back it is looked at.
  static let lookingBack = object(
    ["when": expression, "window": duration], required: ["when", "window"])

  /// A sample and its window, with keys of one operator.
  static func rolling(_ extra: [JSONMember] = [], required: [String] = []) -> JSONValue {
    let common: KeyValuePairs = [
      "of": expression, "window": duration, "min_obs": number, "exclude_current": flag,
    ]
    return .object([
      JSONMember("type", .string("object")), JSONMember("additionalProperties", .bool(false)),
      JSONMember("required", .array((["of", "window"] + required).map { .string($0) })),
      JSONMember(
        "properties", .object(common.map { JSONMember($0.key, $0.value) } + extra)),
    ])
  }
}
