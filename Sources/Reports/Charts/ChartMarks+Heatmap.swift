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
    let heights = rows.map { abs($0.1 - $0.0) }
    let height = heights.first ?? 0
    let isEven = heights.allSatisfy { abs($0 - height) < 0.05 }
    var paths = [PathText](repeating: PathText(), count: Palette.levels)
    for (j, row) in rows.enumerated() {
      let levels = columns.indices.map { colors.level(grid.values[j * columns.count + $0]) }
      for (level, run) in Self.runs(levels) {
        let (start, end) = (columns[run.lowerBound].0, columns[run.upperBound].1)
        if isEven {
          paths[level].move(start, (row.0 + row.1) / 2)
          paths[level].horizontal(end)
        } else {
          paths[level].rectangle(start, row.0, end, row.1)
        }
      }
    }
    let shape = isEven ? "row\" stroke-width=\"\(PathText.text(height + 0.3))" : "cell"
    let drawn = paths.enumerated().filter { !$0.element.isEmpty }.map { level, path in
      "<path class=\"\(colors.family)\(level) \(shape)\" d=\"\(path.text)\"/>"
    }.joined()
    let dots = dots(grid, columns, rows)
    return (isMuted ? "<g class=\"muted\">\(drawn)</g>" : drawn)
      + path("marked around", dots) + path("marked", dots)
  }

  /// Neighbours of one colour, as one piece each; cells without a colour have none.
  private static func runs(_ levels: [Int?]) -> [(Int, ClosedRange<Int>)] {
    var runs: [(Int, ClosedRange<Int>)] = []
    for (index, level) in levels.enumerated() {
      guard let level else { continue }
      if let last = runs.last, last.0 == level, last.1.upperBound == index - 1 {
        runs[runs.count - 1].1 = last.1.lowerBound...index
      } else {
        runs.append((level, index...index))
      }
    }
    return runs
  }

  private func dots(
    _ grid: HeatmapGrid, _ columns: [(Double, Double)], _ rows: [(Double, Double)]
  ) -> PathText {
    var dots = PathText()
    for (j, row) in rows.enumerated() {
      for (i, column) in columns.enumerated() where grid.marked[j * columns.count + i] {
        dots.move((column.0 + column.1) / 2, (row.0 + row.1) / 2)
        dots.horizontal((column.0 + column.1) / 2)
      }
    }
    return dots
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
