import Basics
import Reports
import Testing

/// What each kind of mark draws.
@Suite struct VocabularyTests {
  private func chart(_ marks: [Chart.Mark], x: Chart.Axis.Scale = .linear) -> Chart {
    Chart(name: "c", title: "", x: .init("x", scale: x), y: .init("y"), marks: marks)
  }

  private func page(_ chart: Chart) throws -> String {
    var report = Report(title: "t", run: .null)
    var section = Section(name: "s", title: "s")
    section.charts = [chart]
    report.sections = [section]
    let file = try #require(HTMLRenderer().files(of: report).first)
    return String(decoding: file.bytes, as: UTF8.self)
  }

  private func paths(_ kind: String, _ svg: String) -> [String] {
    svg.matches(of: /<path class="([a-z ]+)"[^>]* d="([^"]*)"/)
      .filter { $0.output.1 == kind }.map { String($0.output.2) }
  }

  @Test func `panels share the x axis and its edges`() throws {
    var chart = chart([.line(.init("a", x: [0, 100], y: [0, 1]))])
    chart.panels = [
      Chart.Panel(
        y: .init("b"), marks: [.area(.init("b", x: [20, 50], y: [-2_000_000, -3_000_000]))])
    ]
    let page = try page(chart)
    let plots = page.matches(of: /data-plot="([0-9.]+) [0-9.]+ ([0-9.]+) ([0-9.]+)"/)
    let domains = page.matches(of: /data-domain="([^ ]+) ([^ ]+)/)
    #expect(plots.count == 4 && domains.count == 4)
    for index in [0, 2] {
      #expect(plots[index].output.1 == plots[index + 1].output.1)
      #expect(plots[index].output.2 == plots[index + 1].output.2)
      #expect(domains[index].output.1 == "0.0" && domains[index + 1].output.2 == "100.0")
    }
    #expect(chart.svg.contains("translate(0 "))
  }

  @Test func `a waterfall says its changes and its sum`() {
    let svg = chart(
      [.waterfall(changes: [10, -4, .nan, 99], totals: [false, false, false, true])],
      x: .categories(["gross", "fees", "unknown", "net"])
    ).svg
    let words = svg.matches(of: /<text [^>]*class="halo" [^>]*>([^<]*)</).map(\.output.1)
    #expect(words == ["10", "-4", "0", "6"])
    #expect(paths("bars", svg).count == 3)
    #expect(svg.contains("<desc>gross 10, fees -4, unknown 0, net 6</desc>"))
  }

  @Test func `strips that touch are one, and rows are apart`() {
    let svg = chart([
      .spans(name: "s", from: [0, 10, 30, 0], to: [10, 20, 40, 40], rows: [0, 0, 0, 1])
    ]).svg
    #expect(paths("strip", svg).first?.count { $0 == "z" } == 3)
  }

  @Test func `a shade without an end reaches the edge`() throws {
    let svg = chart([
      .line(.init("a", x: [0, 100], y: [0, 1])),
      .shade(name: "s", from: [-.infinity, 60], to: [10, .infinity]),
    ]).svg
    let clip = try #require(svg.firstMatch(of: /<rect x="([0-9.]+)" y="[0-9.]+" width="([0-9.]+)"/))
    let width = try #require(Double(clip.output.2))
    let tint = try #require(paths("tint", svg).first)
    let widths = tint.matches(of: /h([0-9.]+)/).compactMap { Double($0.output.1) }
    #expect(tint.hasPrefix("M\(clip.output.1) "))
    #expect(widths.count == 2 && abs(widths[0] - width * 0.1) < 0.2)
    #expect(abs(widths[1] - width * 0.4) < 0.2)
  }

  @Test func `every shape of a marker is another`() {
    let shapes = Chart.Shape.allCases.map { shape in
      paths("pin", chart([.markers(.init("a", x: [1, 2], y: [3, 4]), shape)]).svg)
    }
    #expect(shapes.allSatisfy { $0.count == 1 })
    #expect(Set(shapes.flatMap(\.self)).count == Chart.Shape.allCases.count)
  }

  @Test func `an interval without a point is a whisker, a point without an interval a dot`() {
    let svg = chart([
      .intervals(
        name: "i", x: [1, 2, 3], y: [5, .nan, 7], low: [4, 5, .nan], high: [6, 8, .nan])
    ]).svg
    #expect(paths("whisker", svg).first?.count { $0 == "v" } == 2)
    #expect(paths("estimate", svg).first?.count { $0 == "h" } == 2)
  }

  @Test func `a map without use is grey, and candles over a map are in ink`() {
    let values: [Double] = [1, 2, 3, 4]
    let map = Chart.Mark.heatmap(
      x: [0, 1], y: [0, 1], values: values, label: "guess [USD]", isMuted: true)
    let candles = Chart.Mark.candles(
      x: [0, 1], open: [0, 1], high: [1, 1], low: [0, 0], close: [1, 0])
    let both = chart([map, candles]).svg
    #expect(both.contains("<g class=\"muted\">") && both.contains("guess [USD]"))
    #expect(paths("hollow", both).count == 1 && paths("solid", both).count == 1)
    #expect(paths("hollow", chart([candles]).svg).isEmpty)
  }

  @Test func `thin bars are one shape with the peaks of their pixels`() {
    let x = (0..<20_000).map(Double.init)
    let y = x.map { $0 == 9_999 ? 50 : Double(Int($0) % 3) }
    let svg = chart([.bars(.init("a", x: x, y: y))]).svg
    let path = paths("bars", svg).first ?? ""
    #expect(path.utf8.count < 12_000)
    let rises = path.matches(of: /v(-[0-9.]+)/).compactMap { Double($0.output.1) }
    #expect((rises.min() ?? 0) < -200)
  }

  @Test func `times are packed and come back exactly`() throws {
    let start = 1_709_251_200_000_000.0
    let times = [0, 1, 2, 5, 9].map { start + $0 * 3_600e6 }
    let page = try page(chart([.line(.init("a", x: times, y: [1, 2, 3, 4, 5]))], x: .time))
    let blocks = page.matches(of: /<script type="application\/json">(.*?)<\/script>/)
    let block = try #require(blocks.first)
    let document = try JSONValue(parsing: String(block.output.1))
    let x = try #require(document["plots"]?.elements?.first?["marks"]?.elements?.first?["x"])
    #expect(x["first"]?.double == start && x["unit"]?.double == 3_600e6)
    #expect(x["steps"]?.elements?.compactMap(\.double) == [1, 1, 3, 4])
  }
}
