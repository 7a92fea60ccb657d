import Basics
import MarketData
import Reports

extension BootstrapIntervals {
  /// The distribution of the headline metric over the resamples, with what was observed; the total
  /// return too, where days are resampled.
  var charts: [Chart] {
    let wanted: [MetricKey] = [.totalReturn, .sharpe, .expectancy]
    return wanted.compactMap { key in
      intervals.first { $0.key == key }.flatMap { $0.chart(repetitions: repetitions) }
    }
  }
}

extension BootstrapIntervals.Interval {
  fileprivate func chart(repetitions: Int) -> Chart? {
    let scale = key == .totalReturn ? 100.0 : 1
    guard let bins = EqualBins(draws.map { $0 * scale }, count: 40) else { return nil }
    let words = MetricWords.axis(key)
    var chart = Chart(
      name: "bootstrap_\(key.rawValue)",
      title: "\(MetricWords.title(key)): \(repetitions) resamples, and what was observed",
      x: Chart.Axis(words), y: Chart.Axis("resamples"),
      marks: [
        .shade(name: "95 % of the resamples", from: [low * scale], to: [high * scale]),
        .histogram(name: "resamples", edges: bins.edges, counts: bins.counts),
      ], quiet: ["95 % of the resamples"])
    if let first = bins.edges.first, let last = bins.edges.last, first < 0, last > 0 {
      chart.marks.append(.note(text: "zero", x: 0))
    }
    if let value { chart.marks.append(.note(text: "observed", x: value * scale)) }
    return chart
  }
}

extension Study {
  /// The edge by horizon with its interval, beside what the same hours bring anyway.
  var edgeChart: Chart? {
    guard edgeDecay.count > 1 else { return nil }
    let x = edgeDecay.indices.map(Double.init)
    let mean = edgeDecay.map { $0.mean * 1e4 }
    let error = edgeDecay.map { $0.standardError * 1.96e4 }
    var chart = Chart(
      name: "edge_decay", title: "Move in the direction of the entry, by time after the decision",
      x: Chart.Axis(
        "time after the decision",
        scale: .categories(edgeDecay.map { DurationText.format($0.horizon) })),
      y: Chart.Axis("mean move [bps]"),
      marks: [
        .level(name: "no move", y: 0),
        .line(
          Chart.Series(
            "any instant of the same hours", x: x, y: edgeDecay.map { $0.baseline * 1e4 })),
        .intervals(
          name: "entries, 95 %", x: x, y: mean, low: zip(mean, error).map { $0 - $1 },
          high: zip(mean, error).map { $0 + $1 }),
      ])
    chart.quiet = ["no move"]
    return chart
  }
}

extension WalkForwardResult {
  /// Equity over the test windows, which are shaded in turn, above the days of training and test of
  /// each window.
  func chart(currency: String) -> Chart {
    let odd = windows.enumerated().filter { $0.offset % 2 == 0 }.map(\.element.test)
    var chart = Chart(
      name: "walk_forward", title: "Equity over the test windows, and the days of each",
      x: Chart.Axis("time (UTC)", scale: .time), y: Chart.Axis("equity [\(currency)]"),
      marks: [
        .shade(
          name: "tests, in turn", from: odd.map { Double($0.from) }, to: odd.map { Double($0.to) }),
        .line(Chart.Series("equity", x: time.map { Double($0) }, y: equity)),
      ])
    // The first window stands at the top.
    let rows = windows.indices.map { Double(windows.count - 1 - $0) }
    let names = windows.indices.reversed().map { "window \($0 + 1)" }
    func strips(_ name: String, _ ranges: [TimeRange]) -> Chart.Mark {
      .spans(
        name: name, from: ranges.map { Double($0.from) }, to: ranges.map { Double($0.to) },
        rows: rows)
    }
    chart.panels = [
      Chart.Panel(
        y: Chart.Axis("", scale: .categories(names)),
        marks: [
          strips("parameters chosen", windows.map(\.train)), strips("judged", windows.map(\.test)),
        ], height: 1)
    ]
    chart.quiet = ["parameters chosen", "tests, in turn"]
    return chart
  }
}
