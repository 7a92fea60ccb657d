import Basics
import Reports
import Testing

@Suite struct MarkdownRendererTests {
  @Test func `a table with a file is no wider than a terminal, and names what it leaves out`() {
    var report = Report(title: "t", run: .null)
    var section = Section(name: "s", title: "s")
    let columns = (0..<30).map { Column("column_\($0)", .integer([1, 2, 3])) }
    section.tables = [
      Table(name: "wide", title: "Wide", columns: columns, rowsShown: 2, isFile: true),
      Table(name: "only", title: "Only here", columns: columns),
    ]
    report.sections = [section]
    let text = MarkdownRenderer().files(of: report).first.map {
      String(decoding: $0.bytes, as: UTF8.self)
    }
    let parts = (text ?? "").split(separator: "### Only here")
    #expect(parts.count == 2)
    #expect(parts[0].split(separator: "\n").allSatisfy { $0.count <= 100 })
    #expect(parts[0].contains("The first 2 of 3 rows; all of them are in `wide.csv`.\nNot shown: "))
    #expect(parts[0].contains("column 29."))
    #expect(parts[1].contains("column 29 |"), "nothing is lost where there is no file")
  }

  private func text(_ report: Report) throws -> String {
    let files = MarkdownRenderer().files(of: report)
    return String(decoding: try #require(files.first).bytes, as: UTF8.self)
  }

  private func text(cell: String) throws -> String {
    var report = Report(title: "t", run: .null)
    var section = Section(name: "s", title: "s")
    section.tables = [Table(name: "t", title: "", columns: [Column("a", .text([cell]))])]
    report.sections = [section]
    return try #require(text(report).split(separator: "\n").last.map(String.init))
  }

  @Test(arguments: [
    ("<script>alert(1)</script>", #"\<script>alert(1)\</script>"#),
    ("](http://x)", #"\](http\://x)"#),
    ("a|b", #"a\|b"#),
    (#"a\|b"#, #"a\\\|b"#),
    ("`code`", #"\`code\`"#),
    ("two\nlines", "two lines"),
    ("\u{1B}[31mred", "␛[31mred"),
    ("usd_long", "usd_long"),
    ("_x_", #"\_x\_"#),
    ("&lt;", #"\&lt;"#),
    ("www.x.org", #"www\.x.org"#),
    ("a@b.c", #"a\@b.c"#),
    ("![x](y)", #"![x\](y)"#),
    ("$a$", #"\$a\$"#),
    ("-1", "-1"),
    ("[USD]", "[USD]"),
    ("1. x", "1. x"),
    ("window.from", "window.from"),
    ("\u{202E}cba", "\u{FFFD}cba"),
  ])
  func `a cell is text and nothing else`(cell: String, escaped: String) throws {
    let line = try text(cell: cell)
    #expect(line.hasPrefix("| " + escaped), "\(line)")
  }

  @Test func `a very long name is cut`() throws {
    let line = try text(cell: String(repeating: "A", count: 5_000))
    #expect(line == "| " + String(repeating: "A", count: 47) + "… |")
  }

  @Test func `a title cannot start another block`() throws {
    var report = Report(title: "x\n# y", run: .null)
    report.caveats = ["# no heading", "1. no list", "+ none"]
    report.findings = [Finding("> none", section: "missing")]
    let lines = try text(report).split(separator: "\n").map(String.init)
    #expect(lines.first == "# x # y")
    #expect(lines.contains("- \\# no heading"))
    #expect(lines.contains(#"- 1\. no list"#))
    #expect(lines.contains(#"- \+ none"#))
    #expect(lines.contains(#"1. \> none"#))
  }

  @Test func `every line of a table has the same width`() throws {
    let lines = try text(SampleReport.make()).split(separator: "\n")
      .filter { $0.hasPrefix("|") && $0.utf8.allSatisfy { $0 < 0x80 } }
    #expect(lines.count > 8)
    let byColumns = Dictionary(grouping: lines) { $0.count { $0 == "|" } }
    #expect(byColumns.values.contains { Set($0.map(\.count)).count == 1 })
  }

  @Test func `a wrapped paragraph never starts a list`() throws {
    var report = Report(title: "t", run: .null)
    var section = Section(name: "s", title: "s")
    section.summary = [Array(repeating: "word - 12. # >", count: 40).joined(separator: " ")]
    report.sections = [section]
    for line in try text(report).split(separator: "\n").dropFirst(2) {
      #expect(!["-", "#", ">"].contains { line.hasPrefix($0) }, "\(line)")
      #expect(!line.hasPrefix("12. "))
      #expect(line.count <= 101)
    }
  }

  @Test func `charts are linked and written`() {
    let files = MarkdownRenderer().files(of: SampleReport.make())
    let text = String(decoding: files.first?.bytes ?? [], as: UTF8.self)
    #expect(files.count == 13)
    for file in files.dropFirst() { #expect(text.contains("](\(file.name))")) }
  }
}
