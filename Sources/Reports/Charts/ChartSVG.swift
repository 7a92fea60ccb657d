extension Chart {
  /// The picture as an SVG file with title, paper and the colours of light and dark screens.
  ///
  /// A series of any length gives a file of at most a few tens of kilobytes. O(points).
  package var svg: String { ChartSVG.file(self) }
}

/// A chart as SVG: for a page, which has the colours, or as a file of its own.
enum ChartSVG {
  /// A whole file, with title, paper and the colours of light and dark screens.
  static func file(_ chart: Chart) -> String {
    let picture = ChartPlots(chart, .file)
    let hasCells = picture.plots.contains { $0.chart.marks.contains { $0.isHeatmap } }
    let style = """
      \(Palette.shapes)
      \(Palette.css(Palette.light, heatmap: hasCells))
      @media (prefers-color-scheme:dark){
      \(Palette.css(Palette.dark, heatmap: hasCells))
      }
      """
    let width = ChartLayout.Size.file.width
    let open =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" \(box(height: picture.height, .file)) "
      + "width=\"\(PathText.text(width))\" height=\"\(PathText.text(picture.height))\">"
    let paper = "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>"
    let title = text(4, 20, ChartLayout.cut(chart.title, width, 8.6), "class=\"title\"")
    let plots = picture.plots.enumerated().map { index, plot in
      let drawn = body(plot, id: index == 0 ? "plot" : "plot\(index)")
      let place = PathText.text(plot.offset)
      return index == 0 ? drawn : "<g transform=\"translate(0 \(place))\">\n\(drawn)\n</g>"
    }
    return
      ([
        open, "<title>\(MarkupText.escaped(chart.title))</title>",
        "<desc>\(MarkupText.escaped(words(chart)))</desc>", "<style>\(style)</style>",
        paper, title,
      ] + plots + ["</svg>\n"]).joined(separator: "\n")
  }

  /// The plots of one chart inside a page, below each other; `id` is unique there.
  static func inline(_ chart: Chart, size: ChartLayout.Size, id: String) -> String {
    ChartPlots(chart, size).plots.enumerated().map { index, plot in
      let layout = plot.layout
      let places = [
        layout.left, layout.top, layout.right - layout.left, layout.bottom - layout.top,
      ].map(PathText.text).joined(separator: " ")
      let label =
        index == 0 ? "\(chart.title): \(words(chart))" : "\(chart.title): \(plot.chart.y.label)"
      return [
        "<svg \(box(height: layout.height, size)) data-plot=\"\(places)\" data-domain=\""
          + "\(layout.x.low) \(layout.x.high) \(layout.y.low) \(layout.y.high)\" "
          + "aria-label=\"\(MarkupText.escaped(label))\">",
        body(plot, id: index == 0 ? id : "\(id)\(index)"), "</svg>",
      ].joined(separator: "\n")
    }.joined(separator: "\n")
  }

  /// The words for readers who do not see the picture, not longer than one listens to.
  private static func words(_ chart: Chart) -> String { PlainText.cut(chart.words, to: 600) }

  private static func box(height: Double, _ size: ChartLayout.Size) -> String {
    "class=\"chart\" viewBox=\"0 0 \(PathText.text(size.width)) \(PathText.text(height))\" "
      + "role=\"img\""
  }

  private static func body(_ plot: ChartPlots.Plot, id: String) -> String {
    let (chart, layout) = (plot.chart, plot.layout)
    var marks = ChartMarks(chart, layout)
    let drawn = marks.drawn()
    let markers = marks.markers()
    let width = PathText.text(layout.right - layout.left)
    let height = PathText.text(layout.bottom - layout.top)
    let place = "x=\"\(PathText.text(layout.left))\" y=\"\(PathText.text(layout.top))\""
    let parts = [
      "<clipPath id=\"\(id)\"><rect \(place) width=\"\(width)\" height=\"\(height)\"/></clipPath>",
      grid(layout),
      "<g clip-path=\"url(#\(id))\"><g class=\"zoom\">", drawn, "</g>", markers, "</g>",
      axes(chart, layout), legend(layout), marks.heatmap?.drawn(layout) ?? "",
      notes(chart, layout), ledgerWords(marks),
      marks.isEmpty && markers.isEmpty
        ? text(
          (layout.left + layout.right) / 2, (layout.top + layout.bottom) / 2, "no data",
          "text-anchor=\"middle\"") : "",
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private static func ledgerWords(_ marks: ChartMarks) -> String {
    marks.chart.marks.map { mark in
      guard case .waterfall(let changes, let totals) = mark else { return "" }
      return marks.waterfallWords(changes, totals)
    }.joined()
  }

  private static func grid(_ layout: ChartLayout) -> String {
    var path = PathText()
    for tick in layout.yTicks {
      let y = layout.y.position(tick.value)
      path.move(layout.left, y)
      path.horizontal(layout.right)
    }
    return "<path class=\"grid\" d=\"\(path.text)\"/>"
  }

  private static func axes(_ chart: Chart, _ layout: ChartLayout) -> String {
    var base = PathText()
    base.move(layout.left, layout.bottom)
    base.horizontal(layout.right)
    for tick in layout.xTicks {
      base.move(layout.x.position(tick.value), layout.bottom)
      base.vertical(layout.bottom + 4)
    }
    let isTime = chart.x.scale == .time && !chart.x.label.contains("UTC")
    let xLabel = isTime ? chart.x.label + " [UTC]" : chart.x.label
    let parts = [
      "<g class=\"y-axis\">" + layout.yTicks.map { yTick($0, layout) }.joined() + "</g>",
      "<g class=\"x-axis\"><path class=\"axis\" d=\"\(base.text)\"/>"
        + (layout.isLast ? xTicks(layout) : "") + "</g>",
      text(4, layout.top - 12, chart.y.label, "class=\"label\""),
      layout.isLast
        ? text(layout.right, layout.height - 4, xLabel, "class=\"label\" text-anchor=\"end\"")
        : "",
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private static func yTick(_ tick: Tick, _ layout: ChartLayout) -> String {
    text(
      layout.left - 8, layout.y.position(tick.value) + 4, layout.beside(tick.label),
      "text-anchor=\"end\"")
  }

  private static func xTicks(_ layout: ChartLayout) -> String {
    var ticks = ""
    var contextStart = Double.infinity
    // From the right: of two contexts that would touch, the later one stays.
    for tick in layout.xTicks.reversed() {
      var shown = tick
      if let context = tick.context {
        let half = ChartLayout.textWidth(context) / 2
        let place = max(half, layout.x.position(tick.value))
        if place + half + 4 > contextStart {
          shown.context = nil
        } else {
          contextStart = place - half
        }
      }
      ticks = xTick(shown, layout) + ticks
    }
    return ticks
  }

  private static func xTick(_ tick: Tick, _ layout: ChartLayout) -> String {
    let x = layout.x.position(tick.value)
    let label = ChartLayout.short(tick.label)
    guard !layout.isAslant else {
      let (px, py) = (PathText.text(x + 4), PathText.text(layout.bottom + 16))
      return text(
        x + 4, layout.bottom + 16, label,
        "text-anchor=\"end\" transform=\"rotate(-35 \(px) \(py))\"")
    }
    let main = centred(x, layout.bottom + 17, label, layout)
    guard let context = tick.context else { return main }
    return main + centred(x, layout.bottom + 32, context, layout)
  }

  /// Words around `x`, pushed in where they would hang over the edge.
  private static func centred(
    _ x: Double, _ y: Double, _ words: String, _ layout: ChartLayout
  ) -> String {
    let half = ChartLayout.textWidth(words) / 2
    let place = max(half, min(layout.size.width - half, x))
    return text(place, y, words, "text-anchor=\"middle\"")
  }

  private static func legend(_ layout: ChartLayout) -> String {
    layout.keys.map { key in
      "<g class=\"\(Palette.names(key.color)) legend\" data-series=\"\(key.color)\">" + sample(key)
        + text(key.x + 22, key.y, ChartLayout.legendWords(key.name), "") + "</g>"
    }.joined(separator: "\n")
  }

  /// A small piece of what the legend names: a line, a dashed line, a band, a bar.
  private static func sample(_ key: ChartLayout.Key) -> String {
    var line = PathText()
    line.move(key.x, key.y - 4)
    line.horizontal(key.x + 16)
    let box = "x=\"\(PathText.text(key.x))\" y=\"\(PathText.text(key.y - 10))\" width=\"16\""
    switch key.mark {
    case .line, .step: return "<path class=\"line\" d=\"\(line.text)\"/>"
    case .level: return "<path class=\"dash\" d=\"\(line.text)\"/>"
    case .band, .area, .shade: return "<rect class=\"area\" \(box) height=\"12\"/>"
    case .scatter:
      return "<circle class=\"key\" cx=\"\(PathText.text(key.x + 8))\" cy=\""
        + "\(PathText.text(key.y - 4))\" r=\"3\"/>"
    case .intervals:
      var whisker = PathText()
      whisker.move(key.x + 8, key.y - 10)
      whisker.vertical(key.y + 2)
      var dot = PathText()
      dot.move(key.x + 8, key.y - 4)
      dot.horizontal(key.x + 8)
      return "<path class=\"whisker\" d=\"\(whisker.text)\"/>"
        + "<path class=\"estimate\" d=\"\(dot.text)\"/>"
    case .markers(_, let shape):
      let path = Markers.path([(key.x + 8, key.y - 4)], shape)
      return "<path class=\"pin\" d=\"\(path)\"/>"
    default: return "<rect class=\"key\" \(box) height=\"11\" rx=\"2\"/>"
    }
  }

  private static func notes(_ chart: Chart, _ layout: ChartLayout) -> String {
    var rowEnds = [Double](repeating: -.infinity, count: 4)
    var parts: [String] = []
    for case .note(let words, let value) in chart.marks {
      let x = layout.x.position(value)
      guard x >= layout.left, x <= layout.right else { continue }
      let width = ChartLayout.textWidth(ChartLayout.short(words))
      let isLate = x + width + 6 > layout.right
      let start = isLate ? x - 5 - width : x + 5
      let row = rowEnds.firstIndex { $0 + 8 < start } ?? 0
      rowEnds[row] = start + width
      parts.append(
        text(
          isLate ? x - 5 : x + 5, layout.top + 12 + Double(row) * 15, ChartLayout.short(words),
          "class=\"halo note\" data-v=\"\(value)\"" + (isLate ? " text-anchor=\"end\"" : "")))
    }
    return parts.joined(separator: "\n")
  }

  /// A `<text>` of words from anywhere.
  static func text(_ x: Double, _ y: Double, _ words: String, _ attributes: String) -> String {
    let space = attributes.isEmpty ? "" : " "
    return "<text x=\"\(PathText.text(x))\" y=\"\(PathText.text(y))\"\(space)\(attributes)>"
      + "\(MarkupText.escaped(words))</text>"
  }
}

extension ChartLayout {
  /// `text`, cut to what `width` pixels hold when a character takes `each`.
  static func cut(_ text: String, _ width: Double, _ each: Double) -> String {
    PlainText.cut(PlainText.oneLine(text), to: max(1, Int(width / each)))
  }
}
