/// Values to pixels along one axis.
struct AxisScale {
  let kind: Chart.Axis.Scale
  /// The values at the ends, `low < high`, finite; positive on a logarithmic axis.
  let low: Double
  let high: Double
  /// The pixels of `low` and `high`.
  let start: Double
  let end: Double

  /// The pixel of `value`; NaN when it has none. Far outside, it stays within what pictures hold.
  func position(_ value: Double) -> Double {
    guard value.isFinite else { return .nan }
    let part: Double
    if isLogarithmic {
      guard value > 0 else { return .nan }
      part = (Natural.log(value) - Natural.log(low)) / (Natural.log(high) - Natural.log(low))
    } else {
      part = (value - low) / (high - low)
    }
    return min(1e5, max(-1e5, start + part * (end - start)))
  }

  var isLogarithmic: Bool { kind == .logarithmic }

  /// About `count` ticks, all of them on the axis.
  func ticks(count: Int) -> [Tick] {
    let edges = min(start, end) - 0.5...max(start, end) + 0.5
    return candidates(count: count).filter { edges.contains(position($0.value)) }
  }

  private func candidates(count: Int) -> [Tick] {
    switch kind {
    case .linear: Ticks.linear(low, high, count: count)
    case .logarithmic: Ticks.logarithmic(low, high, count: count)
    case .time: Ticks.time(low, high, count: count)
    case .categories(let names):
      names.enumerated().map { Tick(value: Double($0.offset), label: $0.element) }
    }
  }
}

/// The interval of the values an axis must hold.
struct Extent: Equatable {
  var low = Double.infinity
  var high = -Double.infinity

  /// Widens to `value` when it is finite and, on a logarithmic axis, positive.
  mutating func include(_ value: Double, _ scale: Chart.Axis.Scale) {
    guard value.isFinite, scale != .logarithmic || value > 0 else { return }
    low = min(low, value)
    high = max(high, value)
  }

  var isEmpty: Bool { !(low <= high) }
}
