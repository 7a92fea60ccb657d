/// What a chart's axes must hold, from its marks.
struct ChartExtents {
  private(set) var x = Extent()
  private(set) var y = Extent()
  /// The least distance between neighbouring bars, candles or cells; 1 when there is only one.
  private(set) var barStep = Double.infinity
  /// Whether no value has a place.
  private(set) var isEmpty = false

  init(_ chart: Chart) {
    for mark in chart.marks { include(mark, chart) }
    if !barStep.isFinite { barStep = 1 }
    isEmpty = x.isEmpty || y.isEmpty
    complete(chart)
  }

  /// The same with the x axis of `plots`, so that they stand below each other.
  func sharing(xOf plots: [ChartExtents]) -> ChartExtents {
    let filled = plots.filter { !$0.isEmpty }
    guard let first = filled.first else { return self }
    var shared = self
    shared.x = filled.dropFirst().reduce(first.x) { joined, plot in
      Extent(low: min(joined.low, plot.x.low), high: max(joined.high, plot.x.high))
    }
    return shared
  }

  private mutating func include(_ mark: Chart.Mark, _ chart: Chart) {
    switch mark {
    case .line(let series), .scatter(let series), .step(let series), .markers(let series, _):
      include(x: series.x, y: [series.y], chart)
    case .area(let series):
      include(x: series.x, y: [series.y, [0]], chart)
    case .bars(let series):
      include(x: series.x, y: [series.y, [0]], chart)
      includeStep(series.x)
    case .band(_, let x, let low, let high): include(x: x, y: [low, high], chart)
    case .candles(let x, let open, let high, let low, let close):
      include(x: x, y: [open, high, low, close], chart)
      includeStep(x)
    case .intervals(_, let x, let y, let low, let high):
      include(x: x, y: [y, low, high], chart)
      includeStep(x)
    case .heatmap(let x, let y, _, _, _, _):
      include(x: x, y: [], chart)
      includeStep(x)
      includeRows(y, half: Self.step(y) / 2, chart)
    case .waterfall(let changes, let totals):
      let steps = Waterfall(changes: changes, totals: totals).steps
      include(
        x: steps.indices.map(Double.init), y: [steps.map(\.from), steps.map(\.to), [0]], chart)
      // The words above the highest bar need room.
      y.include(y.high + (y.high - y.low) * 0.1, chart.y.scale)
      includeStep([])
    case .spans(_, let from, let to, let rows):
      include(x: from + to, y: [], chart)
      includeRows(rows, half: 0.5, chart)
    case .shade(_, let from, let to): include(x: from + to, y: [], chart)
    case .histogram(_, let edges, let counts): include(x: edges, y: [counts, [0]], chart)
    case .level(_, let value): y.include(value, chart.y.scale)
    case .note(_, let value): x.include(value, chart.x.scale)
    }
  }

  private mutating func include(x: [Double], y columns: [[Double]], _ chart: Chart) {
    for value in x { self.x.include(value, chart.x.scale) }
    for column in columns {
      for value in column { y.include(value, chart.y.scale) }
    }
  }

  private mutating func includeRows(_ rows: [Double], half: Double, _ chart: Chart) {
    for value in [rows.min(), rows.max()].compactMap(\.self) {
      y.include(value - half, chart.y.scale)
      y.include(value + half, chart.y.scale)
    }
  }

  private mutating func includeStep(_ x: [Double]) {
    barStep = min(barStep, Self.step(x))
  }

  /// The least positive distance between neighbours; 1 when there is none.
  static func step(_ x: [Double]) -> Double {
    var step = Double.infinity
    for (a, b) in zip(x, x.dropFirst()) where abs(b - a) > 0 { step = min(step, abs(b - a)) }
    return step.isFinite ? step : 1
  }

  /// Room around the values: half a bar, whole ticks, never an interval of no length.
  private mutating func complete(_ chart: Chart) {
    let hasBars = chart.marks.contains { mark in
      switch mark {
      case .bars, .candles, .heatmap, .waterfall, .intervals: true
      default: false
      }
    }
    if hasBars, chart.x.scale != .logarithmic, !x.isEmpty {
      x.low -= barStep / 2
      x.high += barStep / 2
    }
    makeRoomForPoints(chart)
    if chart.x.scale == .linear { makeRoomForNotes(chart) }
    x = Self.completed(x, chart.x.scale, isValueAxis: false)
    let hasRows = chart.marks.contains { mark in
      switch mark {
      case .heatmap, .spans: true
      default: false
      }
    }
    y = Self.completed(y, chart.y.scale, isValueAxis: !hasRows)
  }

  /// Points at the very edge would be cut in half. Zero stays at the edge: it is where axes begin.
  private mutating func makeRoomForPoints(_ chart: Chart) {
    let hasPoints = chart.marks.contains { mark in
      switch mark {
      case .scatter, .markers: true
      default: false
      }
    }
    guard hasPoints, !x.isEmpty else { return }
    switch chart.x.scale {
    case .logarithmic:
      let room = Natural.exp(Natural.log(x.high / x.low) * 0.015)
      if room.isFinite { x = Extent(low: x.low / room, high: x.high * room) }
    case .linear, .time:
      let room = (x.high - x.low) * 0.015
      guard room.isFinite else { return }
      if x.low != 0 { x.low -= room }
      x.high += room
    case .categories: break
    }
  }

  /// A note at the very edge would look like the end of the plot.
  private mutating func makeRoomForNotes(_ chart: Chart) {
    let room = (x.high - x.low) * 0.03
    guard room > 0, room.isFinite else { return }
    for case .note(_, let value) in chart.marks {
      if value == x.low { x.low -= room }
      if value == x.high { x.high += room }
    }
  }

  private static func completed(
    _ extent: Extent, _ scale: Chart.Axis.Scale, isValueAxis: Bool
  ) -> Extent {
    if case .categories(let names) = scale {
      return Extent(low: -0.5, high: max(0.5, Double(names.count) - 0.5))
    }
    guard !extent.isEmpty else {
      return scale == .logarithmic ? Extent(low: 1, high: 10) : Extent(low: 0, high: 1)
    }
    var result = extent
    if scale == .logarithmic {
      let room = result.high / result.low > 1.2 ? 1.15 : 2.0
      if isValueAxis || result.low == result.high {
        result = Extent(low: result.low / room, high: result.high * room)
      }
      return Extent(low: max(result.low, 1e-300), high: min(max(result.high, 1e-299), 1e300))
    }
    // Half the largest double at most, so that the distance of the ends is a number.
    result.low = max(result.low, -8e307)
    result.high = min(result.high, 8e307)
    let size = max(abs(result.low), abs(result.high))
    if !(result.high - result.low > size * 1e-12) {
      let room = size > 0 ? size * 0.05 : 1
      result = Extent(low: result.low - room, high: result.high + room)
    }
    return isValueAxis && scale == .linear ? rounded(result) : result
  }

  /// The whole ticks around the values.
  private static func rounded(_ extent: Extent) -> Extent {
    let step = Ticks.step(range: extent.high - extent.low, count: 12)
    let low = (extent.low / step).rounded(.down) * step
    let high = (extent.high / step).rounded(.up) * step
    return (high - low).isFinite ? Extent(low: low, high: high) : extent
  }
}
