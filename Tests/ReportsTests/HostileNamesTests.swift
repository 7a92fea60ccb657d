import Basics
import Foundation
import FoundationXML
import Reports
import Testing

/// A symbol or a file name is data: no renderer lets it become anything else.
@Suite struct HostileNamesTests {
  private static let names = [
    "<script>alert(1)</script>", "</script><script>x", "](x) ![y](z)", "=cmd()|' /C calc'!A0",
    "=HYPERLINK(\"x\")",
    "\u{1B}]0;title\u{7}\u{1B}[2J", "\"\u{301} onmouseover=alert(1) x=\"", "<\u{338}img src=x>",
    "'\u{308} onload='x", "{{title}} {{{style}}} {{/sections}}", "]]>--><!--", "&lt;b&gt;",
    "\u{202E}txet\u{202C} שלום مرحبا", "a\r\nb\u{2028}c\u{0}d", "../../etc/passwd",
    String(repeating: "A", count: 20_000), "|`*_#~$$", "\\\\", "\u{FFFE}\u{FEFF}",
  ]

  private func report(_ name: String) -> Report {
    var report = Report(title: name, run: JSONValue(["id": .string(name), "n": .string(name)]))
    var number = KeyNumber(name, label: name, 1)
    (number.note, number.definition) = (name, name)
    report.keyNumbers = [number]
    report.findings = [Finding(name, section: name)]
    report.caveats = [name]
    report.definitions = [name: name]
    var section = Section(name: name, title: name)
    (section.summary, section.method) = ([name], [name])
    section.tables = [
      Table(
        name: name, title: name,
        columns: [
          Column(name, label: name, .text([name]), definition: name),
          Column(name, label: name, .number([1])),
        ], isFile: true)
    ]
    section.charts = [
      Chart(
        name: name, title: name, x: .init(name, scale: .categories([name, name])), y: .init(name),
        marks: [
          .bars(.init(name, x: [0, 1], y: [1, 2])),
          .line(.init(name + "2", x: [0, 1], y: [1, 2])),
          .note(text: name, x: 0), .level(name: name, y: 1),
        ])
    ]
    report.sections = [section]
    return report
  }

  private func text(_ renderer: some ReportRenderer, _ name: String) -> [String: String] {
    let files = renderer.files(of: report(name))
    return Dictionary(
      files.map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The elements of a page or picture with the names of their attributes.
  private func elements(_ markup: String) -> Set<String> {
    Set(
      markup.matches(of: /<\/?[a-zA-Z][^>]*>/).map {
        String($0.output.replacing(/"[^"]*"/, with: ""))
      })
  }

  private static let allowedInPages = allowed(.html, ".html")
  private static let allowedInPictures = allowed(.markdown, ".svg")

  /// The elements that pages or pictures have when the names are harmless: short, long, foreign.
  private static func allowed(_ renderer: some ReportRenderer, _ suffix: String) -> Set<String> {
    let suite = HostileNamesTests()
    let harmless = [
      "plain", "a longer name that does not fit below a bar", "é",
      "A NAME IN CAPITALS, THAT IS WIDE",
      String(repeating: "long ", count: 4_000),
    ]
    let plain = harmless.flatMap { name in
      suite.text(renderer, name).filter { $0.key.hasSuffix(suffix) }
        .map { suite.elements($0.value) }
    }
    return plain.reduce([]) { $0.union($1) }
  }

  @Test(arguments: names)
  func `a page has the same elements whatever the names`(name: String) throws {
    let page = try #require(text(.html, name)["report.html"])
    #expect(elements(page).subtracting(Self.allowedInPages).isEmpty)
    #expect(page.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
    #expect(!page.unicodeScalars.contains("\u{202E}"))
  }

  @Test(arguments: names)
  func `pictures are well-formed and have the same elements`(name: String) throws {
    let picture = try #require(text(.markdown, name).first { $0.key.hasSuffix(".svg") })
    #expect(elements(picture.value).subtracting(Self.allowedInPictures).isEmpty)
    let parser = XMLParser(data: Data(picture.value.utf8))
    #expect(parser.parse(), "\(parser.parserError.map(String.init(describing:)) ?? "")")
  }

  @Test(arguments: names)
  func `files stay in the report's folder`(name: String) {
    for renderer in Renderers.all {
      for file in renderer.files(of: report(name)) {
        let parts = file.name.split(separator: "/")
        #expect(parts.count == 1 || parts.count == 2 && parts[0] == "charts")
        #expect(!file.name.contains("..") || !file.name.contains("../"))
        #expect(file.name.utf8.count < 120)
        #expect(file.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
      }
    }
  }

  @Test(arguments: names)
  func `Markdown holds no element, no control character and no link of theirs`(
    name: String
  ) throws {
    let text = try #require(text(.markdown, name)["report.md"])
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value != 0x7F })
    #expect(text.firstMatch(of: /(^|[^\\])<[a-zA-Z\/!]/) == nil)
    for link in text.matches(of: /[^\\]\]\(([^)]*)\)/) {
      #expect(link.output.1.hasPrefix("charts/") || link.output.1.hasPrefix("#"))
    }
  }

  @Test(arguments: names)
  func `CSV cells start no formula`(name: String) throws {
    let text = try #require(text(.csv, name).first?.value)
    #expect(text.firstMatch(of: /(^|[\n,"])[=+@\t]/) == nil)
  }

  @Test(arguments: names)
  func `JSON gives every name back exactly`(name: String) throws {
    let text = try #require(text(.json, name)["report.json"])
    let document = try JSONValue(parsing: text)
    #expect(document["run"]?["id"]?.text == name)
    #expect(document["caveats"]?.elements?.first?.text == name)
  }

  @Test(arguments: names)
  func `a terminal shows every name and obeys none`(name: String) {
    let text = TerminalReport(report(name)).text
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value != 0x7F })
    #expect(!text.unicodeScalars.contains("\u{202E}"))
  }
}
