extension ChartMarks {
  /// Strips in rows; strips closer than a pixel are one.
  func strips(_ from: [Double], _ to: [Double], _ rows: [Double]) -> PathText {
    let count = min(from.count, to.count, rows.count)
    var path = PathText()
    for row in Set(rows.prefix(count).filter(\.isFinite)).sorted() {
      let (top, bottom) = (layout.y.position(row + 0.35), layout.y.position(row - 0.35))
      guard !top.isNaN, !bottom.isNaN else { continue }
      let own = (0..<count).filter { rows[$0] == row }
      for strip in joined(own.map { (from[$0], to[$0]) }) {
        path.rectangle(strip.0, top, strip.1, bottom)
      }
    }
    return path
  }

  /// Tints over the whole height.
  func tints(_ from: [Double], _ to: [Double]) -> PathText {
    var path = PathText()
    for tint in joined(Array(zip(from, to))) {
      path.rectangle(tint.0, layout.top, tint.1, layout.bottom)
    }
    return path
  }

  /// The pixels of intervals in order, at least one wide, joined where less than one lies between.
  private func joined(_ intervals: [(Double, Double)]) -> [(Double, Double)] {
    let pixels = intervals.compactMap { start, end -> (Double, Double)? in
      let (left, right) = (edge(start, layout.left), edge(end, layout.right))
      guard !left.isNaN, !right.isNaN, left <= right else { return nil }
      return (left, max(right, left + 1))
    }.sorted { $0.0 < $1.0 }
    var joined: [(Double, Double)] = []
    for interval in pixels {
      if let last = joined.last, interval.0 - last.1 < 0.5 {
        joined[joined.count - 1].1 = max(last.1, interval.1)
      } else {
        joined.append(interval)
      }
    }
    return joined
  }

  /// The pixel of `value`; the plot's own edge for an end that is infinite.
  private func edge(_ value: Double, _ end: Double) -> Double {
    value.isInfinite ? end : layout.x.position(value)
  }

  /// Whiskers with caps, and the points as dots.
  func whiskers(_ xs: [Double], _ ys: [Double], _ low: [Double], _ high: [Double]) -> String {
    var whiskers = PathText()
    var dots = PathText()
    for index in 0..<[xs, ys, low, high].map(\.count).reduce(.max, min) {
      let x = layout.x.position(xs[index])
      guard !x.isNaN else { continue }
      let (bottom, top) = (layout.y.position(low[index]), layout.y.position(high[index]))
      if !bottom.isNaN, !top.isNaN {
        whiskers.move(x, bottom)
        whiskers.vertical(top)
        for end in [bottom, top] {
          whiskers.move(x - 4, end)
          whiskers.horizontal(x + 4)
        }
      }
      let y = layout.y.position(ys[index])
      guard !y.isNaN else { continue }
      dots.move(x, y)
      dots.horizontal(x)
    }
    return path("whisker", whiskers) + path("estimate", dots)
  }
}
