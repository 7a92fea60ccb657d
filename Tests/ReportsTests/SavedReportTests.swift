import Basics
import Reports
import Testing

@Suite struct SavedReportTests {
  private func saved(_ report: Report) throws -> SavedReport {
    let file = try #require(JSONRenderer().files(of: report).first)
    return try SavedReport(file.bytes, name: "a/report.json")
  }

  @Test func `a saved report tells what the report told`() throws {
    let report = SampleReport.make()
    let again = try saved(report).report
    #expect(again.title == report.title)
    #expect(again.findings == report.findings)
    #expect(again.caveats == report.caveats)
    #expect(again.keyNumbers.map(\.label) == report.keyNumbers.map(\.label))
    #expect(again.keyNumbers.map(\.style) == report.keyNumbers.map(\.style))
    #expect(again.keyNumbers.map(\.low).description == report.keyNumbers.map(\.low).description)
    let text = TerminalReport(again, rows: 20).text
    #expect(text.contains("269.33 M") && text.contains("0.6052 … 0.6558 (95 %)"))
  }

  @Test func `analyses become one table, numbers another`() throws {
    let text = """
      {"run":{"command":"backtest"},
       "coverage":[{"exchange":"a","n":5},{"exchange":"b","share":0.5}],
       "analyses":{"hawkes":{"status":"ok","n":1250000,"branching":0.63,"list":[1,2]},
                   "granger":{"status":"not identified","reason":"too short"}},
       "metrics":{"sharpe":1.25,"long":{"trades":7}}}
      """
    let report = try SavedReport(Array(text.utf8), name: "x").report
    #expect(report.title == "backtest")
    #expect(
      TerminalReport(report, rows: 20).text == """
        backtest
        ════════

        coverage
        ────────
        exchange  n  share
        ────────  ─  ─────
        a         5
        b            0.5

        analyses
        ────────
        name     status          numbers
        ───────  ──────────────  ───────────────────────────
        hawkes   ok              n 1,250,000, branching 0.63
        granger  not identified  too short

        metrics
        ───────
        name         value
        ───────────  ─────
        sharpe       1.25
        long.trades  7

        """)
  }

  @Test(arguments: [
    ("", "a: line 1, column 1: "), ("[]", "a is no report of liqtool: it holds no object"),
    ("{}", "a is no report of liqtool: it has no object \"run\""),
    (#"{"run":5}"#, "a is no report of liqtool: it has no object \"run\""),
    ("{\"run\":{}", "a: line 1, column "),
  ])
  func `what is no report is refused with its name`(text: String, message: String) {
    let error = #expect(throws: SavedReportError.self) {
      try SavedReport(Array(text.utf8), name: "a")
    }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
  }

  @Test func `two runs differ in data, parameters and numbers`() throws {
    var report = SampleReport.make()
    let before = try saved(report)
    report.run = JSONValue(["seed": .integer(43), "window": JSONValue(["from": .string("x")])])
    report.data[1].value = JSONValue(["seasonality": JSONValue(["p": JSONValue(0.005)])])
    report.keyNumbers[0].value = 1
    let changes = before.changes(to: try saved(report)).changes
    #expect(changes.contains { $0.part == .data && $0.path == "run.window.from" })
    #expect(changes.contains { $0.part == .parameters && $0.path == "run.seed" })
    #expect(
      changes.filter { $0.part == .numbers }.map(\.path) == ["analyses.seasonality.p"])
  }

  @Test(arguments: [
    Column.Style.significant(4), .dollars, .percent(1), .pValue, .exact, .significant(1),
  ])
  func `a style survives the file`(style: Column.Style) throws {
    var report = Report(title: "t", run: JSONValue(["id": .string("x")]))
    report.keyNumbers = [KeyNumber("a", label: "a", 0.5, style: style)]
    #expect(try saved(report).report.keyNumbers.map(\.style) == [style])
  }
}
