import Basics
import Reports
import Testing

@Suite struct ChartTests {
  private static let day = 86_400e6

  private func chart(
    _ marks: [Chart.Mark], x: Chart.Axis.Scale = .linear, y: Chart.Axis.Scale = .linear
  ) -> Chart {
    Chart(name: "c", title: "", x: .init("x", scale: x), y: .init("y", scale: y), marks: marks)
  }

  private func line(_ x: [Double], _ y: [Double]) -> Chart.Mark { .line(.init("a", x: x, y: y)) }

  /// The words of the axes: y from below, then x from the left.
  private func words(_ chart: Chart, _ axis: String) -> [String] {
    guard let group = chart.svg.firstMatch(of: /<g class="([xy])-axis">.*?<\/g>/) else { return [] }
    let all = chart.svg.matches(of: /<g class="([xy])-axis">(.*?)<\/g>/)
    let text = all.first { $0.output.1 == axis }?.output.2 ?? group.output.0
    return text.matches(of: /<text [^>]*>([^<]*)<\/text>/).map { String($0.output.1) }
  }

  private static let intervals: [(Double, Double, [String])] = [
    (0, 10, ["0", "2", "4", "6", "8", "10"]), (0.001, 0.0042, ["0.002", "0.004"]),
    (-3e6, 5e6, ["-2 M", "0", "2 M", "4 M"]), (61_000, 64_200, ["61,000", "62,000", "63,000"]),
    (1e-7, 9e-7, ["2e-7"]), (100, 100, ["100"]),
  ]

  @Test(arguments: intervals)
  func `values have round ticks in one unit`(low: Double, high: Double, ticks: [String]) {
    let got = words(chart([line([0, 1], [low, high])]), "y")
    for tick in ticks { #expect(got.contains(tick), "\(got)") }
    #expect(got.count >= 4 && got.count <= 12, "\(got)")
  }

  private static let spans: [(Double, [String])] = [
    (0.25, ["00:00", "1 Mar 2024", "06:00"]), (3, ["12:00", "2 Mar 2024"]),
    (20, ["2 Mar", "2024"]), (100, ["1 Apr"]), (400, ["Jan", "2025", "Mar"]),
    (4_000, ["2026", "2030"]), (0.000_1, ["00:00:05"]),
  ]

  @Test(arguments: spans)
  func `times have calendar ticks`(days: Double, expected: [String]) {
    let start = 1_709_251_200_000_000.0
    let got = words(chart([line([start, start + days * Self.day], [0, 1])], x: .time), "x")
    for tick in expected { #expect(got.contains(tick), "\(got)") }
    #expect(got.count >= 4 && got.count <= 24, "\(got)")
  }

  @Test func `a logarithmic axis has powers of ten`() {
    let got = words(chart([line([0, 1, 2], [10, 1_000, 1e6])], y: .logarithmic), "y")
    #expect(got.contains("10") && got.contains("1,000") && got.contains("1 M"), "\(got)")
  }

  @Test func `what has no place on an axis is left out`() {
    let svg = chart([line([0, 1, 2, 3], [0, -5, 10, 100])], y: .logarithmic).svg
    #expect(!svg.contains("nan") && !svg.contains("inf"))
    #expect(
      chart([line([0, 1], [.nan, .infinity])]).svg.contains("<path class=\"line\"") == false)
  }

  @Test(arguments: [
    [Double](), [0], [.nan, .nan], [1e308, -1e308], [.leastNonzeroMagnitude, 0], [.infinity, 1],
    [7, 7, 7],
    [1e15, 1e15 + 1], [-1e-300, 1e-300],
  ])
  func `no values make a picture fail`(values: [Double]) {
    let x = values.indices.map(Double.init)
    let scales: [Chart.Axis.Scale] = [
      .linear, .logarithmic, .time, .categories(["a", "b"]), .categories([]),
    ]
    for scale in scales {
      for (xs, ys) in [(x, values), (values, x), (values, values)] {
        let series = Chart.Series("a", x: xs, y: ys)
        let marks: [Chart.Mark] = [
          .line(series), .area(series), .bars(series), .scatter(series), .step(series),
          .band(name: "b", x: xs, low: ys, high: x),
          .candles(x: xs, open: ys, high: ys, low: ys, close: x),
          .heatmap(x: xs, y: ys, values: values, marked: [true]),
          .markers(series, .down), .intervals(name: "i", x: xs, y: ys, low: x, high: ys),
          .waterfall(changes: ys, totals: [false, true]),
          .spans(name: "s", from: xs, to: ys, rows: x), .shade(name: "s", from: xs, to: ys),
          .histogram(name: "h", edges: xs, counts: ys), .level(name: "l", y: xs.first ?? .nan),
          .note(text: "n", x: xs.first ?? .nan),
        ]
        var panels = chart(marks, x: scale)
        panels.panels = [Chart.Panel(y: .init("y", scale: scale), marks: marks, height: .nan)]
        let single = xs == ys ? marks.map { chart([$0], x: scale, y: scale) } : []
        for picture in [panels] + single {
          #expect(!picture.svg.contains("nan\"") && !picture.svg.contains("infinity"))
        }
      }
    }
  }

  @Test func `a million points make a small file and keep the extremes`() throws {
    let count = 1_000_000
    let x = (0..<count).map(Double.init)
    var y = [Double](repeating: 0, count: count)
    for index in y.indices { y[index] = Double((index &* 2_654_435_761) % 1_000) / 1_000 }
    y[123_456] = 50
    y[765_432] = -50
    let svg = chart([line(x, y)]).svg
    #expect(svg.utf8.count < 60_000)
    let path = try #require(svg.firstMatch(of: /d="M[0-9.]+ ([0-9.]+)h0l([^"hvM]*)"/))
    let moves = path.output.2.matches(of: /-?[0-9]*\.?[0-9]+/).compactMap { Double($0.output) }
    var heights = [try #require(Double(path.output.1))]
    for move in stride(from: 1, to: moves.count, by: 2) {
      heights.append((heights.last ?? 0) + moves[move])
    }
    let sorted = heights.sorted()
    // The peak and the trough stand half the picture away from everything else.
    #expect(sorted[1] - sorted[0] > 100)
    #expect(sorted[sorted.count - 1] - sorted[sorted.count - 2] > 100)
  }

  @Test func `a long cloud and a large heatmap stay small`() {
    let x = (0..<200_000).map { Double(($0 &* 7_919) % 100_003) }
    let y = (0..<200_000).map { Double(($0 &* 104_729) % 99_991) }
    #expect(chart([.scatter(.init("a", x: x, y: y))]).svg.utf8.count < 120_000)
    let side = (0..<700).map(Double.init)
    let values = (0..<490_000).map { Double(($0 &* 7_919) % 1_000) }
    let map = chart([.heatmap(x: side, y: side, values: values, marked: [])])
    #expect(map.svg.utf8.count < 1_600_000)
  }

  @Test func `a gap breaks a line`() {
    let svg = chart([line([0, 1, 2, 3, 4], [1, 2, .nan, 4, 5])]).svg
    let path = svg.firstMatch(of: /<path class="line" d="([^"]*)"/)?.output.1 ?? ""
    #expect(path.lowercased().count { $0 == "m" } == 2)
  }

  @Test func `one name has one colour and one entry`() {
    let picture = chart([
      line([0, 1], [1, 2]), .band(name: "a", x: [0, 1], low: [0, 1], high: [2, 3]),
      .line(.init("b", x: [0, 1], y: [2, 1])),
    ])
    #expect(picture.svg.matches(of: /class="s0 series"/).count == 2)
    #expect(picture.svg.matches(of: /class="s[0-9] legend"/).count == 2)
  }

  @Test(arguments: [
    ([1.0, 2, 3], [-1.0, -2, -3], true), ([1, .nan, 3], [.nan, 2, .nan], true),
    ([1, 2, 3], [1, 2, 3], false),
  ])
  func `bars stand side by side only when they would cover each other`(
    first: [Double], second: [Double], isShared: Bool
  ) {
    let x = [0.0, 1, 2]
    let both = chart([.bars(.init("a", x: x, y: first)), .bars(.init("b", x: x, y: second))])
    let widths = both.svg.matches(of: /<path class="bars" d="M[0-9.]+ [0-9.]+h([0-9.]+)/)
    let width = widths.compactMap { Double($0.output.1) }.max() ?? 0
    #expect((width > 150) == isShared, "\(width)")
  }

  @Test func `long category names lie aslant`() {
    let names =
      ["cryptofacilities", "bitfinex-derivatives", "huobi-dm-linear-swap"]
      + (0..<9).map {
        "exchange number \($0)"
      }
    let places = names.indices.map(Double.init)
    let svg = chart([.bars(.init("n", x: places, y: places))], x: .categories(names)).svg
    #expect(svg.contains("rotate(-35"))
  }

  @Test func `heatmaps of both signs are shown around zero`() {
    let map = chart([.heatmap(x: [0, 1], y: [0, 1], values: [-5, 0, 2, .nan], marked: [true])])
    #expect(map.svg.contains("class=\"d0 row\"") && map.svg.contains("class=\"marked\""))
    #expect(!map.svg.contains("<path class=\"q"))
  }
}
