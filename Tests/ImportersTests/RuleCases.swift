import Basics
import Foundation
import Importers
import MarketData
import Testing

/// One file that a rule of importing decides about, and what must come of it.
///
///     rule 29: MT is two rows of the full amount, the taker's first
///     exchange: deribit                  options of the import, if any
///     --- d.jsonl                        the file's name, then the file
///     {"jsonrpc":"2.0",…}
///     --- expected                       rows, refusals and counts, or why the file is refused
///     2020-03-13T00:07:24.032Z,…
///
/// With `escaped: yes` the file may hold `\r` and `\u{7F}`, and a backslash at its very end stands
/// for a last line without an end.
struct RuleCase: CustomTestStringConvertible, Sendable {
  let url: URL
  let title: String
  let name: String
  private let given: [String: String]
  private let input: String
  let expected: String

  var testDescription: String { title }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures/rules")

  static let all: [RuleCase] = {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (names ?? []).filter { $0.hasSuffix(".case") }.sorted().compactMap {
      try? RuleCase(folder.appending(path: $0))
    }
  }()

  init(_ url: URL) throws {
    self.url = url
    var lines = try String(contentsOf: url, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)[...]
    func takeSection() -> [String] {
      let section = lines.prefix { !$0.hasPrefix("--- ") }
      lines = lines.dropFirst(section.count)
      return Array(section)
    }
    let head = takeSection()
    title = head.first ?? ""
    given = Dictionary(
      uniqueKeysWithValues: head.dropFirst().compactMap { line in
        line.firstRange(of: ": ").map { colon in
          (String(line[..<colon.lowerBound]), String(line[colon.upperBound...]))
        }
      })
    name = String((lines.popFirst() ?? "").dropFirst(4))
    input = takeSection().joined(separator: "\n") + "\n"
    expected = lines.dropFirst().joined(separator: "\n")
  }

  /// The rule's number.
  var rule: Int? { Int(title.dropFirst(5).prefix { $0.isNumber }) }

  var bytes: [UInt8] {
    var text = input
    if text.hasSuffix("\\\n") { text.removeLast(2) }
    guard given["escaped"] != nil else { return Array(text.utf8) }
    text = text.replacingOccurrences(of: "\\r", with: "\r")
    while let start = text.firstRange(of: "\\u{"),
      let end = text[start.upperBound...].firstIndex(of: "}"),
      let scalar = UInt32(text[start.upperBound..<end], radix: 16).flatMap(Unicode.Scalar.init)
    {
      text.replaceSubrange(start.lowerBound...end, with: String(scalar))
    }
    return Array(text.utf8)
  }

  func options() throws -> ImportOptions {
    ImportOptions(
      format: given["format"], exchange: given["exchange"], symbol: given["symbol"],
      interval: given["interval"].flatMap { Interval($0) },
      columns: try given["columns"].map { (text) in try ColumnMapping(parsing: text) })
  }
}

@Suite struct RuleTests {
  @Test(arguments: RuleCase.all)
  func `a file comes to what its rule says`(rule: RuleCase) async throws {
    let scratch = try Scratch()
    let path = try scratch.write(rule.bytes, rule.name)
    var text: String
    do {
      text = try await importFile(path, try rule.options()).text
    } catch let error as ImportError {
      text = "refused as a whole: \(error.message)\n"
    }
    text = text.replacingOccurrences(of: scratch.folder.path + "/", with: "")
    try? FileManager.default.removeItem(at: scratch.folder)
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1", text != rule.expected {
      let whole = try String(contentsOf: rule.url, encoding: .utf8)
      let head = whole.components(separatedBy: "--- expected\n")[0]
      try Data((head + "--- expected\n" + text).utf8).write(to: rule.url)
      Issue.record("recorded \(rule.url.lastPathComponent)")
      return
    }
    #expect(text == rule.expected, "\(rule.url.lastPathComponent)")
  }

  /// Rules that no test can bear the number of.
  private static let elsewhere: [Int: String] = [
    63: "there is no rule of this number"
  ]

  /// A case file here, or a test somewhere whose name begins with the rule's number.
  @Test func `every rule of importing has a test that bears its number`() throws {
    var known = Set(RuleCase.all.compactMap(\.rule)).union(Self.elsewhere.keys)
    let tests = RuleCase.folder.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    // Rules of backtests have numbers of their own.
    let folders = [
      "AnalyticsTests", "ImportersTests", "MarketDataTests", "ParquetFormatTests", "StoreTests",
      "liqtoolTests",
    ]
    for folder in folders {
      let base = tests.appending(path: folder)
      for file in try FileManager.default.subpathsOfDirectory(atPath: base.path)
      where file.hasSuffix(".swift") {
        let source = try String(contentsOf: base.appending(path: file), encoding: .utf8)
        for match in source.matches(of: /`rules? ([0-9, and]+):/) {
          known.formUnion(match.1.split(whereSeparator: { !$0.isNumber }).compactMap { Int($0) })
        }
      }
    }
    #expect(Set(1...93).subtracting(known).sorted() == [])
  }
}
