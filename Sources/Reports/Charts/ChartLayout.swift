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

  /// What a plot shares with the others of its picture.
  struct Frame {
    /// The names that have colours, in the whole picture.
    let names: [String]
    /// Of them, those drawn in grey.
    let quiet: Set<String>
    /// The least left edge.
    let left: Double
    let isFirst: Bool
    let isLast: Bool
    /// The height in parts of what the size says.
    let part: Double
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
  /// Name → the number of its colour, in the whole picture.
  let colors: [String: Int]
  /// The plot's edges.
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double
  /// The height of the whole picture.
  let height: Double
  /// Whether the words below the x axis lie aslant, because they are long.
  let isAslant: Bool
  /// Whether it is the lowest plot of its picture, which has the words of the x axis.
  let isLast: Bool
  /// Whether nothing in the chart has a place.
  let isEmpty: Bool
  let barStep: Double

  init(_ chart: Chart, _ size: Size, extents: ChartExtents, frame: Frame) {
    self.size = size
    colors = Self.colors(frame.names, quiet: frame.quiet)
    barStep = extents.barStep
    let hasTitle = size.standsAlone && frame.isFirst && !chart.title.isEmpty
    (keys, top) = Self.placed(chart, size, colors, top: hasTitle ? 30 : 4)
    isLast = frame.isLast
    isAslant = frame.isLast && Self.isAslant(chart.x.scale, width: size.width - 80)
    isEmpty = extents.isEmpty
    bottom = top + Self.plotHeight(chart, size) * frame.part
    height = bottom + (isLast ? Self.footHeight(chart.x.scale, isAslant: isAslant) : 8)
    y = AxisScale(
      kind: chart.y.scale, low: extents.y.low, high: extents.y.high, start: bottom, end: top)
    let rows = y.ticks(count: Self.tickCount(bottom - top))
    yTicks = isEmpty ? [] : Self.thinned(rows, (bottom - top) / 14)
    let room = size.width * 0.27
    let widest = yTicks.map { Self.textWidth(Self.short($0.label)) }.max() ?? 0
    let words = max(widest, isAslant ? Self.overhang(chart.x.scale) : 0)
    left = max(frame.left, min(room, words + 14))
    right = size.width - 20
    x = AxisScale(
      kind: chart.x.scale, low: extents.x.low, high: extents.x.high, start: left, end: right)
    let each = chart.x.scale == .time ? 82.0 : 70
    let ticks = x.ticks(count: max(2, Int((right - left) / each)))
    let capacity = Self.capacity(ticks, width: right - left, isAslant: isAslant)
    xTicks = isEmpty ? [] : Self.thinned(ticks, capacity)
  }

  /// About how many ticks stand on a y axis of so many pixels; the page's script counts the same.
  private static func tickCount(_ height: Double) -> Int { max(4, Int(height / 42)) }

  /// The names that have a colour, in the order they first appear.
  static func legend(_ charts: [Chart]) -> [String] {
    var names: [String] = []
    for mark in charts.flatMap(\.marks) {
      if let name = mark.seriesName, !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// The colours in the order of the names; those in grey come after all others.
  private static func colors(_ names: [String], quiet: Set<String>) -> [String: Int] {
    var colors: [String: Int] = [:]
    let (grey, loud) = (names.filter(quiet.contains), names.filter { !quiet.contains($0) })
    for (index, name) in loud.enumerated() { colors[name] = index }
    for (index, name) in grey.enumerated() { colors[name] = Palette.quietStart + index }
    return colors
  }

  /// The legend from the left, in lines; and where the plot can begin below it, the colours of its
  /// cells and the y label.
  private static func placed(
    _ chart: Chart, _ size: Size, _ colors: [String: Int], top: Double
  ) -> (keys: [Key], top: Double) {
    let names = legend([chart])
    let cells = chart.marks.contains { $0.isHeatmap } ? 20.0 : 0
    guard names.count > 1 else { return ([], top + 26 + cells) }
    var keys: [Key] = []
    var x = 4.0
    var y = top + 12
    for name in names {
      guard let mark = chart.marks.first(where: { $0.seriesName == name }) else { continue }
      let width = textWidth(legendWords(name)) + 34
      if x > 4, x + width > size.width {
        x = 4
        y += 20
      }
      keys.append(
        Key(name: name, mark: mark, color: colors[name] ?? 0, x: x, y: y))
      x += width
    }
    return (keys, y + 33 + cells)
  }

  private static func isAslant(_ scale: Chart.Axis.Scale, width: Double) -> Bool {
    guard case .categories(let names) = scale, !names.isEmpty else { return false }
    let widest = names.map { textWidth(short($0)) }.max() ?? 0
    return widest > 30 && widest + 8 > width / Double(names.count)
  }

  /// A line each for words up the side, else what the size says.
  private static func plotHeight(_ chart: Chart, _ size: Size) -> Double {
    guard case .categories(let names) = chart.y.scale else {
      // A map has two axes to be read on.
      return size.plotHeight * (chart.marks.contains { $0.isHeatmap } ? 1.35 : 1)
    }
    let isStrips = chart.marks.contains { if case .spans = $0 { true } else { false } }
    if isStrips { return max(40, min(600, Double(names.count) * 30)) }
    return max(size.plotHeight, min(600, Double(names.count) * 17))
  }

  /// `label` as it is drawn beside the plot.
  func beside(_ label: String) -> String {
    let words = Self.short(label)
    if Self.textWidth(words) <= left - 8 { return words }
    return PlainText.cut(words, to: max(1, Int((left - 8) / 7.4)))
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
    return width / (widest + 6)
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

  /// About how many pixels 12-pixel text takes, in the widest of the usual fonts.
  static func textWidth(_ text: String) -> Double {
    text.reduce(0) { $0 + width($1) }
  }

  private static func width(_ character: Character) -> Double {
    switch character {
    case "i", "j", "l", "I", ".", ",", ":", ";", "'", "|", " ": 4
    case "f", "t", "r", "(", ")", "[", "]", "-", "/", "J": 5.2
    case "m", "w", "M", "W", "@", "%": 11.4
    case "A"..."Z": 8.4
    case "0"..."9": 7.6
    case "a"..."z": 7.2
    default: Double(PlainText.width(String(character))) * 7.6
    }
  }
}

extension Chart.Mark {
  /// The name that stands in the legend, for marks that have a colour of their own.
  var seriesName: String? {
    switch self {
    case .line(let series), .area(let series), .bars(let series), .scatter(let series),
      .step(let series), .markers(let series, _):
      series.name
    case .band(let name, _, _, _), .intervals(let name, _, _, _, _), .histogram(let name, _, _),
      .level(let name, _), .spans(let name, _, _, _), .shade(let name, _, _):
      name
    case .candles, .heatmap, .waterfall, .note: nil
    }
  }

  var isHeatmap: Bool { if case .heatmap = self { true } else { false } }
}
