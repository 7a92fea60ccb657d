/// One way to cut a node in two.
struct TreeCut: Sendable {
  let feature: Int
  /// The last bin of the lower side.
  let bin: Int
  let threshold: Double
  let gain: Double
  /// The weight of the lower side.
  let below: Double
}

/// Sums of targets and weights by bin, feature after feature.
struct Histograms: Sendable {
  var cells: [SIMD2<Double>]

  init(_ table: BinnedTable) {
    cells = [SIMD2<Double>](repeating: .zero, count: table.featureCount * table.width)
  }

  func subtracting(_ part: Histograms) -> Histograms {
    var result = self
    for cell in cells.indices { result.cells[cell] -= part.cells[cell] }
    return result
  }

  mutating func add(_ other: Histograms) {
    for cell in cells.indices { cells[cell] += other.cells[cell] }
  }

  /// The cut that reduces the squared error most; nil when none does.
  func bestCut(_ table: BinnedTable, _ features: some Sequence<Int>, leafSize: Int) -> TreeCut? {
    var best: TreeCut?
    for feature in features {
      let cut = bestThreshold(cells.span, feature, from: feature * table.width, table, leafSize)
      if let cut, cut.gain > best?.gain ?? 0 { best = cut }
    }
    return best
  }
}

/// The best cut of one feature: n·m/(n + m)·(mean above − mean below)², the fall of the squared
/// error.
private func bestThreshold(
  _ cells: Span<SIMD2<Double>>, _ feature: Int, from first: Int, _ table: BinnedTable,
  _ leafSize: Int
) -> TreeCut? {
  let (lows, highs) = (table.lows[feature], table.highs[feature])
  var total = SIMD2<Double>.zero
  for bin in lows.indices { total += cells[first + bin] }
  var below = SIMD2<Double>.zero
  var last: Int?
  var best: (low: Int, high: Int, gain: Double, below: Double)?
  for bin in lows.indices where cells[first + bin][1] > 0.5 {
    if let last, lows[bin] > highs[last] + 1e-7, below[1] >= Double(leafSize),
      total[1] - below[1] >= Double(leafSize)
    {
      let above = total - below
      let distance = below[0] * above[1] - above[0] * below[1]
      let gain = distance * distance / (below[1] * above[1])
      if gain > best?.gain ?? 0 { best = (last, bin, gain, below[1]) }
    }
    below += cells[first + bin]
    last = bin
  }
  return best.map { found in
    let middle = highs[found.low] / 2 + lows[found.high] / 2
    return TreeCut(
      feature: feature, bin: found.low,
      threshold: middle < lows[found.high] ? middle : highs[found.low],
      gain: found.gain / total[1], below: found.below)
  }
}

/// Moves the rows of a range above the cut at `bin` behind the others; both keep their order.
///
/// Row 0 is row `first` of the table; `spare`, as long as the range or longer, is overwritten. The
/// first place of the upper side is returned.
func partition<Row: FixedWidthInteger>(
  _ rows: inout [Row], _ range: Range<Int>, first: Int, _ column: BinColumn, _ bin: Int,
  spare: inout [Row]
) -> Int {
  switch column {
  case .narrow(let bins): partition(&rows, range, first, bins.span, UInt8(bin), &spare)
  case .wide(let bins): partition(&rows, range, first, bins.span, UInt16(bin), &spare)
  }
}

/// Writes each row to both sides and goes on with one of them: no branch to guess wrongly.
private func partition<Row: FixedWidthInteger, Bin: FixedWidthInteger>(
  _ rows: inout [Row], _ range: Range<Int>, _ first: Int, _ bins: Span<Bin>, _ limit: Bin,
  _ spare: inout [Row]
) -> Int {
  var rows = rows.mutableSpan
  var spare = spare.mutableSpan
  var (low, high) = (range.lowerBound, 0)
  for place in range {
    let row = rows[place]
    let isAbove = bins[first + Int(truncatingIfNeeded: row)] > limit ? 1 : 0
    rows[low] = row
    spare[high] = row
    low += 1 - isAbove
    high += isAbove
  }
  for place in 0..<high { rows[low + place] = spare[place] }
  return low
}
