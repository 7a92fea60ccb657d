import Reports
import Testing

@Suite struct TerminalTests {
  @Test func `columns are aligned, wide characters too`() {
    let table = Table(
      name: "t", title: "T",
      columns: [
        Column("symbol", .text(["BTC", "币安人生", "👍"])),
        Column("n", .integer([5, 12_345, .min])),
        Column("usd", label: "[USD]", .number([1, 2_000_000, .nan]), style: .dollars),
      ])
    #expect(
      TerminalTable(table).text == """
        symbol         n   [USD]
        ────────  ──────  ──────
        BTC            5    1.00
        币安人生  12,345  2.00 M
        👍             –       –

        """)
  }

  @Test func `rows and columns that do not fit are named`() {
    let table = Table(
      name: "t", title: "T",
      columns: (0..<5).map { Column("column_\($0)", .integer([1, 2, 3])) }, rowsShown: 2)
    #expect(
      TerminalTable(table, width: 30).text == """
        column 0  column 1  column 2
        ────────  ────────  ────────
               1         1         1
               2         2         2
        … and 1 more rows
        not shown: column 3, column 4

        """)
  }

  @Test func `nothing in a table can move the cursor`() {
    let table = Table(
      name: "t", title: "T",
      columns: [Column("s", .text(["\u{1B}[2Jx", "a\nb", "\u{202E}cba", "\u{9B}1m"]))])
    let text = TerminalTable(table).text
    #expect(text.contains("␛[2Jx"))
    #expect(text.contains("a b"))
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value != 0x9B })
    #expect(!text.unicodeScalars.contains("\u{202E}"))
  }

  @Test func `a table without columns is empty`() {
    #expect(TerminalTable(Table(name: "t", title: "", columns: [])).text.isEmpty)
  }

  @Test func `a sparkline spans the smallest and the largest`() {
    #expect(Sparkline.text([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█")
    #expect(Sparkline.text([1, .nan, 3]) == "▁ █")
    #expect(Sparkline.text([5, 5]) == "▁▁")
    #expect(Sparkline.text([]).isEmpty)
    #expect(Sparkline.text([.nan]) == " ")
    #expect(Sparkline.text([-1e308, 1e308, .infinity], width: 3).count == 3)
  }

  @Test func `a long series keeps its peak`() {
    var values = [Double](repeating: 0, count: 10_000)
    values[5_123] = 9
    let line = Sparkline.text(values, width: 20)
    #expect(line.count == 20)
    #expect(line.contains("█"))
  }
}

@Suite struct TerminalReportTests {
  @Test func `the sample report reads as recorded in a terminal`() throws {
    try Golden.check(Array(TerminalReport(SampleReport.make()).text.utf8), "terminal.txt")
  }

  @Test func `colours change nothing but colours`() {
    let report = SampleReport.make()
    let plain = TerminalReport(report).text
    let colored = TerminalReport(report, colors: true).text
    #expect(!plain.contains("\u{1B}"))
    #expect(colored.contains("\u{1B}[1mLiquidations of March 2024\u{1B}[0m"))
    #expect(colored.replacing(/\u{1B}\[[0-9]+m/, with: "") == plain)
  }

  @Test func `a summary has the findings and their pictures, and is short`() {
    let summary = TerminalReport(SampleReport.make()).summary
    #expect(summary.contains("Findings") && summary.contains("Binance publishes"))
    #expect(summary.contains("Liquidations by hour of day: liquidations [per hour]\n  all  ▁"))
    #expect(!summary.contains("Largest liquidations"))
    #expect(summary.split(separator: "\n").count < 25)
  }

  @Test func `estimates are told with their intervals, and places that no category has are not`() {
    var report = SampleReport.make()
    let chart = Chart(
      name: "savings", title: "Saved", x: Chart.Axis("", scale: .categories(["tree", "logistic"])),
      y: Chart.Axis("score"),
      marks: [
        .intervals(
          name: "saved", x: [0, 1, .nan, 7], y: [0.5, 0.75, 1, 1], low: [-0.25, 0.5, 0, 0],
          high: [1, 1.25, 0, 0])
      ])
    report.sections[0].charts = [chart]
    let told = """
      Saved: score
        tree      0.5000  -0.2500 … 1
        logistic  0.7500  0.5000 … 1.250

      """
    let text = TerminalReport(report).text
    #expect(text.contains(told), "\(text)")
  }

  @Test(arguments: [40, 80, 120])
  func `no line is wider than the terminal`(width: Int) {
    let text = TerminalReport(SampleReport.make(), width: width).text
    for line in text.split(separator: "\n") where !line.contains("币") {
      #expect(line.count <= width, "\(line)")
    }
  }
}
