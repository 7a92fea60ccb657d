/// The bars of a ledger: where each starts and ends.
struct Waterfall {
  struct Step: Equatable {
    let from: Double
    let to: Double
    let isTotal: Bool

    /// What the bar says: the sum of a total, else the change.
    var value: Double { isTotal ? to : to - from }
  }

  let steps: [Step]

  /// A change that is no finite number counts as none.
  init(changes: [Double], totals: [Bool]) {
    var sum = 0.0
    steps = changes.enumerated().map { index, change in
      if index < totals.count, totals[index] { return Step(from: 0, to: sum, isTotal: true) }
      let before = sum
      sum += change.isFinite ? change : 0
      return Step(from: before, to: sum, isTotal: false)
    }
  }

  /// How the values are written above the bars: one style for all.
  var style: Column.Style {
    steps.contains { abs($0.value) >= 10_000 } ? .dollars : .significant(3)
  }
}

extension ChartMarks {
  /// Rising, falling and total bars in three groups, joined by a thin line at each sum.
  func waterfall(_ changes: [Double], _ totals: [Bool]) -> String {
    let steps = Waterfall(changes: changes, totals: totals).steps
    let half = abs(layout.x.position(1) - layout.x.position(0)) * 0.36
    var rising = PathText()
    var falling = PathText()
    var sums = PathText()
    var joints = PathText()
    for (index, step) in steps.enumerated() {
      let center = layout.x.position(Double(index))
      let (from, to) = (layout.y.position(step.from), layout.y.position(step.to))
      guard !center.isNaN, !from.isNaN, !to.isNaN else { continue }
      let end = abs(to - from) < 1 ? from + 1 : to
      if step.isTotal {
        sums.rectangle(center - half, from, center + half, end)
      } else if step.to >= step.from {
        rising.rectangle(center - half, from, center + half, end)
      } else {
        falling.rectangle(center - half, from, center + half, end)
      }
      if index + 1 < steps.count {
        joints.move(center + half, to)
        joints.horizontal(layout.x.position(Double(index + 1)) - half)
      }
    }
    let parts = [("s0", rising), ("s1", falling), ("s6", sums)].map { name, bars in
      bars.isEmpty ? "" : "<g class=\"\(name)\">\(path("bars", bars))</g>"
    }
    return parts.joined() + path("joint", joints)
  }

  /// The value above each bar that is wide enough for it.
  func waterfallWords(_ changes: [Double], _ totals: [Bool]) -> String {
    let waterfall = Waterfall(changes: changes, totals: totals)
    let room = abs(layout.x.position(1) - layout.x.position(0))
    return waterfall.steps.enumerated().map { index, step in
      let words = NumberText.text(step.value, waterfall.style)
      let center = layout.x.position(Double(index))
      let top = min(layout.y.position(step.from), layout.y.position(step.to))
      guard !center.isNaN, !top.isNaN, ChartLayout.textWidth(words) < room + 6 else { return "" }
      return ChartSVG.text(center, top - 4, words, "class=\"halo\" text-anchor=\"middle\"")
    }.joined()
  }
}
