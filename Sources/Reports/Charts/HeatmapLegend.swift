/// What the colours of a heatmap mean, above the plot at the right: its label, then the row of
/// colours between the values at its ends.
struct HeatmapLegend {
  let colors: HeatmapColors
  let label: String
  let isMuted: Bool

  func drawn(_ layout: ChartLayout) -> String {
    let width = 7.0
    let y = layout.top - 38
    let ends = [0.0, 1].map { colors.value(at: $0) }
    let words = ends.map { text($0, of: ends[1] - ends[0]) }
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

  /// As many digits as tell the ends apart.
  private func text(_ value: Double, of range: Double) -> String {
    let step = min(abs(value) / 10, abs(range) / 5)
    return TickFormat(
      largest: abs(value), step: max(step, abs(value) * 1e-6, .leastNormalMagnitude)
    ).text(value)
  }
}
