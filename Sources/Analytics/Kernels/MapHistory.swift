/// An estimated map over time, no finer than a picture: what is looked at now and then.
struct MapHistory {
  private static let columns = 160
  private static let rows = 90

  /// The instants looked at, in microseconds UTC.
  private(set) var times: [Double] = []
  private var cells: [Double] = []
  private let step: Double
  private let every: Int
  /// The price bins shown, and how many of them make a row.
  private let bins: Range<Int>
  private let block: Int

  /// - Parameters:
  ///   - bars: The bars the map is made from; prices up to a tenth beyond theirs are shown.
  ///   - step: The size of a price bin.
  init(_ bars: CandleBars, step: Double) {
    self.step = step
    every = max(1, bars.grid.count / Self.columns)
    let low = bars.low.filter { !$0.isNaN }.min() ?? 0
    let high = bars.high.filter { !$0.isNaN }.max() ?? 0
    bins = Int(low * 0.9 / step)..<(Int(high * 1.1 / step) + 1)
    block = max(1, (bins.count + Self.rows - 1) / Self.rows)
  }

  /// Keeps the map as it is after `bin`, when its turn has come. O(bins shown).
  mutating func look(at map: EstimatedMap, _ bin: Int, _ grid: TimeGrid) {
    guard bin % every == 0 else { return }
    times.append(Double(grid.time(bin)))
    for start in stride(from: bins.lowerBound, to: bins.upperBound, by: block) {
      var sum = 0.0
      for level in start..<min(start + block, bins.upperBound, map.long.count) {
        sum += map.long[level] + map.short[level]
      }
      cells.append(sum)
    }
  }

  /// The middle of each row of prices.
  var prices: [Double] {
    stride(from: bins.lowerBound, to: bins.upperBound, by: block).map {
      (Double($0) + Double(block) / 2) * step
    }
  }

  /// The dollars of each row over time, row after row.
  var byPrice: [Double] {
    let rows = prices.count
    return (0..<rows).flatMap { row in times.indices.map { cells[$0 * rows + row] } }
  }
}
