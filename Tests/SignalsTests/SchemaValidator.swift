import Basics

/// As much of JSON Schema as the schema of strategies uses; an unknown keyword is an error, so
/// nothing is passed over.
struct SchemaValidator {
  let root: JSONValue

  /// The paths of what is wrong; empty when `value` is valid.
  func errors(_ value: JSONValue, _ schema: JSONValue? = nil, at path: String = "$") -> [String] {
    let schema = schema ?? root
    var errors: [String] = []
    for member in schema.members ?? [] {
      errors += check(member, value, schema, path)
    }
    return errors
  }

  private func check(
    _ keyword: JSONMember, _ value: JSONValue, _ schema: JSONValue, _ path: String
  ) -> [String] {
    let rule = keyword.value
    func result(_ isGood: Bool) -> [String] { isGood ? [] : ["\(path): \(keyword.key)"] }
    switch keyword.key {
    case "$schema", "$id", "title", "description", "$defs": return []
    case "$ref":
      let name = (rule.text ?? "").split(separator: "/").last.map(String.init) ?? ""
      guard let target = root["$defs"]?[name] else { return ["\(path): no definition \(name)"] }
      return errors(value, target, at: path)
    case "type": return result(isOf(rule.text ?? "", value))
    case "const": return result(value == rule)
    case "enum": return result(rule.elements?.contains(value) ?? false)
    case "pattern": return result(matches(value.text ?? "", rule.text ?? ""))
    case "minimum": return result((value.double ?? .nan) >= (rule.double ?? .nan))
    case "maximum": return result((value.double ?? .nan) <= (rule.double ?? .nan))
    case "exclusiveMinimum": return result((value.double ?? .nan) > (rule.double ?? .nan))
    case "multipleOf": return result((value.int ?? 1) % (rule.int ?? 1) == 0)
    case "minItems": return result((value.elements?.count ?? 0) >= Int(rule.int ?? 0))
    case "maxItems": return result((value.elements?.count ?? 0) <= Int(rule.int ?? 0))
    case "minProperties": return result((value.members?.count ?? 0) >= Int(rule.int ?? 0))
    case "maxProperties": return result((value.members?.count ?? 0) <= Int(rule.int ?? 0))
    case "oneOf": return result(alternatives(rule, value, path) == 1)
    case "anyOf": return result(alternatives(rule, value, path) >= 1)
    case "required":
      return (rule.elements ?? []).compactMap { key in
        value[key.text ?? ""] == nil ? "\(path): lacks \(key.text ?? "")" : nil
      }
    case "items":
      return (value.elements ?? []).enumerated().flatMap {
        errors($0.element, rule, at: "\(path)[\($0.offset)]")
      }
    case "propertyNames":
      return (value.members ?? []).flatMap {
        errors(.string($0.key), rule, at: "\(path).\($0.key)")
      }
    case "properties", "additionalProperties":
      return keyword.key == "properties"
        ? properties(value, rule, schema["additionalProperties"], path)
        : (schema["properties"] == nil ? properties(value, .object([]), rule, path) : [])
    default: return ["\(path): unknown keyword \(keyword.key)"]
    }
  }

  private func properties(
    _ value: JSONValue, _ known: JSONValue, _ other: JSONValue?, _ path: String
  ) -> [String] {
    (value.members ?? []).flatMap { member -> [String] in
      let place = "\(path).\(member.key)"
      if let schema = known[member.key] { return errors(member.value, schema, at: place) }
      guard let other else { return [] }
      if let allowed = other.flag { return allowed ? [] : ["\(place): unknown key"] }
      return errors(member.value, other, at: place)
    }
  }

  private func alternatives(_ rule: JSONValue, _ value: JSONValue, _ path: String) -> Int {
    (rule.elements ?? []).count { errors(value, $0, at: path).isEmpty }
  }

  private func isOf(_ type: String, _ value: JSONValue) -> Bool {
    switch (type, value) {
    case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool),
      ("number", .number), ("number", .integer), ("integer", .integer):
      true
    default: false
    }
  }

  private func matches(_ text: String, _ pattern: String) -> Bool {
    guard let regex = try? Regex(pattern) else { return false }
    return text.firstMatch(of: regex) != nil
  }
}
