extension ChartMarks {
  /// The cells, one path a colour; beyond what the picture can show, the largest of each block.
  mutating func cells(
    _ xs: [Double], _ ys: [Double], _ values: [Double], _ marked: [Bool], label: String,
    isMuted: Bool
  ) -> String {
    let grid = HeatmapGrid(
      x: xs, y: ys, values: values, marked: marked,
      columns: max(1, Int((layout.right - layout.left) / 2)),
      rows: max(1, Int((layout.bottom - layout.top) / 2)))
    let colors = HeatmapColors(grid.values)
    heatmap = HeatmapLegend(colors: colors, label: label, isMuted: isMuted)
    let columns = Self.bounds(grid.x, layout.x)
    let rows = Self.bounds(grid.y, layout.y)
    var paths = [PathText](repeating: PathText(), count: Palette.levels)
    var dots = PathText()
    for (j, row) in rows.enumerated() {
      let levels = columns.indices.map { colors.level(grid.values[j * columns.count + $0]) }
      // Neighbours of one colour are one rectangle.
      for run in columns.indices.split(whereSeparator: { levels[$0] == nil }) {
        var start = run.startIndex
        for i in run where i + 1 == run.endIndex || levels[i + 1] != levels[start] {
          guard let level = levels[start] else { continue }
          paths[level].rectangle(columns[start].0, row.0, columns[i].1, row.1)
          start = i + 1
        }
      }
      for (i, column) in columns.enumerated() where grid.marked[j * columns.count + i] {
        dots.move((column.0 + column.1) / 2, (row.0 + row.1) / 2)
        dots.horizontal((column.0 + column.1) / 2)
      }
    }
    let drawn = paths.enumerated().filter { !$0.element.isEmpty }.map { level, path in
      "<path class=\"\(colors.family)\(level)\" shape-rendering=\"crispEdges\" d=\"\(path.text)\"/>"
    }.joined()
    return (isMuted ? "<g class=\"muted\">\(drawn)</g>" : drawn)
      + path("marked around", dots) + path("marked", dots)
  }

  /// The pixels where each cell begins and ends: half way to its neighbours.
  private static func bounds(_ centers: [Double], _ scale: AxisScale) -> [(Double, Double)] {
    let half = ChartExtents.step(centers) / 2
    return centers.indices.map { index in
      let center = centers[index]
      let before = index > 0 ? (center - centers[index - 1]) / 2 : half
      let after = index + 1 < centers.count ? (centers[index + 1] - center) / 2 : half
      let low = scale.position(center - before)
      let high = scale.position(center + after)
      let middle = scale.position(center)
      if middle.isNaN { return (0, 0) }
      return (low.isNaN ? middle : low, high.isNaN ? middle : high)
    }
  }
}

/// A heatmap no finer than the picture; blocks of cells keep the value farthest from zero.
struct HeatmapGrid {
  let x: [Double]
  let y: [Double]
  let values: [Double]
  let marked: [Bool]

  init(
    x: [Double], y: [Double], values: [Double], marked: [Bool], columns: Int, rows: Int
  ) {
    let xBlock = max(1, (x.count + columns - 1) / columns)
    let yBlock = max(1, (y.count + rows - 1) / rows)
    self.x = Self.middles(x, xBlock)
    self.y = Self.middles(y, yBlock)
    let width = self.x.count
    var largest = [Double](repeating: .nan, count: width * self.y.count)
    var anyMarked = [Bool](repeating: false, count: largest.count)
    for (index, value) in values.prefix(x.count * y.count).enumerated() {
      let cell = index / x.count / yBlock * width + index % x.count / xBlock
      if !(abs(largest[cell]) >= abs(value)), value.isFinite { largest[cell] = value }
      if index < marked.count, marked[index] { anyMarked[cell] = true }
    }
    self.values = largest
    self.marked = anyMarked
  }

  private static func middles(_ centers: [Double], _ block: Int) -> [Double] {
    stride(from: 0, to: centers.count, by: block).map { start in
      let last = centers[min(start + block, centers.count) - 1]
      return centers[start] + (last - centers[start]) / 2
    }
  }
}
