package import Basics

/// What changed between two runs, from their `report.json`: first the data they read, then how they
/// were asked, then every number and word.
package struct ReportDiff {
  /// What kind of thing changed.
  package enum Part: String, CaseIterable, Sendable {
    /// The window, the segments, the coverage.
    case data
    /// The command, the seed, the version, the strategy.
    case parameters
    case numbers
    /// Statuses, reasons, findings, caveats.
    case words
  }

  /// One place where the runs differ.
  package struct Change: Equatable, Sendable {
    /// Where: `analyses.hawkes.branching`, `coverage[binance-futures BTCUSDT].rows`.
    package let path: String
    package let part: Part
    /// Nil where only the second run has something.
    package let before: JSONValue?
    /// Nil where only the first run has something.
    package let after: JSONValue?

    /// after / before − 1; nil unless both are numbers and the first is not zero.
    package var relative: Double? {
      guard let before = before?.double, let after = after?.double, before != 0 else { return nil }
      return after / before - 1
    }
  }

  /// By part, then in the order of the documents.
  package private(set) var changes: [Change] = []
  /// How many numbers both documents have.
  package private(set) var numbersCompared = 0

  /// Compares two documents as `JSONValue(parsing:)` gives them. Numbers are the same only when
  /// every digit is. O(size of both).
  package init(_ before: JSONValue, _ after: JSONValue) {
    compare(Self.told(before), Self.told(after), at: Path(text: "", part: .numbers))
    let found = changes
    changes = Part.allCases.flatMap { part in found.filter { $0.part == part } }
  }

  /// The document without its key numbers, which stand in it a second time.
  private static func told(_ document: JSONValue) -> JSONValue {
    guard let members = document.members else { return document }
    return .object(members.filter { $0.key != "key_numbers" })
  }

  /// A place in both documents.
  private struct Path {
    var text: String
    var part: Part

    func member(_ key: String) -> Path {
      let path = text.isEmpty ? key : text + "." + key
      return Path(text: path, part: Self.parts[path] ?? (path == "run" ? .parameters : part))
    }

    func element(_ name: String) -> Path { Path(text: text + "[" + name + "]", part: part) }

    /// The members that are no numbers of the run; a path below one belongs to the same part.
    private static let parts: [String: Part] = [
      "run.segments": .data, "run.window": .data, "coverage": .data,
      "findings": .words, "caveats": .words, "title": .words,
    ]
  }

  private mutating func compare(_ before: JSONValue?, _ after: JSONValue?, at path: Path) {
    switch (before, after) {
    case (.object(let old)?, .object(let new)?): compare(members: old, new, at: path.member)
    case (.array(let old)?, .array(let new)?): compare(elements: old, new, at: path)
    default:
      if let old = before?.double, let new = after?.double {
        numbersCompared += 1
        if old == new { return }
      }
      guard before != after else { return }
      let isNumber = before?.double != nil || after?.double != nil
      let part = path.part == .numbers && !isNumber ? Part.words : path.part
      changes.append(Change(path: path.text, part: part, before: before, after: after))
    }
  }

  /// Members of objects, or elements of lists under their names: what both have, then what is new.
  private mutating func compare(
    members old: [JSONMember], _ new: [JSONMember], at path: (String) -> Path
  ) {
    let before = Set(old.map(\.key))
    let after = Dictionary(new.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    for member in old { compare(member.value, after[member.key], at: path(member.key)) }
    for member in new where !before.contains(member.key) {
      compare(nil, member.value, at: path(member.key))
    }
  }

  /// Elements that have names are compared by name, others by place.
  private mutating func compare(elements old: [JSONValue], _ new: [JSONValue], at path: Path) {
    if let before = Self.named(old), let after = Self.named(new) {
      compare(members: before, after, at: path.element)
      return
    }
    for index in 0..<max(old.count, new.count) {
      compare(
        index < old.count ? old[index] : nil, index < new.count ? new[index] : nil,
        at: path.element(String(index)))
    }
  }

  /// What names the rows of a report's lists.
  private static let names: Set = [
    "name", "exchange", "symbol", "interval", "analysis", "key", "id", "time", "bin_start", "hour",
    "horizon", "lag", "window", "model", "scope", "pattern", "state", "trial",
  ]

  /// The elements under their names; nil when one has none or two have the same.
  private static func named(_ elements: [JSONValue]) -> [JSONMember]? {
    var members: [JSONMember] = []
    var seen: Set<String> = []
    for element in elements {
      let name: String
      if let text = element.text {
        name = text
      } else if let row = element.members {
        let parts = row.filter { names.contains($0.key) && $0.value.isScalar }
        guard !parts.isEmpty else { return nil }
        name = parts.map { $0.value.text ?? $0.value.text() }.joined(separator: " ")
      } else {
        return nil
      }
      guard seen.insert(name).inserted else { return nil }
      members.append(JSONMember(name, element))
    }
    return members
  }
}

extension JSONValue {
  fileprivate var isScalar: Bool { elements == nil && members == nil }
}
