/// The marks of one chart as SVG groups.
struct ChartMarks {
  let chart: Chart
  let layout: ChartLayout
  private let barNames: [String]
  private let sharesPlace: Bool
  private let hasCells: Bool
  /// The colours of the cells, once they are drawn.
  var heatmap: HeatmapLegend?
  /// Whether nothing but lines and words around the data was drawn.
  private(set) var isEmpty = true

  init(_ chart: Chart, _ layout: ChartLayout) {
    self.chart = chart
    self.layout = layout
    hasCells = chart.marks.contains { $0.isHeatmap }
    let bars = chart.marks.compactMap { if case .bars(let series) = $0 { series } else { nil } }
    barNames = bars.map(\.name)
    sharesPlace = Self.sharesPlace(bars)
  }

  /// Whether no two bars would cover each other: then they need not stand side by side.
  ///
  /// So it is with one series up and one down, and with series that take turns.
  private static func sharesPlace(_ bars: [Chart.Series]) -> Bool {
    guard let first = bars.first, bars.allSatisfy({ $0.x == first.x }) else { return false }
    return first.x.indices.allSatisfy { index in
      bars.count { $0.y[index] > 0 } < 2 && bars.count { $0.y[index] < 0 } < 2
    }
  }

  private var x: AxisScale { layout.x }
  private var y: AxisScale { layout.y }
  private var pixels: Int { max(1, Int(layout.right - layout.left)) }
  private var base: Double { min(layout.bottom, max(layout.top, zero)) }
  private var zero: Double {
    let place = y.position(0)
    return place.isNaN ? layout.bottom : place
  }

  /// All groups, in the order of the marks.
  mutating func drawn() -> String {
    chart.marks.map { group($0) }.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private mutating func group(_ mark: Chart.Mark) -> String {
    let body = body(mark)
    guard !body.isEmpty else { return "" }
    switch mark {
    case .note, .level, .shade: break
    default: isEmpty = false
    }
    guard let name = mark.seriesName, let index = layout.colors[name] else {
      return "<g>\(body)</g>"
    }
    return "<g class=\"\(Palette.names(index)) series\" data-series=\"\(index)\">\(body)</g>"
  }

  private mutating func body(_ mark: Chart.Mark) -> String {
    switch mark {
    case .line(let series): path("line", curve(series))
    case .step(let series): path("line", stairs(series))
    case .area(let series): path("area", surface(series)) + path("line", curve(series))
    case .bars(let series): path("bars", bars(series))
    case .scatter(let series): path("dots", cloud(series))
    case .markers: ""
    case .intervals(_, let x, let y, let low, let high): whiskers(x, y, low, high)
    case .waterfall(let changes, let totals): waterfall(changes, totals)
    case .spans(_, let from, let to, let rows): path("strip", strips(from, to, rows))
    case .shade(_, let from, let to): path("tint", tints(from, to))
    case .band(_, let x, let low, let high): path("band", band(x, low, high))
    case .candles(let x, let open, let high, let low, let close):
      Candles(x: x, open: open, high: high, low: low, close: close)
        .drawn(layout, pixels, isInk: hasCells)
    case .heatmap(let x, let y, let values, let marked, let label, let isMuted):
      cells(x, y, values, marked, label: label, isMuted: isMuted)
    case .histogram(_, let edges, let counts): path("bars", histogram(edges, counts))
    case .level(_, let value): rule(from: (layout.left, y.position(value)), horizontal: true)
    case .note(_, let value): rule(from: (x.position(value), layout.top), horizontal: false)
    }
  }

  func path(_ kind: String, _ path: PathText) -> String {
    path.isEmpty ? "" : "<path class=\"\(kind)\" d=\"\(path.text)\"/>"
  }

  private func rule(from start: (x: Double, y: Double), horizontal: Bool) -> String {
    guard !start.x.isNaN, !start.y.isNaN else { return "" }
    var line = PathText()
    line.move(start.x, start.y)
    if horizontal { line.horizontal(layout.right) } else { line.vertical(layout.bottom) }
    return path("dash", line)
  }

  private func points(_ series: Chart.Series) -> [(x: Double, y: Double)] {
    let places = series.x.map { x.position($0) }
    let kept = Reduction.indices(position: places, low: series.y, high: series.y, pixels: pixels)
    return kept.map { (places[$0], y.position(series.y[$0])) }
  }

  private func curve(_ series: Chart.Series) -> PathText {
    var path = PathText()
    var isOn = false
    for point in points(series) {
      let isHere = !point.x.isNaN && !point.y.isNaN
      if isHere { if isOn { path.line(point.x, point.y) } else { path.move(point.x, point.y) } }
      // A point without neighbours is a dot, which a move alone would not draw.
      if isHere, !isOn { path.horizontal(point.x) }
      isOn = isHere
    }
    return path
  }

  private func stairs(_ series: Chart.Series) -> PathText {
    var path = PathText()
    var isOn = false
    for point in points(series) {
      let isHere = !point.x.isNaN && !point.y.isNaN
      if isHere, isOn {
        path.horizontal(point.x)
        path.vertical(point.y)
      } else if isHere {
        path.move(point.x, point.y)
      }
      isOn = isHere
    }
    return path
  }

  /// Runs of defined points, down to the base line and closed.
  private func surface(_ series: Chart.Series) -> PathText {
    var path = PathText()
    for run in points(series).split(whereSeparator: { $0.x.isNaN || $0.y.isNaN }) {
      guard let first = run.first, let last = run.last else { continue }
      path.move(first.x, base)
      for point in run { path.line(point.x, point.y) }
      path.line(last.x, base)
      path.close()
    }
    return path
  }

  private func band(_ xs: [Double], _ low: [Double], _ high: [Double]) -> PathText {
    let places = xs.map { x.position($0) }
    let kept = Reduction.indices(position: places, low: low, high: high, pixels: pixels)
    let edges = kept.map { (x: places[$0], low: y.position(low[$0]), high: y.position(high[$0])) }
    var path = PathText()
    for run in edges.split(whereSeparator: { $0.x.isNaN || $0.low.isNaN || $0.high.isNaN }) {
      guard let first = run.first else { continue }
      path.move(first.x, first.low)
      for edge in run.dropFirst() { path.line(edge.x, edge.low) }
      for edge in run.reversed() { path.line(edge.x, edge.high) }
      path.close()
    }
    return path
  }

  private func cloud(_ series: Chart.Series) -> PathText {
    let xs = series.x.map { x.position($0) }
    let ys = series.y.map { y.position($0) }
    var path = PathText()
    for index in Reduction.cloud(x: xs, y: ys, limit: Self.cloudLimit) {
      path.move(xs[index], ys[index])
      path.horizontal(xs[index])
    }
    return path
  }

  /// At most so many points of a cloud are drawn; those that would cover each other go first.
  static let cloudLimit = 1_500

  private func bars(_ series: Chart.Series) -> PathText {
    let place = barNames.firstIndex(of: series.name) ?? 0
    let share = sharesPlace ? 1 : Double(max(1, barNames.count))
    let full = abs(x.position(x.low + layout.barStep) - x.position(x.low)) * 0.82
    let slot = full.isNaN ? 4 : full / share
    if full < 2 * share { return silhouette(series) }
    var path = PathText()
    for point in points(series) where !point.x.isNaN && !point.y.isNaN {
      let left = point.x - full / 2 + (sharesPlace ? 0 : slot * Double(place))
      path.rectangle(left, base, left + max(1, slot - (share > 1 ? 1 : 0)), point.y)
    }
    return path
  }

  /// Bars thinner than pixels: in each pixel the highest and the lowest, as one shape.
  private func silhouette(_ series: Chart.Series) -> PathText {
    var highest: [Int: Double] = [:]
    var lowest: [Int: Double] = [:]
    for (value, height) in zip(series.x, series.y) {
      let (left, end) = (x.position(value), y.position(height))
      guard !left.isNaN, !end.isNaN else { continue }
      let pixel = Int(left)
      if end < base { highest[pixel] = min(highest[pixel] ?? base, end) }
      if end > base { lowest[pixel] = max(lowest[pixel] ?? base, end) }
    }
    var path = PathText()
    trace(highest, into: &path)
    trace(lowest, into: &path)
    return path
  }

  /// Columns one pixel wide from the base line to `ends`, neighbours in one shape.
  private func trace(_ ends: [Int: Double], into path: inout PathText) {
    for (pixel, end) in ends.sorted(by: { $0.key < $1.key }) {
      let isFirst = ends[pixel - 1] == nil
      if isFirst { path.move(Double(pixel), base) }
      path.vertical(end)
      path.horizontal(Double(pixel + 1))
      guard ends[pixel + 1] == nil else { continue }
      path.vertical(base)
      path.close()
    }
  }

  private func histogram(_ edges: [Double], _ counts: [Double]) -> PathText {
    var path = PathText()
    for (index, count) in counts.enumerated() where index + 1 < edges.count {
      let left = x.position(edges[index])
      let right = x.position(edges[index + 1])
      let top = y.position(count)
      guard !left.isNaN, !right.isNaN, !top.isNaN else { continue }
      path.rectangle(left, base, max(left + 0.5, right - (right - left > 4 ? 1 : 0)), top)
    }
    return path
  }
}
