/// Where everything of one picture lies, in pixels.
struct ChartLayout {
  /// The size a picture is made for.
  struct Size {
    let width: Double
    /// The height of the plot, without legend and labels.
    let plotHeight: Double
    /// Whether the picture carries its own title and paper, as a file does.
    let standsAlone: Bool

    static let page = Size(width: 800, plotHeight: 240, standsAlone: false)
    static let phone = Size(width: 380, plotHeight: 185, standsAlone: false)
    static let file = Size(width: 860, plotHeight: 290, standsAlone: true)
  }

  /// One entry of the legend.
  struct Key: Equatable {
    let name: String
    let mark: Chart.Mark
    let color: Int
    let x: Double
    let y: Double
  }

  let size: Size
  let x: AxisScale
  let y: AxisScale
  let xTicks: [Tick]
  let yTicks: [Tick]
  let keys: [Key]
  /// The plot's edges.
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double
  /// The height of the whole picture.
  let height: Double
  /// Whether the words below the x axis lie aslant, because they are long.
  let isAslant: Bool
  /// Whether nothing in the chart has a place.
  let isEmpty: Bool
  let barStep: Double

  init(_ chart: Chart, _ size: Size) {
    self.size = size
    let extents = ChartExtents(chart)
    barStep = extents.barStep
    let titleHeight = size.standsAlone && !chart.title.isEmpty ? 30.0 : 4
    (keys, top) = Self.placed(chart, size, top: titleHeight)
    let isAslant = Self.isAslant(chart.x.scale, width: size.width - 80)
    self.isAslant = isAslant
    isEmpty = extents.isEmpty
    bottom = top + Self.plotHeight(chart.y.scale, size)
    height = bottom + Self.footHeight(chart.x.scale, isAslant: isAslant)
    y = AxisScale(
      kind: chart.y.scale, low: extents.y.low, high: extents.y.high, start: bottom, end: top)
    let rows = y.ticks(count: max(2, Int((bottom - top) / 42)))
    yTicks = isEmpty ? [] : Self.thinned(rows, (bottom - top) / 14)
    let widest = yTicks.map { Self.textWidth(Self.short($0.label)) }.max() ?? 0
    left = min(150, max(widest, isAslant ? Self.overhang(chart.x.scale) : 0) + 14)
    right = size.width - 20
    x = AxisScale(
      kind: chart.x.scale, low: extents.x.low, high: extents.x.high, start: left, end: right)
    let room = chart.x.scale == .time ? 82.0 : 70
    let ticks = x.ticks(count: max(2, Int((right - left) / room)))
    xTicks =
      isEmpty
      ? [] : Self.thinned(ticks, Self.capacity(ticks, width: right - left, isAslant: isAslant))
  }

  /// The names that have a colour, in the order they first appear.
  static func legend(_ chart: Chart) -> [String] {
    var names: [String] = []
    for mark in chart.marks {
      if let name = mark.seriesName, !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// The legend from the left, in lines; and where the plot can begin below it and the y label.
  private static func placed(
    _ chart: Chart, _ size: Size, top: Double
  ) -> (keys: [Key], top: Double) {
    let names = legend(chart)
    guard names.count > 1 else { return ([], top + 24) }
    var keys: [Key] = []
    var x = 4.0
    var y = top + 12
    for (index, name) in names.enumerated() {
      guard let mark = chart.marks.first(where: { $0.seriesName == name }) else { continue }
      let width = textWidth(legendWords(name)) + 34
      if x > 4, x + width > size.width {
        x = 4
        y += 20
      }
      keys.append(Key(name: name, mark: mark, color: index, x: x, y: y))
      x += width
    }
    return (keys, y + 30)
  }

  private static func isAslant(_ scale: Chart.Axis.Scale, width: Double) -> Bool {
    guard case .categories(let names) = scale, !names.isEmpty else { return false }
    let widest = names.map { textWidth(short($0)) }.max() ?? 0
    return widest > 30 && widest + 8 > width / Double(names.count)
  }

  /// A line each for words up the side, else what the size says.
  private static func plotHeight(_ scale: Chart.Axis.Scale, _ size: Size) -> Double {
    guard case .categories(let names) = scale else { return size.plotHeight }
    return max(size.plotHeight, min(600, Double(names.count) * 17))
  }

  /// Below the plot: the words of the axis and its label.
  private static func footHeight(_ scale: Chart.Axis.Scale, isAslant: Bool) -> Double {
    if isAslant, case .categories(let names) = scale {
      let widest = names.map { textWidth(short($0)) }.max() ?? 0
      return 38 + widest * 0.57
    }
    return scale == .time ? 50 : 38
  }

  /// How far the first word of an axis reaches to the left when it lies aslant.
  private static func overhang(_ scale: Chart.Axis.Scale) -> Double {
    guard case .categories(let names) = scale, let first = names.first else { return 0 }
    return textWidth(short(first)) * 0.82 - 30
  }

  private static func capacity(_ ticks: [Tick], width: Double, isAslant: Bool) -> Double {
    if isAslant { return width / 16 }
    let widest = ticks.map { textWidth(short($0.label)) }.max() ?? 0
    return width / (widest + 10)
  }

  /// Every second, third, … tick, so that no more than `capacity` are left.
  private static func thinned(_ ticks: [Tick], _ capacity: Double) -> [Tick] {
    let every = max(1, Int((Double(ticks.count) / max(1, capacity)).rounded(.up)))
    if every == 1 { return ticks }
    var context: String?
    return ticks.enumerated().compactMap { index, tick in
      context = tick.context ?? context
      guard index % every == 0 else { return nil }
      defer { context = nil }
      return Tick(value: tick.value, label: tick.label, context: context)
    }
  }

  /// `text` as it is drawn: at most 22 columns.
  static func short(_ text: String) -> String { PlainText.cut(PlainText.oneLine(text), to: 22) }

  /// `name` as the legend has it: at most 40 columns.
  static func legendWords(_ name: String) -> String {
    PlainText.cut(PlainText.oneLine(name), to: 40)
  }

  /// About how many pixels 12-pixel text takes.
  static func textWidth(_ text: String) -> Double { Double(PlainText.width(text)) * 6.8 }
}

extension Chart.Mark {
  /// The name that stands in the legend, for marks that have a colour of their own.
  var seriesName: String? {
    switch self {
    case .line(let series), .area(let series), .bars(let series), .scatter(let series),
      .step(let series):
      series.name
    case .band(let name, _, _, _), .histogram(let name, _, _), .level(let name, _): name
    case .candles, .heatmap, .note: nil
    }
  }
}
