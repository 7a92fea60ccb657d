/// A report in a terminal.
///
/// Without colours it has no escapes and can be piped. Whether there are colours is the caller's
/// decision, who knows whether the output is a terminal and `NO_COLOR` is set.
package struct TerminalReport {
  private let report: Report
  private let width: Int
  private let rows: Int
  private let ink: TerminalInk

  /// - Parameters:
  ///   - report: What to show.
  ///   - width: The columns of the terminal.
  ///   - rows: The most rows of a table that are shown.
  ///   - colors: Whether headings, signs and pictures are coloured.
  package init(_ report: Report, width: Int = 100, rows: Int = 6, colors: Bool = false) {
    self.report = report
    self.width = max(40, width)
    self.rows = max(0, rows)
    ink = TerminalInk(isOn: colors)
  }

  /// The whole report: key numbers, findings, caveats, then each section in a few lines. Lines end
  /// with a newline.
  package var text: String { (head + report.sections.map(text)).joined(separator: "\n") }

  /// What a person wants to see right after a run: key numbers, findings, caveats, and the first
  /// picture of each section that a finding names as a sparkline. Lines end with a newline.
  package var summary: String {
    let named = Set(report.findings.map(\.section))
    let pictures = report.sections.filter { named.contains($0.name) }
      .compactMap(\.charts.first).map(lines).filter { !$0.isEmpty }
    return (head + (pictures.isEmpty ? [] : [pictures.joined()])).joined(separator: "\n")
  }

  private var head: [String] {
    var parts = [heading(report.title, "═")]
    if let keys = Table(report.keyNumbers) {
      parts.append(TerminalTable(keys, width: width).text)
    }
    let findings = report.findings.enumerated().map { index, finding in
      item("\(index + 1). ", finding.sentence, .accent)
    }
    if !findings.isEmpty { parts.append(heading("Findings", "─") + findings.joined()) }
    let caveats = report.caveats.map { item("- ", $0, .warning) }
    if !caveats.isEmpty {
      parts.append(heading("What limits these answers", "─") + caveats.joined())
    }
    return parts
  }

  private func heading(_ title: String, _ rule: String) -> String {
    let words = PlainText.cut(PlainText.oneLine(title), to: width)
    let line = String(repeating: rule, count: PlainText.width(words))
    return ink.drawn(words, .heading) + "\n" + ink.drawn(line, .faint) + "\n"
  }

  private func item(
    _ mark: String, _ sentence: String, _ color: TerminalInk.Color = .accent
  ) -> String {
    let indent = String(repeating: " ", count: mark.count)
    let lines = PlainText.wrapped(PlainText.oneLine(sentence), to: width - mark.count)
    return lines.enumerated().map { index, line in
      (index == 0 ? ink.drawn(mark, color) : indent) + line + "\n"
    }.joined()
  }

  private func text(_ section: Section) -> String {
    var text = heading(section.title, "─")
    for paragraph in section.summary { text += item("", paragraph) }
    for chart in section.charts { text += lines(chart) }
    for table in section.tables.prefix(1) {
      if !section.summary.isEmpty || !section.charts.isEmpty { text += "\n" }
      text += TerminalTable(table, rows: min(table.rowsShown, self.rows), width: width).text
    }
    return text
  }

  /// One sparkline for each series of the chart, with its least and largest value, and a line for
  /// each estimate with its interval.
  private func lines(_ chart: Chart) -> String {
    let series = (chart.marks + chart.panels.flatMap(\.marks)).compactMap(\.spark)
    let body = sparklines(series) + estimates(chart)
    guard !body.isEmpty else { return "" }
    let label = PlainText.oneLine(chart.y.label)
    return PlainText.cut("\(PlainText.oneLine(chart.title)): \(label)", to: width) + "\n" + body
  }

  /// `logistic  0.0004965  -0.0001670 … 0.001210`, as the chart has them.
  private func estimates(_ chart: Chart) -> String {
    guard case .categories(let names) = chart.x.scale else { return "" }
    var grid: [[String]] = []
    for case .intervals(_, let x, let y, let low, let high) in chart.marks {
      let count = min(x.count, y.count, low.count, high.count)
      for index in 0..<count where y[index].isFinite {
        guard let place = Int(exactly: x[index]), names.indices.contains(place) else { continue }
        let ends = [y[index], low[index], high[index]].map { NumberText.text($0, .significant(4)) }
        let name = PlainText.cut(PlainText.oneLine(names[place]), to: 24)
        grid.append([name, ends[0], "\(ends[1]) … \(ends[2])"])
      }
    }
    let widths = (0..<2).map { column in
      grid.map { PlainText.width($0[column]) }.max() ?? 0
    }
    return grid.map { row in
      let cells = (0..<2).map { PlainText.padded(row[$0], to: widths[$0]) }
      return "  \(cells[0])  \(cells[1])  \(row[2])\n"
    }.joined()
  }

  private func sparklines(_ series: [(name: String, values: [Double])]) -> String {
    var text = ""
    let names = series.map { PlainText.oneLine($0.name) }
    let room = min(width / 4, 24, names.map(PlainText.width).max() ?? 0)
    for (name, values) in zip(names, series.map(\.values)) {
      var (low, high) = (Double.infinity, -Double.infinity)
      for value in values where value.isFinite { (low, high) = (min(low, value), max(high, value)) }
      guard low <= high else { continue }
      let words = PlainText.padded(PlainText.cut(name, to: room), to: room)
      let ends = [low, high].map {
        NumberText.text($0, abs(high) < 1e6 ? .significant(4) : .dollars)
      }.joined(separator: " … ")
      let free = width - room - PlainText.width(ends) - 6
      let line = Sparkline.text(values, width: max(4, min(48, free)))
      text += "  \(words)  \(ink.drawn(line, .accent))  \(ends)\n"
    }
    return text
  }
}

extension Chart.Mark {
  /// The name and the values of what a sparkline can show.
  fileprivate var spark: (name: String, values: [Double])? {
    switch self {
    case .line(let series), .area(let series), .bars(let series), .step(let series):
      (series.name, series.y)
    case .histogram(let name, _, let counts): (name, counts)
    case .candles(_, _, _, _, let close): ("close", close)
    case .intervals, .scatter, .markers, .band, .heatmap, .waterfall, .spans, .shade, .level, .note:
      nil
    }
  }
}
