/// Candles as SVG; more than a pixel can show are merged, as a longer interval would merge them.
struct Candles {
  let x: [Double]
  let open: [Double]
  let high: [Double]
  let low: [Double]
  let close: [Double]

  /// How many candles a picture shows: one in three pixels.
  static func limit(_ pixels: Int) -> Int { max(1, pixels / 3) }

  /// Rising and falling candles in two groups of wicks and bodies; in ink with a rim of paper, the
  /// rising ones hollow, where they lie over colours.
  func drawn(_ layout: ChartLayout, _ pixels: Int, isInk: Bool) -> String {
    let merged = merged(to: Self.limit(pixels))
    // Over cells, thin ones leave the colours to be seen.
    let width = max(1, (isInk ? 0.4 : 0.7) * Double(pixels) / Double(max(1, merged.x.count)))
    return [true, false].map { merged.group(layout, width, isRising: $0, isInk: isInk) }.joined()
  }

  private func group(
    _ layout: ChartLayout, _ width: Double, isRising: Bool, isInk: Bool
  ) -> String {
    var wicks = PathText()
    var bodies = PathText()
    for index in x.indices where (close[index] >= open[index]) == isRising {
      let center = layout.x.position(x[index])
      let places = [open[index], high[index], low[index], close[index]].map(layout.y.position)
      guard !center.isNaN, !places.contains(where: \.isNaN) else { continue }
      wicks.move(center, places[1])
      wicks.vertical(places[2])
      // A candle that closes where it opened is a line, not nothing.
      let end = abs(places[3] - places[0]) < 1 ? places[0] + 1 : places[3]
      bodies.rectangle(center - width / 2, places[0], center + width / 2, end)
    }
    guard !bodies.isEmpty else { return "" }
    guard isInk else {
      return "<g class=\"s\(isRising ? 0 : 1)\"><path class=\"wick\" d=\"\(wicks.text)\"/>"
        + "<path class=\"bars\" d=\"\(bodies.text)\"/></g>"
    }
    return "<path class=\"rim\" d=\"\(wicks.text)\"/><path class=\"wick\" d=\"\(wicks.text)\"/>"
      + "<path class=\"\(isRising ? "hollow" : "solid")\" d=\"\(bodies.text)\"/>"
  }

  /// At most `count` candles: first open, highest high, lowest low, last close of each share.
  func merged(to count: Int) -> Candles {
    let total = [x, open, high, low, close].map(\.count).min() ?? 0
    let size = max(1, (total + count - 1) / count)
    let starts = Array(stride(from: 0, to: total, by: size))
    func share(_ start: Int) -> Range<Int> { start..<min(start + size, total) }
    return Candles(
      x: starts.map { start in (x[start] + x[share(start).upperBound - 1]) / 2 },
      open: starts.map { open[$0] },
      high: starts.map { high[share($0)].reduce(-.infinity, max) },
      low: starts.map { low[share($0)].reduce(.infinity, min) },
      close: starts.map { close[share($0).upperBound - 1] })
  }
}
