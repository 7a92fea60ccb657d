/// Which of the heatmap's colours a value has.
///
/// Values of both signs are shown around zero; values of one sign from zero or the smallest up.
/// When the largest is over twenty times the median of the positive ones, steps are ratios, as
/// otherwise one cell would leave all others blank.
struct HeatmapColors {
  enum Kind: Equatable { case diverging, linear, logarithmic }

  let kind: Kind
  let low: Double
  let high: Double

  init(_ values: [Double]) {
    let finite = values.filter(\.isFinite)
    let low = finite.min() ?? 0
    let high = finite.max() ?? 1
    if low < 0, high > 0 {
      kind = .diverging
      self.high = max(-low, high)
      self.low = -self.high
      return
    }
    let positive = finite.filter { $0 > 0 }.sorted()
    let median = positive.isEmpty ? 0 : positive[positive.count / 2]
    if low >= 0, median > 0, high > 20 * median {
      kind = .logarithmic
      self.low = max(positive[positive.count / 20], high / 1e6)
      self.high = high
    } else {
      kind = .linear
      self.low = low > 0 && low < high / 2 ? 0 : low
      self.high = high
    }
  }

  /// The class of the colour of `value`; nil for nothing to draw.
  func level(_ value: Double) -> Int? {
    guard value.isFinite else { return nil }
    let part: Double
    switch kind {
    case .logarithmic:
      guard value > 0, high > low else { return 0 }
      part = Natural.log(value / low) / Natural.log(high / low)
    case .linear, .diverging:
      part = high > low ? value / (high - low) - low / (high - low) : 0.5
    }
    return min(Palette.levels - 1, max(0, Int((part * Double(Palette.levels)).rounded(.down))))
  }

  /// The value at the lower edge of `level`, for the legend.
  func value(at part: Double) -> Double {
    if kind == .logarithmic {
      return low * Natural.exp(part * Natural.log(high / low))
    }
    return low * (1 - part) + high * part
  }

  /// `q` or `d`: the family of classes.
  var family: String { kind == .diverging ? "d" : "q" }
}
