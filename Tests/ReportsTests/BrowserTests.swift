import Basics
import Foundation
import Reports
import Testing

/// The page in a real browser. Needs Debian's `chromium` and `chromium-driver`.
@Suite(
  .serialized,
  .enabled(if: Browser.isInstalled, "install chromium and chromium-driver to test pages"))
struct BrowserTests {
  private func open(_ steps: (Browser) throws -> Void) throws {
    let file = try #require(HTMLRenderer().files(of: SampleReport.make()).first)
    try Browser.open(file.bytes, steps)
  }

  private let equity = "figure[data-file=\"chart_equity.csv\"]"
  private var plot: String { equity + " .wide svg.chart" }
  private var ticks: String {
    "[...document.querySelectorAll('\(plot) ~ svg .x-axis text')].map(t => t.textContent)"
  }
  private var tip: String { "document.querySelector('.tip').textContent" }

  @Test func `a chart shows values under the pointer and zooms where it is dragged`() throws {
    try open { browser in
      try browser.show(plot)
      try browser.point([.move(browser.place(plot, 0.5, 0.5))])
      let words = try browser.text(tip)
      #expect(words.contains("2024-03-0") && words.contains("strategy"), "\(words)")
      #expect(words.contains("drawdown"), "the panel below is read at the same time: \(words)")

      let whole = try browser.text(ticks)
      try browser.point([
        .move(browser.place(plot, 0.3, 0.5)), .down, .move(browser.place(plot, 0.4, 0.5)), .up,
      ])
      let zoomed = try browser.text(ticks)
      #expect(zoomed != whole && zoomed.contains(":"), "\(zoomed)")
      try browser.click(equity + " .wide .reset")
      #expect(try browser.text(ticks) == whole)

      let map = "figure[data-file=\"chart_levels.csv\"] .wide svg"
      try browser.show(map)
      try browser.point([.move(browser.place(map, 0.5, 0.5))])
      let cell = try browser.text(tip)
      #expect(cell.contains("2024-03-0") && cell.contains("notional [USD]"), "\(cell)")
    }
  }

  @Test func `series are switched by the legend, and keys do what the pointer does`() throws {
    try open { browser in
      let isOff = "document.querySelectorAll('\(equity) .wide .series.off').length"
      try browser.click(equity + " .legend[data-series=\"1\"]")
      #expect(try browser.text(isOff) == "1")
      #expect(try browser.text("document.querySelector('\(plot)').getAttribute('role')") == "group")
      try browser.run(
        "document.querySelector('\(equity) .legend[data-series=\"1\"]').focus()")
      try browser.press(" ")
      #expect(try browser.text(isOff) == "0")

      try browser.run("document.querySelector('\(plot)').focus()")
      try browser.press("\u{E014}")
      let first = try browser.text(tip)
      #expect(first.contains("2024-03-01 00:00"), "\(first)")
      try browser.press("\u{E014}")
      #expect(try browser.text(tip).contains("2024-03-01 01:00"))
      let whole = try browser.text(ticks)
      try browser.press("+")
      #expect(try browser.text(ticks) != whole)
      try browser.press("\u{E00C}")
      #expect(try browser.text(ticks) == whole)

      try browser.click(equity + " .numbers summary")
      #expect(
        try browser.text("document.querySelector('\(equity) .numbers').innerText")
          .contains("2024-03-01 00:00"))
    }
  }

  @Test func `tables are sorted by exact numbers and downloaded as the CSV files are`() throws {
    try open { browser in
      let rows = "[...document.querySelector('#s-seasonality table').tBodies[0].rows]"
      for (column, times) in [(1, 1), (1, 2), (2, 1)] {
        for _ in 0..<times { try browser.click("#s-seasonality th:nth-child(\(column))") }
      }
      let hours = try browser.text("\(rows).map(r => r.cells[0].textContent)")
      #expect(hours == sortedHours(), "\(hours)")
      #expect(try browser.text("\(rows).filter(r => r.offsetHeight).length") == "6")

      try browser.click("#s-seasonality .tools button:last-child")
      let expected = try #require(CSVRenderer().files(of: SampleReport.make()).first)
      #expect(try downloaded("seasonality.csv", in: browser.folder) == expected.bytes)
    }
  }

  @Test func `rows are made when asked for, and sorting has all of them`() throws {
    try open { browser in
      let table = "#s-seasonality .table-figure"
      let count = "document.querySelectorAll('\(table) tbody tr').length"
      try browser.show(table)
      #expect(try browser.text(count) == "6")
      try browser.click(table + " button.all")
      #expect(try browser.text(count) == "24")
      let seen = "[...document.querySelectorAll('\(table) tbody tr')].filter(r => r.offsetHeight)"
      #expect(try browser.text("\(seen).length") == "24")
      try browser.click(table + " button.all")
      #expect(try browser.text("\(seen).length") == "6")
      for _ in 0..<2 { try browser.click(table + " th:nth-child(1)") }
      let hours = try browser.text("\(seen).map(r => r.cells[0].textContent)")
      #expect(hours == "23,22,21,20,19,18", "made rows are sorted with the others")
    }
  }

  @Test func `a definition is read under the pointer and in focus`() throws {
    try open { browser in
      let term = "#s-seasonality th .term"
      try browser.show(term)
      try browser.point([.move(browser.place(term, 0.5, 0.5))])
      let words = try browser.text(tip)
      #expect(!words.isEmpty)
      try browser.point([.move((x: 2, y: 2))])
      #expect(try browser.text("document.querySelector('.tip').hidden") == "true")
      try browser.run("document.querySelector('.card .term').focus()")
      #expect(try browser.text(tip).contains("Sum of price times quantity"))
    }
  }

  @Test func `hostile symbols are text, in rows made later too`() throws {
    let symbols = (0..<20).flatMap { _ in ["<script>alert(1)</script>", "=HYPERLINK(\"x\")"] }
    var report = Report(title: symbols[0], run: .null)
    var section = Section(name: "s", title: symbols[1])
    section.tables = [
      Table(
        name: "t", title: "", columns: [Column("symbol", .text(symbols))], isFile: true)
    ]
    report.sections = [section]
    let file = try #require(HTMLRenderer().files(of: report).first)
    let csv = try #require(CSVRenderer().files(of: report).first)
    try Browser.open(file.bytes) { browser in
      #expect(try browser.text("document.querySelector('h1').textContent") == symbols[0])
      try browser.click("button.all")
      let cells = "[...document.querySelectorAll('tbody td')].map(c => c.textContent.trim())"
      #expect(try browser.text("\(cells).join('|')") == symbols.joined(separator: "|"))
      #expect(try browser.text("document.querySelectorAll('table script').length") == "0")
      try browser.click("button.save")
      let saved = try downloaded("t.csv", in: browser.folder)
      #expect(saved == csv.bytes)
      #expect(String(decoding: saved, as: UTF8.self).contains("'=HYPERLINK"))
      #expect(try browser.log("browser").isEmpty)
    }
  }

  @Test func `on a phone the narrow picture takes the place of the wide one`() throws {
    try open { browser in
      try browser.resize(width: 390)
      let narrow = equity + " .narrow svg.chart"
      try browser.show(narrow)
      let shown = "getComputedStyle(document.querySelector('\(equity) .wide')).display"
      #expect(try browser.text(shown) == "none")
      try browser.point([.move(browser.place(narrow, 0.5, 0.5))])
      #expect(try browser.text(tip).contains("strategy"))
      let isOff = "document.querySelectorAll('\(equity) .narrow .series.off').length"
      try browser.click(equity + " .narrow .legend[data-series=\"1\"]")
      #expect(try browser.text(isOff) == "1")
    }
  }

  private func sortedHours() -> String {
    let counts = SampleReport.wave(24).map { 40 + $0 * 120 }
    return counts.indices.sorted { (counts[$0], $0) < (counts[$1], $1) }.map(String.init)
      .joined(separator: ",")
  }

  private func downloaded(_ name: String, in folder: URL) throws -> [UInt8] {
    let file = folder.appending(path: name)
    for _ in 0..<100 where !FileManager.default.fileExists(atPath: file.path) {
      Thread.sleep(forTimeInterval: 0.05)
    }
    return Array(try Data(contentsOf: file))
  }

  @Test func `the page writes no error, asks no network and scrolls to no side`() throws {
    try open { browser in
      for width in [1_440, 768, 390] {
        try browser.resize(width: width)
        let widths = "document.documentElement.scrollWidth + ' ' + innerWidth"
        let found = try browser.text(widths)
        #expect(found == "\(width) \(width)")
      }
      #expect(try browser.log("browser").isEmpty)
      let requests = try browser.log("performance").compactMap { message -> String? in
        let event = try JSONValue(parsing: message)["message"]
        guard event?["method"]?.text == "Network.requestWillBeSent" else { return nil }
        // The browser's own first page asks for its parts.
        guard event?["params"]?["documentURL"]?.text?.hasPrefix("file:") == true else { return nil }
        return event?["params"]?["request"]?["url"]?.text
      }
      #expect(requests.map { $0.suffix(12) } == ["/report.html"], "\(requests)")
    }
  }
}
