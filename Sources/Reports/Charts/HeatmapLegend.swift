/// What the colours of a heatmap mean, above the plot at the right: its label, then the row of
/// colours between the values at its ends.
struct HeatmapLegend {
  let colors: HeatmapColors
  let label: String
  let isMuted: Bool

  func drawn(_ layout: ChartLayout) -> String {
    let width = 7.0
    let y = layout.top - 38
    let words = [0.0, 1].map { text(colors.value(at: $0)) }
    let right = layout.right - ChartLayout.textWidth(words[1]) - 6
    let left = right - width * Double(Palette.levels)
    let boxes = (0..<Palette.levels).map { level in
      let x = PathText.text(left + Double(level) * width)
      return "<rect class=\"\(colors.family)\(level) swatch\" x=\"\(x)\" y=\"\(PathText.text(y))\""
        + " width=\"\(PathText.text(width + 0.3))\" height=\"9\"/>"
    }.joined()
    let first = [label, words[0]].filter { !$0.isEmpty }.joined(separator: "  ")
    return (isMuted ? "<g class=\"muted\">\(boxes)</g>" : boxes)
      + ChartSVG.text(
        left - 6, y + 9, ChartLayout.cut(first, left - 10, 6.8), "text-anchor=\"end\"")
      + ChartSVG.text(right + 6, y + 9, words[1], "")
  }

  private func text(_ value: Double) -> String {
    TickFormat(largest: abs(value), step: max(abs(value) / 10, .leastNormalMagnitude)).text(value)
  }
}
