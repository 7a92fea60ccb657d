import Reports
import Signals
import Statistics

/// Pictures of a sweep: the objective around the best point, and along each parameter.
struct SweepCharts {
  private let sweep: SweepResult
  private let grid: ParameterGrid
  /// Of the eligible points: index → objective, in the unit of the axis.
  private var values: [Int: Double] = [:]
  private let label: String
  private let title: String

  init(_ sweep: SweepResult) {
    self.sweep = sweep
    grid = sweep.grid
    let isReturn = sweep.rules.objective == .totalReturn
    let key = MetricKey(rawValue: sweep.rules.objective.rawValue) ?? .sharpe
    label = MetricWords.axis(key)
    title = MetricWords.title(key)
    for point in sweep.points {
      if let value = point.objective { values[point.index] = isReturn ? value * 100 : value }
    }
  }

  /// Maps first, then one picture for each parameter that varies.
  var charts: [Chart] { maps + axes.map(alongAxis) }

  /// The parameters with more than one value.
  private var axes: [Int] { grid.names.indices.filter { grid.values[$0].count > 1 } }

  // MARK: Around the best point

  /// The two or three parameters that move the objective most, in pairs; all others as in the best
  /// point.
  private var maps: [Chart] {
    guard let best = sweep.best else { return [] }
    let leading = axes.map { (axis: $0, range: range(along: $0)) }
      .sorted { ($1.range, $0.axis) < ($0.range, $1.axis) }.prefix(3).map(\.axis).sorted()
    let pairs = leading.indices.flatMap { a in
      leading.indices.filter { $0 > a }.map { (leading[a], leading[$0]) }
    }
    return pairs.map { map($0.0, $0.1, best) }
  }

  /// How far apart the medians of the objective are at the values of one parameter.
  private func range(along axis: Int) -> Double {
    let medians = slices(axis).filter { !$0.isEmpty }.map { median($0) }
    guard let low = medians.min(), let high = medians.max() else { return 0 }
    return high - low
  }

  private func map(_ a: Int, _ b: Int, _ best: SweepPoint) -> Chart {
    let (columns, rows) = (grid.values[a].map(\.text), grid.values[b].map(\.text))
    var cells = [Double](repeating: .nan, count: columns.count * rows.count)
    var place = grid.tuple(best.index)
    let centre = (x: place[a], y: place[b])
    for y in rows.indices {
      for x in columns.indices {
        (place[a], place[b]) = (x, y)
        cells[y * columns.count + x] = values[grid.index(of: place)] ?? .nan
      }
    }
    let around = [(-1, 0), (1, 0), (0, -1), (0, 1)].map { (centre.x + $0.0, centre.y + $0.1) }
      .filter { columns.indices.contains($0.0) && rows.indices.contains($0.1) }
      .sorted { $0.0 < $1.0 }
    return Chart(
      name: "sweep_\(grid.names[a])_\(grid.names[b])",
      title: "\(title) around the best point, by \(grid.names[a]) and \(grid.names[b])",
      x: Chart.Axis(grid.names[a], scale: .categories(columns)),
      y: Chart.Axis(grid.names[b], scale: .categories(rows)),
      marks: [
        .heatmap(
          x: columns.indices.map(Double.init), y: rows.indices.map(Double.init), values: cells,
          label: label),
        .markers(
          Chart.Series("the best", x: [Double(centre.x)], y: [Double(centre.y)]), .diamond),
        .markers(
          Chart.Series(
            "its neighbours", x: around.map { Double($0.0) }, y: around.map { Double($0.1) }),
          .circle),
      ])
  }

  // MARK: Along one parameter

  /// The objectives at each value of one parameter, whatever the others are.
  private func slices(_ axis: Int) -> [[Double]] {
    var slices = [[Double]](repeating: [], count: grid.values[axis].count)
    for (index, value) in values.sorted(by: { $0.key < $1.key }) {
      slices[grid.tuple(index)[axis]].append(value)
    }
    return slices
  }

  private func alongAxis(_ axis: Int) -> Chart {
    let slices = slices(axis).enumerated().filter { !$0.element.isEmpty }
    let x = slices.map { Double($0.offset) }
    let quartiles = slices.map { quantiles($0.element, [0.25, 0.5, 0.75]) }
    let name = grid.names[axis]
    var chart = Chart(
      name: "sweep_\(name)", title: "\(title) by \(name), over all points",
      x: Chart.Axis(name, scale: .categories(grid.values[axis].map(\.text))),
      y: Chart.Axis(label),
      marks: [
        .intervals(
          name: "median and middle half", x: x, y: quartiles.map { $0[1] },
          low: quartiles.map { $0[0] }, high: quartiles.map { $0[2] }),
        .markers(
          Chart.Series("best of its value", x: x, y: slices.map { $0.element.max() ?? .nan }),
          .up),
      ])
    let all = slices.flatMap(\.element)
    if let low = all.min(), let high = all.max(), low < 0, high > 0 {
      chart.marks.append(.level(name: "zero", y: 0))
    }
    if let best = sweep.best, let value = values[best.index] {
      chart.marks.append(
        .markers(
          Chart.Series("the best", x: [Double(grid.tuple(best.index)[axis])], y: [value]),
          .diamond))
    }
    chart.quiet = ["zero"]
    return chart
  }
}
