/// The plots of one chart, from above to below: its own and its panels, with one x axis.
struct ChartPlots {
  /// One plot with where it lies.
  struct Plot {
    /// The chart with the marks and the y axis of this plot, without panels.
    let chart: Chart
    let layout: ChartLayout
    /// The top of the plot's picture in the whole one.
    let offset: Double
  }

  let plots: [Plot]
  /// Of the whole picture.
  let height: Double

  init(_ chart: Chart, _ size: ChartLayout.Size) {
    let charts = Self.charts(chart)
    let own = charts.map { ChartExtents($0) }
    let names = ChartLayout.legend(charts)
    var layouts: [ChartLayout] = []
    // Twice: the left edge is where the widest words of any plot let it be.
    for _ in 0..<(charts.count > 1 ? 2 : 1) {
      let left = layouts.map(\.left).max() ?? 0
      layouts = charts.indices.map { index in
        let frame = ChartLayout.Frame(
          names: names, quiet: chart.quiet, left: left, isFirst: index == 0,
          isLast: index + 1 == charts.count,
          part: index == 0 ? 1 : min(2, max(0.2, chart.panels[index - 1].height)))
        return ChartLayout(
          charts[index], size, extents: own[index].sharing(xOf: own), frame: frame)
      }
    }
    var top = 0.0
    plots = zip(charts, layouts).map { chart, layout in
      defer { top += layout.height }
      return Plot(chart: chart, layout: layout, offset: top)
    }
    height = top
  }

  private static func charts(_ chart: Chart) -> [Chart] {
    var first = chart
    first.panels = []
    return [first]
      + chart.panels.map { panel in
        Chart(
          name: chart.name, title: chart.title, x: chart.x, y: panel.y, marks: panel.marks)
      }
  }
}
