import Basics

/// How much of each table a page holds.
struct PageLimits {
  /// Of a table that is not shown whole, so many rows stand there before a reader asks for more.
  static let first = 10
  /// No table is shown whole with more rows than this.
  static let most = 200
  /// The most rows of a table that is not shown whole.
  let rows: Int
  /// The most bytes of a table's CSV; of a longer one the page has the same rows as above.
  let file: Int

  /// From generous to spare: a page takes the first with which it is not too large.
  static let all = [
    PageLimits(rows: 100, file: 32_000), PageLimits(rows: 40, file: 6_000),
    PageLimits(rows: first, file: 1_000),
  ]
}

/// A report as the values the page's template asks for. Every name a section asks for is given, so
/// that none is taken from the section around it.
struct PageContext {
  private let report: Report
  private let limits: PageLimits
  private let anchors: [String]
  private let files: [[String?]]
  private let pictures: [[String]]

  init(_ report: Report, _ limits: PageLimits) {
    self.report = report
    self.limits = limits
    var names = FileNames()
    anchors = report.sections.map { "s-" + names.unique($0.name) }
    files = report.tableFiles
    pictures = report.chartFiles
  }

  /// The context of the whole page.
  var values: [String: Any] {
    [
      "title": report.title, "style": PageStyle.text, "styleHash": PageStyle.hash,
      "script": PageScript.text, "scriptHash": PageScript.hash, "entries": entries,
      "run": RunSummary.lines(of: report.run).map { ["name": $0.name, "value": $0.value] },
      "hasCards": !report.keyNumbers.isEmpty, "cards": report.keyNumbers.map(card),
      "hasFindings": !report.findings.isEmpty, "findings": report.findings.map(finding),
      "hasCaveats": !report.caveats.isEmpty, "caveats": texts(report.caveats),
      "sections": report.sections.indices.map(section),
    ]
  }

  private var entries: [[String: String]] {
    var entries: [[String: String]] = []
    if !report.findings.isEmpty { entries.append(["anchor": "findings", "title": "Findings"]) }
    if !report.caveats.isEmpty { entries.append(["anchor": "caveats", "title": "Limits"]) }
    for (section, anchor) in zip(report.sections, anchors) {
      entries.append(["anchor": anchor, "title": PlainText.cut(section.title, to: 60)])
    }
    return entries
  }

  private func texts(_ lines: [String]) -> [[String: String]] { lines.map { ["text": $0] } }

  private func card(_ number: KeyNumber) -> [String: Any] {
    let help =
      number.definition.isEmpty ? report.definitions[number.name] ?? "" : number.definition
    return [
      "label": number.label, "value": NumberText.text(number.value, number.style),
      "hasHelp": !help.isEmpty, "help": help, "hasInterval": !number.intervalText.isEmpty,
      "interval": number.ends, "level": number.level, "hasNote": !number.note.isEmpty,
      "note": number.note,
    ]
  }

  private func finding(_ finding: Finding) -> [String: Any] {
    let index = report.sections.firstIndex { $0.name == finding.section }
    return [
      "sentence": finding.sentence, "hasLink": index != nil,
      "anchor": index.map { anchors[$0] } ?? "",
      "place": index.map { report.sections[$0].title }
        ?? "",
    ]
  }

  private func section(_ index: Int) -> [String: Any] {
    let section = report.sections[index]
    return [
      "anchor": anchors[index], "title": section.title, "summary": texts(section.summary),
      "charts": section.charts.enumerated().map { place, chart in
        self.chart(chart, id: "c\(index)-\(place)", file: pictures[index][place])
      },
      "tables": zip(section.tables, files[index]).map(table),
      "hasMethod": !section.method.isEmpty, "method": texts(section.method),
    ]
  }

  private func chart(_ chart: Chart, id: String, file: String) -> [String: Any] {
    [
      "title": chart.title, "file": "chart_" + file.dropFirst("charts/".count).dropLast(4) + ".csv",
      "wide": ChartSVG.inline(chart, size: .page, id: id + "w"),
      "narrow": ChartSVG.inline(chart, size: .phone, id: id + "n"),
      "data": JSONBlock.text(ChartData.document(chart)),
    ]
  }
}

extension PageContext {
  private func table(_ table: Table, _ file: String?) -> [String: Any] {
    let wanted = min(table.rowsShown, PageLimits.most)
    let rows = min(table.count, max(wanted, limits.rows))
    let shown = wanted < table.count ? min(wanted, PageLimits.first) : table.count
    let (csv, hasAll) = csv(table, rows: rows)
    var names = FileNames()
    return [
      "title": table.title.isEmpty ? table.name : table.title, "shown": shown,
      "isPart": !hasAll, "file": file ?? names.unique(table.name) + ".csv",
      "heads": table.columns.map(head),
      "hasMeaning": PageRows(table, report.definitions).hasMeaning,
      "rows": PageRows(table, report.definitions).text(rows: shown),
      "hasMore": shown < rows, "more": spare(table, from: shown, to: rows),
      "rest": rest(table, rows: rows, file: file, hasAll: hasAll), "csv": csv,
    ]
  }

  /// The table for the download, from which the page's script also sorts: whole, or its first rows.
  private func csv(_ table: Table, rows: Int) -> (text: String, hasAll: Bool) {
    let mayFit = table.count * table.columns.count * 2 < limits.file
    var bytes = mayFit ? CSVRenderer().bytes(of: table) : []
    let isWhole = mayFit && bytes.count <= limits.file
    if !isWhole { bytes = CSVRenderer().bytes(of: table, rows: rows) }
    let text = JSONBlock.text(.string(String(decoding: bytes, as: UTF8.self)))
    return (text, isWhole)
  }

  private func head(_ column: Column) -> [String: Any] {
    let help =
      column.definition.isEmpty ? report.definitions[column.name] ?? "" : column.definition
    return [
      "label": column.heading, "isNumber": column.isRightAligned, "hasHelp": !help.isEmpty,
      "help": help,
    ]
  }

  private func rest(_ table: Table, rows: Int, file: String?, hasAll: Bool) -> String {
    guard table.count > rows else { return "" }
    let place =
      hasAll ? "; the download has all of them" : file.map { "; all of them are in \($0)" } ?? ""
    let count = NumberText.text(Double(table.count), .significant(1))
    return "This page has the first \(rows) of \(count) rows\(place)."
  }

  private func spare(_ table: Table, from shown: Int, to rows: Int) -> String {
    guard shown < rows else { return "" }
    let text = PageRows(table, report.definitions).spare(from: shown, to: rows)
    return JSONBlock.text(.string(text))
  }
}
