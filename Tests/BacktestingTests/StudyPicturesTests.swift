import Backtesting
import Basics
import MarketData
import Reports
import Signals
import Testing

/// The pictures and tables of a report say what its numbers say.
@Suite struct StudyPicturesTests {
  private func charts(_ study: Study, _ section: String) -> [Chart] {
    study.report(run: .null).sections.first { $0.name == section }?.charts ?? []
  }

  @Test func `every trade stands on the price it was made at`() async throws {
    let study = try await StudyTests.study(.plain)
    let trades = study.result.record.trades
    let chart = try #require(charts(study, "trades").first)
    var entries: [[Double]] = []
    for case .markers(let series, _) in chart.marks {
      entries += zip(series.x, series.y).map { [$0, $1] }
    }
    let expected = trades.map { [Double($0.entryTime), $0.entryPrice] }
    #expect(entries.sorted { $0[0] < $1[0] } == expected.sorted { $0[0] < $1[0] })
    #expect(!expected.isEmpty)
    guard case .line(let price)? = chart.marks.first else {
      Issue.record("the price is no line")
      return
    }
    let inside = trades.map(\.entryPrice)
    #expect(try #require(price.y.min()) <= (inside.min() ?? 0))
    #expect(try #require(price.y.max()) >= (inside.max() ?? 0))
    #expect(price.x == price.x.sorted())
  }

  /// Long runs are drawn from some of their marks: none may be invented, no extreme lost.
  @Test func `a thinned curve keeps the extremes and its own marks`() async throws {
    let marks = try await StudyTests.study(.plain).result.record.marks
    let whole = marks.columns.curve
    let thin = marks.picture(parts: 10)
    try #require(whole.time.count > 100)
    #expect(thin.time.count == 30 && thin.time == thin.time.sorted())
    #expect(thin.equity.min() == whole.equity.min() && thin.equity.max() == whole.equity.max())
    #expect(thin.drawdown.min() == whole.drawdown.min())
    for (row, time) in thin.time.enumerated() {
      let place = try #require(whole.time.firstIndex(of: time))
      #expect(thin.equity[row] == whole.equity[place])
      #expect(thin.drawdown[row] == whole.drawdown[place])
    }
    #expect(marks.picture(parts: whole.time.count) == whole)
  }

  @Test func `months multiply to the whole, and the file has the same numbers`() async throws {
    let report = try await StudyTests.study(.plain).report(run: .null)
    let months = try #require(report.data.first { $0.key == "monthly" }?.value.members)
    let total = try #require(
      report.data.first { $0.key == "metrics" }?.value["total_return"]?.double)
    let product = months.reduce(1.0) { $0 * (1 + ($1.value.double ?? .nan)) }
    #expect(abs(product - 1 - total) < 1e-12)
    let table = try #require(
      report.sections.flatMap(\.tables).first { $0.name == "monthly" })
    guard case .number(let years)? = table.columns.last?.values else {
      Issue.record("no column of whole years")
      return
    }
    #expect(abs(years.reduce(1) { $0 * (1 + $1) } - 1 - total) < 1e-12)
  }

  @Test func `the map of a sweep marks the best point and its neighbours`() async throws {
    let study = try await StudyTests.study()
    let sweep = try #require(study.sweep)
    let best = try #require(sweep.best)
    let chart = try #require(
      charts(study, "sweep").first { chart in
        chart.marks.contains { if case .heatmap = $0 { true } else { false } }
      })
    guard case .heatmap(let x, _, let values, _, _, _) = chart.marks[0],
      case .markers(let mark, _) = chart.marks[1], case .markers(let around, _) = chart.marks[2]
    else {
      Issue.record("not a map with two kinds of markers")
      return
    }
    let place = sweep.grid.tuple(best.index)
    #expect(mark.x == [Double(place[0])] && mark.y == [Double(place[1])])
    let cell = values[place[1] * x.count + place[0]]
    #expect(abs(cell - (best.objective ?? .nan) * 100) < 1e-9)
    #expect(cell == values.filter { !$0.isNaN }.max())
    #expect(around.x.count == sweep.grid.neighbours(of: best.index).count)
  }

  @Test func `the bootstrap shows all resamples around the observed value`() async throws {
    let study = try await StudyTests.study()
    let chart = try #require(
      charts(study, "verdict").first { $0.name == "bootstrap_total_return" })
    var counts: [Double] = []
    var notes: [String: Double] = [:]
    for mark in chart.marks {
      if case .histogram(_, _, let bins) = mark { counts = bins }
      if case .note(let text, let value) = mark { notes[text] = value }
    }
    #expect(counts.reduce(0, +) == 50)
    let total = try #require(study.result.metrics[.totalReturn])
    #expect(notes["observed"] == total * 100)
  }

  @Test func `a walk-forward shades its tests, and shows the days of each window`() async throws {
    let study = try await StudyTests.study()
    let windows = try #require(study.walkForward?.windows)
    let chart = try #require(charts(study, "walk_forward").first)
    guard case .shade(_, let from, _) = chart.marks[0],
      case .spans(_, let train, _, let rows)? = chart.panels.first?.marks.first
    else {
      Issue.record("no shade, or no strips below")
      return
    }
    let odd = windows.indices.filter { $0 % 2 == 0 }.map { Double(windows[$0].test.from) }
    #expect(from == odd)
    #expect(train == windows.map { Double($0.train.from) })
    #expect(rows.first == Double(windows.count - 1), "the first window stands at the top")
  }

  @Test func `cards carry the intervals of the bootstrap, and count the checks`() async throws {
    let study = try await StudyTests.study()
    let report = study.report(run: .null)
    let total = try #require(report.keyNumbers.first { $0.name == "total_return" })
    let interval = try #require(
      study.bootstrap?.intervals.first { $0.key == .totalReturn })
    #expect(total.low == interval.low && total.high == interval.high)
    let passed = try #require(report.keyNumbers.first { $0.name == "checks_passed" })
    let checks = try #require(
      report.sections.first { $0.name == "verdict" }?.tables.first { $0.name == "verdict" })
    guard case .text(let verdicts)? = checks.columns.last?.values else { return }
    #expect(passed.value == Double(verdicts.count { $0 == "pass" }))
    #expect(passed.note == "of \(verdicts.count { $0 != "n/a" }) that apply")
  }
}
