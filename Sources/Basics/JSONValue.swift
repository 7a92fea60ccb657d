/// A JSON document in memory; the members of an object keep their order.
///
/// For small documents (strategy files, reports). Data files are scanned, not built into trees.
package enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  /// A number without fraction or exponent that fits 64 bits.
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([JSONMember])

  /// A finite number, or null: JSON has no NaN, and an undefined number is null everywhere.
  package init(_ number: Double?) {
    guard let number, number.isFinite else {
      self = .null
      return
    }
    self = .number(number)
  }

  /// An object of `members` in that order.
  package init(_ members: KeyValuePairs<String, JSONValue>) {
    self = .object(members.map { JSONMember($0.key, $0.value) })
  }

  /// The value of the first member called `key`, or nil.
  package subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The members of an object, else nil.
  package var members: [JSONMember]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// The elements of an array, else nil.
  package var elements: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The text of a string, else nil.
  package var text: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The value of any number, else nil.
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The value of a whole number, else nil.
  package var int: Int64? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int64(exactly: value)
    default: nil
    }
  }

  /// The truth value of a boolean, else nil.
  package var flag: Bool? {
    if case .bool(let flag) = self { flag } else { nil }
  }
}

/// One `"key": value` of a JSON object.
package struct JSONMember: Sendable, Equatable {
  package var key: String
  package var value: JSONValue

  package init(_ key: String, _ value: JSONValue) {
    self.key = key
    self.value = value
  }
}
