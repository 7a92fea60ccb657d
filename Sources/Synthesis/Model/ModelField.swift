import Basics

/// A part of the market model: a group of parameters that is a JSON object.
///
/// The table of fields is all there is to it: names, bounds, reading, writing, checking and
/// "did you mean" derive from it.
protocol ModelPart: Sendable {
  static var fields: [ModelField<Self>] { get }
}

/// One parameter of a part.
struct ModelField<Part>: Sendable {
  let name: String
  let write: @Sendable (Part) -> JSONValue
  let read: @Sendable (inout Part, JSONValue, String) throws(MarketModelError) -> Void
}

extension ModelPart {
  /// The part as an object, in the order of its fields.
  var json: JSONValue {
    .object(Self.fields.map { JSONMember($0.name, $0.write(self)) })
  }

  /// Takes over the parameters that `value` names; the others keep their values.
  mutating func read(_ value: JSONValue, at path: String) throws(MarketModelError) {
    guard let members = value.members else {
      throw MarketModelError(path: path, kind: .wrongType(expected: "an object"))
    }
    var seen: [String] = []
    for member in members {
      guard let field = Self.fields.first(where: { $0.name == member.key }) else {
        throw .unknown(member.key, among: Self.fields.map(\.name), at: path)
      }
      let place = path.isEmpty ? field.name : "\(path).\(field.name)"
      guard !seen.contains(field.name) else {
        throw MarketModelError(path: place, kind: .invalid("is given twice"))
      }
      seen.append(field.name)
      try field.read(&self, member.value, place)
    }
  }
}

extension ModelField {
  /// A number within `bounds`, both ends included.
  static func number(
    _ name: String, _ key: any WritableKeyPath<Part, Double> & Sendable,
    _ bounds: ClosedRange<Double>
  ) -> ModelField {
    ModelField(name: name, write: { JSONValue($0[keyPath: key]) }) {
      (part, value, path) throws(MarketModelError) in
      part[keyPath: key] = try number(value, bounds, path)
    }
  }

  /// A whole number within `bounds`, both ends included.
  static func integer(
    _ name: String, _ key: any WritableKeyPath<Part, Int> & Sendable, _ bounds: ClosedRange<Int>
  ) -> ModelField {
    ModelField(name: name, write: { .integer(Int64($0[keyPath: key])) }) {
      (part, value, path) throws(MarketModelError) in
      guard value.int != nil else {
        throw MarketModelError(path: path, kind: .wrongType(expected: "a whole number"))
      }
      let range = Double(bounds.lowerBound)...Double(bounds.upperBound)
      part[keyPath: key] = Int(try number(value, range, path))
    }
  }

  /// A text that `isValid` accepts; `expected` says what that is.
  static func text(
    _ name: String, _ key: any WritableKeyPath<Part, String> & Sendable, expected: String,
    _ isValid: @escaping @Sendable (String) -> Bool
  ) -> ModelField {
    ModelField(name: name, write: { .string($0[keyPath: key]) }) {
      (part, value, path) throws(MarketModelError) in
      guard let text = value.text, isValid(text) else {
        throw MarketModelError(path: path, kind: .wrongType(expected: expected))
      }
      part[keyPath: key] = text
    }
  }

  /// Exactly `count` numbers within `bounds`.
  static func numbers(
    _ name: String, _ key: any WritableKeyPath<Part, [Double]> & Sendable, count: Int,
    _ bounds: ClosedRange<Double>
  ) -> ModelField {
    ModelField(name: name, write: { .array($0[keyPath: key].map { JSONValue($0) }) }) {
      (part, value, path) throws(MarketModelError) in
      guard let elements = value.elements, elements.count == count else {
        throw MarketModelError(path: path, kind: .wrongType(expected: "\(count) numbers"))
      }
      var numbers: [Double] = []
      for (index, element) in elements.enumerated() {
        numbers.append(try number(element, bounds, "\(path)[\(index)]"))
      }
      part[keyPath: key] = numbers
    }
  }

  /// Another part.
  static func part<Inner: ModelPart>(
    _ name: String, _ key: any WritableKeyPath<Part, Inner> & Sendable
  ) -> ModelField {
    ModelField(name: name, write: { $0[keyPath: key].json }) {
      (part, value, path) throws(MarketModelError) in
      try part[keyPath: key].read(value, at: path)
    }
  }

  /// A part that may be absent (null); what is not said starts from `initial`.
  static func optional<Inner: ModelPart>(
    _ name: String, _ key: any WritableKeyPath<Part, Inner?> & Sendable, from initial: Inner
  ) -> ModelField {
    ModelField(name: name, write: { $0[keyPath: key]?.json ?? .null }) {
      (part, value, path) throws(MarketModelError) in
      if value == .null {
        part[keyPath: key] = nil
        return
      }
      var inner = part[keyPath: key] ?? initial
      try inner.read(value, at: path)
      part[keyPath: key] = inner
    }
  }

  /// One to `most` parts; each starts from what `initial` makes of its object.
  static func list<Inner: ModelPart>(
    _ name: String, _ key: any WritableKeyPath<Part, [Inner]> & Sendable, most: Int,
    from initial: @escaping @Sendable (JSONValue, String) throws(MarketModelError) -> Inner
  ) -> ModelField {
    ModelField(name: name, write: { .array($0[keyPath: key].map(\.json)) }) {
      (part, value, path) throws(MarketModelError) in
      guard let elements = value.elements, (1...most).contains(elements.count) else {
        throw MarketModelError(
          path: path, kind: .wrongType(expected: "an array of 1 to \(most) objects"))
      }
      var inners: [Inner] = []
      for (index, element) in elements.enumerated() {
        var inner = try initial(element, "\(path)[\(index)]")
        try inner.read(element, at: "\(path)[\(index)]")
        inners.append(inner)
      }
      part[keyPath: key] = inners
    }
  }

  private static func number(
    _ value: JSONValue, _ bounds: ClosedRange<Double>, _ path: String
  ) throws(MarketModelError) -> Double {
    guard let number = value.double else {
      throw MarketModelError(path: path, kind: .wrongType(expected: "a number"))
    }
    guard bounds.contains(number) else {
      throw MarketModelError(
        path: path,
        kind: .outOfBounds(value: number, least: bounds.lowerBound, most: bounds.upperBound))
    }
    return number
  }
}
