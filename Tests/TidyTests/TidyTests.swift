import Foundation
import Testing

/// Style rules no formatter checks, as a test.
@Suite struct TidyTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let sources = swiftFiles(below: "Sources")
  static let everything = sources + swiftFiles(below: "Tests")

  static func swiftFiles(below folder: String) -> [String] {
    let base = root.appending(path: folder)
    let files = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String }
    return (files ?? []).filter { $0.hasSuffix(".swift") }.map { folder + "/" + $0 }.sorted()
  }

  static func lines(of file: String) throws -> [String] {
    try String(contentsOf: root.appending(path: file), encoding: .utf8).components(
      separatedBy: "\n")
  }

  @Test func `there is something to check`() {
    #expect(Self.sources.count > 50)
  }

  @Test func `files and lines are short`() throws {
    for file in Self.everything {
      let lines = try Self.lines(of: file)
      if file.hasPrefix("Sources/") {
        #expect(lines.count <= 501, "\(file) is longer than 500 lines")
      }
      for (index, line) in lines.enumerated() where line.count > 100 && !isUnbreakable(line) {
        #expect(line.count <= 100, "\(file):\(index + 1) is longer than 100 columns")
      }
    }
  }

  /// Rows of tables, raw bytes of venues and literals that another language reads.
  private func isUnbreakable(_ line: String) -> Bool {
    let code = line.trimmingCharacters(in: .whitespaces)
    return code.hasPrefix("/// |") || code.hasPrefix("///      ") || code.hasPrefix("\"")
      || code.contains("\\\"")
  }

  /// Calls that trap, race or hide an error; each banned with its reason in Sources/README.md.
  static let banned = [
    "@unchecked Sendable", "nonisolated(unsafe)", "try!", "fatalError(", "Task.detached",
    "DispatchQueue", "@testable", "TODO", "FIXME",
  ]

  @Test func `banned words do not occur`() throws {
    for file in Self.everything where !file.hasSuffix("TidyTests.swift") {
      for (index, line) in try Self.lines(of: file).enumerated() {
        for word in Self.banned where line.contains(word) {
          Issue.record("\(file):\(index + 1) has '\(word)'")
        }
      }
    }
  }

  @Test func `only liqtool prints`() throws {
    for file in Self.sources where !file.hasPrefix("Sources/liqtool/") {
      for (index, line) in try Self.lines(of: file).enumerated() {
        if line.contains("print(\"") || line.contains("Swift.print(") {
          Issue.record("\(file):\(index + 1) prints")
        }
      }
    }
  }

  @Test func `functions have at most 70 lines`() throws {
    for file in Self.everything {
      for function in functions(in: try Self.lines(of: file)) where function.length > 70 {
        Issue.record("\(file):\(function.line) is a function of \(function.length) lines")
      }
    }
  }

  /// Every function that opens a brace: found by indentation, which the formatter guarantees.
  private func functions(in lines: [String]) -> [(line: Int, length: Int)] {
    var found: [(line: Int, length: Int)] = []
    for (index, line) in lines.enumerated() where isFunctionStart(line) {
      let indent = line.prefix { $0 == " " }
      let end = lines[(index + 1)...].firstIndex { $0 == indent + "}" } ?? index
      found.append((index + 1, end - index))
    }
    return found
  }

  private func isFunctionStart(_ line: String) -> Bool {
    let code = line.trimmingCharacters(in: .whitespaces)
    let words = code.split(separator: " ").prefix(5)
    guard !code.hasPrefix("//") else { return false }
    return words.contains("func") || code.hasPrefix("init(") || code.hasPrefix("package init(")
  }

  @Test func `modules that compute know neither files nor clocks`() throws {
    let pure = ["MarketData", "Statistics", "Signals", "Analytics", "Backtesting", "ParquetFormat"]
    for file in Self.sources where pure.contains(where: { file.hasPrefix("Sources/\($0)/") }) {
      for (index, line) in try Self.lines(of: file).enumerated() {
        for word in [
          "import Foundation", "Date(", "ContinuousClock", "SystemRandomNumberGenerator",
        ]
        where line.contains(word) {
          Issue.record("\(file):\(index + 1) has '\(word)'")
        }
      }
    }
  }

  /// The rules of backtesting are numbered; each number stands in the name of a test.
  @Test func `every rule of backtesting has a test that is named after it`() throws {
    var named: Set<Int> = []
    for file in Self.swiftFiles(below: "Tests") {
      for line in try Self.lines(of: file) { named.formUnion(Self.rules(namedIn: line)) }
    }
    #expect(Array(1...146).filter { !named.contains($0) } == [])
  }

  /// The numbers in ``func `rules 4 and 126: …` `` or `Case("45", …)`.
  private static func rules(namedIn line: String) -> Set<Int> {
    var rules: Set<Int> = []
    for match in line.matches(of: /Case\(\s*"([0-9]+)"/) {
      if let rule = Int(match.1) { rules.insert(rule) }
    }
    guard let title = line.firstMatch(of: /func `rules? ([^:]*):/)?.1 else { return rules }
    rules.formUnion(title.matches(of: /[0-9]+/).compactMap { Int($0.0) })
    for match in title.matches(of: /([0-9]+) to ([0-9]+)/) {
      if let from = Int(match.1), let to = Int(match.2), from < to { rules.formUnion(from...to) }
    }
    return rules
  }
}
