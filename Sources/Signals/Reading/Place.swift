import Basics

/// One value of a strategy file and where it stands, with checked ways to read it.
package struct Place: Sendable {
  let value: JSONValue
  let path: JSONPath

  init(_ value: JSONValue, at path: JSONPath = .root) {
    self.value = value
    self.path = path
  }

  /// An error about this value.
  func error(_ problem: String, suggestion: String? = nil) -> StrategyError {
    StrategyError(path: path.text, problem: problem, suggestion: suggestion)
  }

  /// The members of an object whose keys are all among `names`, and which has all of `required`.
  func fields(_ names: [String], required: [String] = []) throws(StrategyError) -> Fields {
    let fields = try anyFields()
    for member in fields.members where !names.contains(member.key) {
      throw StrategyError(
        path: path.appending(member.key).text, problem: "unknown key '\(member.key)'",
        suggestion: Spelling.nearest(to: member.key, among: names))
    }
    for name in required where fields[name] == nil {
      throw error("the key '\(name)' is missing")
    }
    return fields
  }

  /// The members of an object, each key at most once.
  func anyFields() throws(StrategyError) -> Fields {
    guard case .object(let members) = value else { throw error("must be an object") }
    var seen: Set<String> = []
    for member in members where !seen.insert(member.key).inserted {
      throw StrategyError(
        path: path.appending(member.key).text, problem: "the key '\(member.key)' stands twice")
    }
    return Fields(members: members, path: path)
  }

  /// The elements of an array with a number of elements in `count`.
  func elements(_ count: ClosedRange<Int> = 0...Int.max) throws(StrategyError) -> [Place] {
    guard case .array(let elements) = value else { throw error("must be an array") }
    guard count.contains(elements.count) else {
      let wanted =
        count.lowerBound == count.upperBound
        ? "\(count.lowerBound)" : "at least \(count.lowerBound)"
      throw error("needs \(wanted) elements, has \(elements.count)")
    }
    return elements.enumerated().map { Place($1, at: path.appending($0)) }
  }

  func text() throws(StrategyError) -> String {
    guard case .string(let text) = value else { throw error("must be a text") }
    return text
  }

  func flag() throws(StrategyError) -> Bool {
    guard case .bool(let flag) = value else { throw error("must be true or false") }
    return flag
  }

  func number() throws(StrategyError) -> Double {
    guard let number = value.double else { throw error("must be a number") }
    return number
  }

  /// A whole number of at least `minimum`.
  func integer(atLeast minimum: Int64 = .min) throws(StrategyError) -> Int {
    guard let integer = value.int else { throw error("must be a whole number") }
    guard integer >= minimum else { throw error("must be at least \(minimum), is \(integer)") }
    return Int(integer)
  }

  /// One word of a closed list.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ type: Choice.Type
  ) throws(StrategyError) -> Choice {
    let word = try text()
    if let choice = Choice(rawValue: word) { return choice }
    let names = Choice.allCases.map(\.rawValue)
    throw error(
      "'\(word)' is not one of \(names.joined(separator: ", "))",
      suggestion: Spelling.nearest(to: word, among: names))
  }

  /// A duration such as `30s`, in microseconds.
  func duration() throws(StrategyError) -> Int64 {
    let word = try text()
    guard let microseconds = Self.microseconds(word) else {
      throw error("'\(word)' is not a duration such as 250ms, 30s, 5m, 1h or 7d")
    }
    guard microseconds <= Self.longest else { throw error("is longer than 3650d") }
    return microseconds
  }

  /// Ten years: any chain of windows of a file can be added up in 64 bits.
  private static let longest: Int64 = 3_650 * 86_400_000_000

  private static func microseconds(_ word: String) -> Int64? {
    word.hasSuffix("w") ? nil : DurationText.microseconds(word)
  }
}

/// The members of an object, each with its place.
struct Fields: Sendable {
  let members: [JSONMember]
  let path: JSONPath

  /// The member called `name`, or nil.
  subscript(_ name: String) -> Place? {
    members.first { $0.key == name }.map { Place($0.value, at: path.appending(name)) }
  }

  /// The member called `name`.
  func required(_ name: String) throws(StrategyError) -> Place {
    guard let place = self[name] else {
      throw StrategyError(path: path.text, problem: "the key '\(name)' is missing")
    }
    return place
  }

  /// All members with their places, in the order of the file.
  var places: [(name: String, place: Place)] {
    members.map { ($0.key, Place($0.value, at: path.appending($0.key))) }
  }
}
