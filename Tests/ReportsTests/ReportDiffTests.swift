import Basics
import Reports
import Testing

@Suite struct ReportDiffTests {
  private func diff(_ before: String, _ after: String) throws -> ReportDiff {
    ReportDiff(try JSONValue(parsing: before), try JSONValue(parsing: after))
  }

  @Test func `equal runs agree`() throws {
    let text = #"{"run":{"seed":42},"analyses":{"a":{"x":1.5,"y":[1,2]}}}"#
    let diff = try diff(text, text)
    #expect(diff.changes.isEmpty)
    #expect(diff.numbersCompared == 4)
    #expect(diff.text() == "The runs agree: 4 numbers are the same to the last digit.\n")
  }

  @Test func `changes are told apart by what they are`() throws {
    let diff = try diff(
      """
      {"run":{"seed":42,"window":{"from":"a"},"segments":["s1","s2"]},
       "analyses":{"h":{"status":"ok","n":0.5,"same":7}}}
      """,
      """
      {"run":{"seed":43,"window":{"from":"b"},"segments":["s2","s3"]},
       "analyses":{"h":{"status":"no data","n":0.6,"same":7.0}}}
      """)
    #expect(
      diff.changes.map { "\($0.part) \($0.path)" } == [
        "data run.window.from", "data run.segments[s1]", "data run.segments[s3]",
        "parameters run.seed", "numbers analyses.h.n", "words analyses.h.status",
      ])
    #expect(diff.changes[4].relative.map { abs($0 - 0.2) < 1e-12 } == true)
    #expect(diff.numbersCompared == 3)
  }

  @Test func `rows are matched by name, not by place`() throws {
    let diff = try diff(
      #"{"coverage":[{"exchange":"a","symbol":"X","n":1},{"exchange":"b","symbol":"X","n":2}]}"#,
      #"{"coverage":[{"exchange":"b","symbol":"X","n":3},{"exchange":"a","symbol":"X","n":1}]}"#
    )
    #expect(diff.changes.map(\.path) == ["coverage[b X].n"])
    #expect(diff.changes.first?.part == .data)
  }

  @Test func `rows without names are matched by place`() throws {
    let diff = try diff(#"{"v":[1,2,3]}"#, #"{"v":[1,5]}"#)
    #expect(diff.changes.map(\.path) == ["v[1]", "v[2]"])
    #expect(diff.changes.last?.after == nil)
  }

  @Test func `a terminal sees what changed and by how much`() throws {
    let diff = try diff(
      #"{"run":{"seed":1},"x":{"n":4,"m":1}}"#, #"{"run":{"seed":2},"x":{"n":5}}"#)
    #expect(
      diff.text() == """
        How it was asked differs in 1
        where     before  after    change
        ────────  ──────  ─────  ────────
        run.seed  1       2      100.00 %

        Numbers differ in 2, 2 were compared
        where  before  after    change
        ─────  ──────  ──────  ───────
        x.n    4       5       25.00 %
        x.m    1       (none)        –

        """)
  }

  @Test func `a list in which much changed is one line`() throws {
    let before = (0..<20).map { "\(Double($0))" }.joined(separator: ",")
    let after = (0..<20).map { "\(Double($0) * ($0 == 7 ? 3 : 1.5))" }.joined(separator: ",")
    let diff = try diff(
      #"{"a":{"acf":[\#(before)],"few":[1,2]}}"#, #"{"a":{"acf":[\#(after)],"few":[1,3]}}"#)
    #expect(diff.changes.count == 20)
    #expect(
      diff.text() == """
        Numbers differ in 20, 22 were compared
        where     before       after     change
        ────────  ───────────  ──────  ────────
        a.acf     19 elements  differ  200.00 %
        a.few[1]  2            3        50.00 %

        """)
  }

  @Test func `long texts are shown from where they differ, long paths by their end`() throws {
    let path = String(repeating: "a", count: 70)
    let diff = try diff(
      #"{"run":{"command":"analyze --interval 1h --only a"},"\#(path)":{"n":1234567890.5}}"#,
      #"{"run":{"command":"analyze --interval 1h --only b"},"\#(path)":{"n":1}}"#)
    let lines = diff.text(width: 80).split(separator: "\n")
    #expect(lines.contains("run.command  …-only a  …-only b"))
    let number = try #require(lines.last)
    #expect(number.hasPrefix("…aaa") && number.contains("aaa.n  1234567890.5  1      -100.00 %"))
    #expect(lines.allSatisfy { $0.count <= 80 })
  }

  @Test func `the sample report differs from a changed one where it was changed`() throws {
    var report = SampleReport.make()
    let before = JSONRenderer().files(of: report)
    report.caveats.removeLast()
    let after = JSONRenderer().files(of: report)
    let documents = try [before, after].map { files in
      try JSONValue(parsing: #require(files.first).bytes)
    }
    let diff = ReportDiff(documents[0], documents[1])
    #expect(diff.changes.count == 1)
    #expect(diff.changes.first?.part == .words)
    #expect(diff.json["changes"]?.elements?.count == 1)
  }
}
