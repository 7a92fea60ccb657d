/// A report that reads well in a terminal and on a forge: no HTML, tables padded, charts as files.
package struct MarkdownRenderer: ReportRenderer {
  package static let name = "md"
  package static let summary = "report.md and its charts as SVG files"

  package init() {}

  package func files(of report: Report) -> [ReportFile] {
    let tableFiles = report.tableFiles
    let chartFiles = report.chartFiles
    var parts = head(of: report)
    for (index, section) in report.sections.enumerated() {
      parts += body(of: section, tables: tableFiles[index], charts: chartFiles[index])
    }
    let text = parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    let charts = zip(report.sections.flatMap(\.charts), chartFiles.joined()).map { chart, name in
      ReportFile(name: name, text: ChartSVG.file(chart))
    }
    return [ReportFile(name: "report.md", text: text)] + charts
  }

  private func head(of report: Report) -> [String] {
    let run = RunSummary.lines(of: report.run).map { line in
      "- **\(MarkdownText.escaped(line.name))** \(MarkdownText.escaped(line.value))"
    }
    var parts = ["# " + MarkdownText.escaped(report.title), run.joined(separator: "\n")]
    if let keys = Table(report.keyNumbers) { parts.append(grid(keys, file: nil).text) }
    if !report.findings.isEmpty {
      let lines = report.findings.enumerated().map { index, finding in
        item("\(index + 1).", finding, in: report)
      }
      parts += ["## Findings", lines.joined(separator: "\n")]
    }
    if !report.caveats.isEmpty {
      let lines = report.caveats.map { "- " + MarkdownText.paragraph($0, indent: "  ") }
      parts += ["## What limits these answers", lines.joined(separator: "\n")]
    }
    return parts
  }

  private func item(_ number: String, _ finding: Finding, in report: Report) -> String {
    let indent = String(repeating: " ", count: number.utf8.count + 1)
    let sentence = MarkdownText.paragraph(finding.sentence, indent: indent)
    guard let section = report.sections.first(where: { $0.name == finding.section }) else {
      return number + " " + sentence
    }
    let title = MarkdownText.escaped(section.title, inLink: true)
    return "\(number) \(sentence)\n\(indent)([\(title)](#\(MarkdownText.anchor(section.title))))"
  }

  private func body(of section: Section, tables: [String?], charts: [String]) -> [String] {
    var parts = ["## " + MarkdownText.escaped(section.title)]
    parts += section.summary.map { MarkdownText.paragraph($0) }
    parts += zip(section.charts, charts).map { chart, file in
      "![\(MarkdownText.escaped(chart.title, inLink: true))](\(file))"
    }
    for (table, file) in zip(section.tables, tables) {
      let (grid, hidden) = grid(table, file: file)
      parts += [heading(of: table), grid, rest(of: table, file: file, hidden: hidden)]
    }
    if !section.method.isEmpty {
      parts.append("**How this was computed.**")
      parts += section.method.map { MarkdownText.paragraph($0) }
    }
    return parts
  }

  private func heading(of table: Table) -> String {
    table.title.isEmpty ? "" : "### " + MarkdownText.escaped(table.title)
  }

  /// As wide as paragraphs are. What does not fit is left to the table's file, when it has one.
  private func grid(_ table: Table, file: String?) -> (text: String, hidden: [String]) {
    guard !table.columns.isEmpty else { return ("", []) }
    var grid = TextGrid(table, rows: table.rowsShown, escape: { MarkdownText.escaped($0) })
    let hidden = file == nil ? [] : grid.fit(100, around: 3)
    var lines = grid.lines { "| " + $0.joined(separator: " | ") + " |" }
    let rule = grid.strips.map { strip in
      let dashes = String(repeating: "-", count: max(2, strip.width - 1))
      return strip.right ? dashes + ":" : ":" + dashes
    }
    lines.insert("| " + rule.joined(separator: " | ") + " |", at: 1)
    return (lines.joined(separator: "\n"), hidden)
  }

  private func rest(of table: Table, file: String?, hidden: [String]) -> String {
    let place = file.map { "; all of them are in `\($0)`" } ?? ""
    var text = ""
    if table.count > table.rowsShown {
      let count = NumberText.text(Double(table.count), .significant(1))
      text = "The first \(table.rowsShown) of \(count) rows\(place)."
    }
    guard let file, !hidden.isEmpty else { return text }
    let names = PlainText.wrapped("Not shown: \(hidden.joined(separator: ", ")).", to: 100)
    let words = names.joined(separator: "\n")
    return text.isEmpty ? words + "\nThey are in `\(file)`." : text + "\n" + words
  }
}

extension Table {
  /// The key numbers as a table, or nil when there are none.
  init?(_ numbers: [KeyNumber]) {
    guard !numbers.isEmpty else { return nil }
    let intervals = numbers.map { $0.intervalText }
    var columns = [
      Column("number", .text(numbers.map(\.label))),
      Column("value", .text(numbers.map { NumberText.text($0.value, $0.style) })),
    ]
    if intervals.contains(where: { !$0.isEmpty }) {
      columns.append(Column("interval", .text(intervals)))
    }
    if numbers.contains(where: { !$0.note.isEmpty }) {
      columns.append(Column("note", .text(numbers.map(\.note))))
    }
    self.init(name: "key_numbers", title: "", columns: columns, rowsShown: numbers.count)
  }
}

extension ReportRenderer where Self == MarkdownRenderer {
  /// `report.md` and its charts.
  package static var markdown: Self { MarkdownRenderer() }
}
